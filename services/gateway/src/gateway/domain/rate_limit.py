"""Rate limits by the generic cell rate algorithm: one number per client and limit, and no window edges.

https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm (virtual scheduling)
Header fields after draft-ietf-httpapi-ratelimit-headers.
"""

import math
from dataclasses import dataclass
from typing import Final

from gateway.domain.headers import Header
from gateway.domain.routes import READS

WINDOW_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `quota` requests per `window` seconds, in one burst if the client likes; 0 means no limit."""

    name: str
    quota: int
    window: float = WINDOW_SECONDS

    @property
    def interval(self) -> float:
        """Return the seconds after which one more request is allowed."""
        return self.window / self.quota


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The quotas per minute by kind of request; 0 means no limit."""

    reads: int
    writes: int
    sign_ins: int

    def of(self, method: str, *, sign_in: bool) -> Limit:
        """Return the limit that a request counts against."""
        if sign_in:
            return Limit("sign-in", self.sign_ins)
        return Limit("reads", self.reads) if method in READS or method == "OPTIONS" else Limit("writes", self.writes)


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of one request against one limit; all times are in seconds."""

    limit: Limit
    allowed: bool
    remaining: int
    reset: int
    """Time until the whole quota is available again."""
    retry_after: int
    """Time until one more request is allowed; 0 when this request was allowed."""

    def headers(self) -> list[Header]:
        """Return the header fields that describe the limit and its state to the client."""
        name, quota, window = self.limit.name, self.limit.quota, int(self.limit.window)
        fields = [
            (b"ratelimit-policy", f'"{name}";q={quota};w={window}'.encode()),
            (b"ratelimit", f'"{name}";r={self.remaining};t={self.reset}'.encode()),
        ]
        if not self.allowed:
            fields.append((b"retry-after", str(self.retry_after).encode()))
        return fields


def decide(limit: Limit, full_at: float, now: float) -> tuple[Decision, float]:
    """Return the decision on one request, and the time at which the client's quota will be whole again.

    `full_at` is the time returned for the client's previous request; any time in the past stands for a new client.
    A rejected request does not change it, so rejected requests cost a client nothing.
    """
    start = max(full_at, now)
    after = start + limit.interval
    wait = after - limit.window - now
    # A tolerance of one nanosecond: the sum of many intervals is not exactly the window.
    if wait > 1e-9:
        return Decision(limit, False, 0, math.ceil(start - now), max(1, math.ceil(wait))), full_at
    remaining = int((limit.window - (after - now)) / limit.interval + 1e-6)
    return Decision(limit, True, remaining, math.ceil(after - now), 0), after
