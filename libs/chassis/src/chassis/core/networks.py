"""Client networks: the unit in which anonymous clients are counted and limited."""

import ipaddress
from functools import lru_cache
from typing import Final

IPV6_PREFIX: Final = 64
UNKNOWN: Final = "unknown"


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Return the network that one household holds: an IPv4 address itself, or the /64 of an IPv6 address.

    An IPv4 address mapped into IPv6 (`::ffff:192.0.2.1`) is the IPv4 address, so that it has one count. A text that
    is no address belongs to the network `unknown`. Providers assign at least a /64 per customer (RFC 6177).
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    if ip.version == 4:
        return str(ip)
    mapped = ip.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((int(ip), IPV6_PREFIX), strict=False))
