"""Which addresses auth may call for a provider: HTTPS on public networks; loopback only where a setting permits it.

A provider's document names further addresses, so it could make auth send requests into the operator's own network
(server-side request forgery).
"""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from chassis.core.outgoing.public_addresses import AddressRules, literal_address

LONGEST_URL: Final = 2048
LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LOOPBACK_NETWORKS: Final = (ipaddress.IPv4Network("127.0.0.0/8"), ipaddress.IPv6Network("::1/128"))


def address_rules(*, loopback: bool) -> AddressRules:
    """Return the rules of addresses: public ones may be called, and with `loopback` this machine."""
    return AddressRules(networks=LOOPBACK_NETWORKS if loopback else ())


def is_permitted_url(url: str, *, loopback: bool) -> bool:
    """Return whether a URL is `https` without user, fragment and query, or with `loopback` plain HTTP to this machine.

    Names are not resolved here: `address_rules` decide for each address that a name has.
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
    address = literal_address(host)
    return address is None or address_rules(loopback=loopback).permits(address)
