"""Which addresses a server may call for others: public ones, so that none reaches the operator's own network.

The rules are those of a URL as it is written, and of each address that its name has when a connection is opened
(server-side request forgery, OWASP). An IPv6 address that stands for an IPv4 address is judged by that one.
"""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from chassis.core.rules.broken import BrokenRule

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_URL: Final = 2048
HTTPS_PORTS: Final = frozenset({443, 8443})
HTTP_PORT: Final = 80

_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""Its last four bytes are the IPv4 address that is called (RFC 6052)."""
_REFUSED: Final[tuple[Network, ...]] = (
    ipaddress.IPv4Network("168.63.129.16/32"),  # the metadata of Azure, in public address space
    ipaddress.IPv4Network("192.88.99.0/24"),  # relays of 6to4
    ipaddress.IPv6Network("2001::/23"),  # Teredo, among other protocols
    ipaddress.IPv6Network("2002::/16"),  # 6to4
)


def is_public(address: Address) -> bool:
    """Return whether an address belongs to the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL_UNICAST:
            return False
    if address.is_multicast or not address.is_global:
        return False
    return not any(address in network for network in _REFUSED if network.version == address.version)


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped


@dataclass(frozen=True, slots=True)
class AddressRules:
    """What may be called: public addresses by HTTPS, and what an installation permits in addition."""

    networks: Collection[Network] = ()
    """Private networks that may be called too."""
    ports: Collection[int] = HTTPS_PORTS | {HTTP_PORT}
    plain_http: bool = False
    """Whether URLs may have the scheme `http`."""

    def permits(self, address: Address) -> bool:
        """Return whether a connection to an address may be opened."""
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        actual = mapped or address
        return is_public(address) or any(
            actual in network for network in self.networks if network.version == actual.version
        )

    def problem(self, url: str) -> BrokenRule | None:
        """Return the rule that a URL breaks, or null. Names are not resolved: each connection checks its address."""
        if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
            message = f"must be a URL of at most {LONGEST_URL} printable ASCII characters"
            return BrokenRule("url_characters", message, {"maxLength": LONGEST_URL})
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return BrokenRule("url_parsing", "must be a URL")
        if parts.scheme != "https" and not (self.plain_http and parts.scheme == "http"):
            schemes = ["https", "http"] if self.plain_http else ["https"]
            message = f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}"
            return BrokenRule("url_scheme", message, {"allowed": schemes})
        if not host or "@" in parts.netloc or "#" in url:
            return BrokenRule("url_parts", "must have a host, and neither a user nor a fragment")
        if (port or (443 if parts.scheme == "https" else HTTP_PORT)) not in self.ports:
            ports = sorted(self.ports)
            return BrokenRule(
                "url_port", f"must have one of the ports {', '.join(map(str, ports))}", {"allowed": ports}
            )
        address = literal_address(host)
        if address is None or self.permits(address):
            return None
        return BrokenRule("private_address", "must not be an address of a private network")


def literal_address(host: str) -> Address | None:
    """Return the address that the host of a URL is, or null for a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
