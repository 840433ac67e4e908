"""How often a client may ask: the generic cell rate algorithm, one number per client and no window edges.

https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm (virtual scheduling)
Header fields after draft-ietf-httpapi-ratelimit-headers.
"""

import ipaddress
import math
from dataclasses import dataclass
from typing import Final

WINDOW_SECONDS: Final = 60.0
IPV6_PREFIX: Final = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """`quota` requests a window, all of which may come at once; 0 is no limit."""

    name: str
    quota: int
    window: float = WINDOW_SECONDS

    @property
    def interval(self) -> float:
        """Seconds after which one more request is free."""
        return self.window / self.quota


@dataclass(frozen=True, slots=True)
class Decision:
    """What a request met; all times in seconds."""

    limit: Limit
    allowed: bool
    remaining: int
    reset: int
    """Until the whole quota is there again."""
    retry_after: int
    """Until one request is free; 0 when this one was."""

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Give the header fields that tell a client."""
        name, quota, window = self.limit.name, self.limit.quota, int(self.limit.window)
        fields = [
            (b"ratelimit-policy", f'"{name}";q={quota};w={window}'.encode()),
            (b"ratelimit", f'"{name}";r={self.remaining};t={self.reset}'.encode()),
        ]
        if not self.allowed:
            fields.append((b"retry-after", str(self.retry_after).encode()))
        return fields


def decide(limit: Limit, full_at: float, now: float) -> tuple[Decision, float]:
    """Judge one request and give when the client's quota is whole again, which is all there is to remember.

    `full_at` is what the last request left behind (anything in the past for a new client). A refused request
    changes nothing, so asking in vain costs nothing.
    """
    start = max(full_at, now)
    after = start + limit.interval
    wait = after - limit.window - now
    # A nanosecond of tolerance: the sum of many intervals is not exactly the window.
    if wait > 1e-9:
        return Decision(limit, False, 0, math.ceil(start - now), max(1, math.ceil(wait))), full_at
    remaining = int((limit.window - (after - now)) / limit.interval + 1e-6)
    return Decision(limit, True, remaining, math.ceil(after - now), 0), after


def network_of(address: str) -> str:
    """Give the network that one household holds: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.version == 4:
        return str(ip)
    mapped = ip.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((int(ip), IPV6_PREFIX), strict=False))
