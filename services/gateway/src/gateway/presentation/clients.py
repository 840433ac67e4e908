"""Which client a connection counts for."""

import ipaddress
from collections.abc import Callable, Sequence

from gateway.domain.rates import network_of


def client_of(trusted_proxies: Sequence[str]) -> Callable[[str], str | None]:
    """Return a function from a peer's address to its network, or to null for a trusted proxy.

    A proxy's connections carry the requests of many clients, so they count for none.
    """
    everybody = "*" in trusted_proxies
    networks = [ipaddress.ip_network(name, strict=False) for name in trusted_proxies if name != "*"]

    def of(address: str) -> str | None:
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return network_of(address)
        # A listener for both versions of IP sees an IPv4 peer as an IPv6 one.
        plain = getattr(peer, "ipv4_mapped", None) or peer
        if everybody or any(plain in network for network in networks):
            return None
        return network_of(address)

    return of
