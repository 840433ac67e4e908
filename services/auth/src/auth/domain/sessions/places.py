"""Where a client is: the network that may be shown, and an approximate location when a database of locations is set."""

import ipaddress
from dataclasses import dataclass
from typing import Final

SHOWN_IPV4_PREFIX: Final = 24
SHOWN_IPV6_PREFIX: Final = 48


@dataclass(frozen=True, slots=True)
class Location:
    """An approximate location: the country (ISO 3166-1) and, if known, the city."""

    country: str
    city: str | None = None


def shown_network(address: str) -> str | None:
    """Return the network of an address in which a user recognizes their own, or null for no address.

    The last part is left out: the list is also read by another party that has signed in.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    if ip.version == 6 and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    prefix = SHOWN_IPV4_PREFIX if ip.version == 4 else SHOWN_IPV6_PREFIX
    return str(ipaddress.ip_network((int(ip) if ip.version == 6 else str(ip), prefix), strict=False))
