"""Which addresses auth may call for a provider: HTTPS on public networks; loopback only where a setting permits it.

A provider's document names further addresses, so it could make auth send requests into the operator's own network
(server-side request forgery).
"""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

LONGEST_URL: Final = 2048
LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_permitted_url(url: str, *, loopback: bool) -> bool:
    """Return whether a URL is `https` without user, fragment and query, or with `loopback` plain HTTP to this machine.

    Names are not resolved here: `is_permitted_address` decides for each address that a name has.
    """
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or parts.fragment or parts.query or "?" in url or "#" in url:
        return False
    if parts.scheme == "http":
        return loopback and host in LOOPBACK_NAMES
    if parts.scheme != "https":
        return False
    address = _address(host)
    return address is None or is_permitted_address(address, loopback=loopback)


def is_permitted_address(address: Address, *, loopback: bool) -> bool:
    """Return whether a connection to an address may be opened: a public one, or with `loopback` this machine."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    actual = mapped or address
    if actual.is_loopback:
        return loopback
    return actual.is_global and not actual.is_multicast


def _address(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
