"""Users whom an authenticating reverse proxy in front of the gateway names in a header.

Only the peer of the connection counts. X-Forwarded-For is only a statement about a client and makes no peer a
proxy. What the header says is used in one request, the sign-in; everywhere else it is removed like any spoofed header.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from chassis.core.proxy_sign_in import SECRET_CHARS
from gateway.domain.headers import HOP_BY_HOP, SET_BY_GATEWAY, Header

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAME: Final = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_OTHERS: Final = frozenset(
    {
        b"accept",
        b"content-type",
        b"idempotency-key",
        b"if-match",
        b"if-none-match",
        b"last-event-id",
        b"origin",
        b"user-agent",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-proto",
        b"x-token-delivery",
    }
)
"""Headers that mean something else, and that a mistake in the settings would take from every request."""


@dataclass(frozen=True, slots=True)
class ProxyUsers:
    """The header of the trusted proxies, in lower case, and their networks; without networks there is no proxy."""

    header: bytes = b""
    networks: tuple[Network, ...] = ()
    secret: str = field(default="", repr=False)
    """What the gateway signs the users with, for auth."""

    @classmethod
    def of(cls, header: str, networks: Sequence[str], secret: str) -> Self:
        """Return the rule of the settings; raise ValueError for a header, network or secret that is not safe."""
        name = header.lower().encode()
        if not _NAME.fullmatch(header) or name.startswith(b"x-marquee-"):
            raise ValueError("the header of the user must have letters, digits and dashes, and a name of the proxy")
        if name in HOP_BY_HOP | SET_BY_GATEWAY | _OTHERS:
            raise ValueError("the header of the user must not be one with another meaning")
        parsed = tuple(ipaddress.ip_network(network, strict=False) for network in networks)
        if not parsed or any(network.prefixlen == 0 for network in parsed):
            raise ValueError("the networks of the proxies must be named, and not be every network")
        if len(secret) < SECRET_CHARS:
            raise ValueError(f"the secret must have at least {SECRET_CHARS} characters")
        return cls(name, parsed, secret)

    @property
    def removed(self) -> frozenset[bytes]:
        """The headers that no service may see, besides those that are always removed."""
        return frozenset({self.header}) if self.header else frozenset()

    def named(self, headers: Sequence[Header], peer: str) -> str | None:
        """Return the user whom the peer of a connection names, or null.

        It is null for a peer that is no proxy, and for a header that is missing, empty or repeated: a proxy that adds
        its header to that of a client has two.
        """
        values = [value for name, value in headers if name == self.header]
        if len(values) != 1 or not self._is_proxy(peer):
            return None
        return values[0].strip().decode("latin-1") or None

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        # A dual-stack listener sees an IPv4 peer as an IPv6 address.
        unmapped = getattr(address, "ipv4_mapped", None) or address
        return any(unmapped in network for network in self.networks)


NO_PROXY: Final = ProxyUsers()
