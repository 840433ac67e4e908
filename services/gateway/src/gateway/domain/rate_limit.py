"""Rate limits by the generic cell rate algorithm: one number per client and limit, and no window edges.

https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm (virtual scheduling)
Header fields after draft-ietf-httpapi-ratelimit-headers-10.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from gateway.domain.headers import Header
from gateway.domain.request_classes import SIGN_IN

WINDOW_SECONDS: Final = 60.0
FREE_CLASS: Final = "free"
"""The rate class of users who pay nothing, and of addresses."""
KEY_SHARE: Final = 0.5
"""The part of its user's quota that one API key may use: a script does not stop the user's own requests."""

# The sum of many intervals is not exactly the window.
_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `quota` requests per `window` seconds, in one burst if the client likes; 0 means no limit."""

    name: str
    quota: int
    window: float = WINDOW_SECONDS
    is_announced: bool = True
    """Whether responses to allowed requests state it; not where a service counts exactly and states its own."""
    interval: float = field(init=False)
    """The seconds after which one more request is allowed."""
    policy: Header = field(init=False)
    lines: bytes = field(init=False)
    """The header fields of an allowed request, with places for what remains and for the reset."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "interval", self.window / self.quota if self.quota else 0.0)
        policy = f'"{self.name}";q={self.quota};w={int(self.window)}'
        object.__setattr__(self, "policy", (b"ratelimit-policy", policy.encode()))
        lines = f'ratelimit-policy: {policy}\r\nratelimit: "{self.name}";r=%d;t=%d\r\n'
        object.__setattr__(self, "lines", lines.encode())


class Decision(NamedTuple):
    """The result of one request against one limit; all times are in seconds."""

    limit: Limit
    allowed: bool
    remaining: int
    reset: int
    """Time until the whole quota is available again."""
    retry_after: int
    """Time until one more request is allowed; 0 when this request was allowed."""

    def lines(self) -> bytes:
        """Return the same fields as `headers` of an allowed request, as they are sent."""
        limit = self.limit
        return limit.lines % (self.remaining, self.reset) if limit.is_announced else b""

    def headers(self) -> list[Header]:
        """Return the header fields that describe the limit and its state to the client."""
        limit = self.limit
        if self.allowed and not limit.is_announced:
            return []
        fields = [limit.policy, (b"ratelimit", f'"{limit.name}";r={self.remaining};t={self.reset}'.encode())]
        if not self.allowed:
            fields.append((b"retry-after", str(self.retry_after).encode()))
        return fields


def decide(limit: Limit, full_at: float, now: float) -> tuple[Decision, float]:
    """Return the decision on one request, and the time at which the client's quota will be whole again.

    `full_at` is the time returned for the client's previous request; any time in the past stands for a new client.
    A rejected request does not change it, so rejected requests cost a client nothing.
    """
    start = max(now, full_at)
    after = start + limit.interval
    wait = after - limit.window - now
    if wait > _TOLERANCE:
        return Decision(limit, False, 0, math.ceil(start - now), max(1, math.ceil(wait))), full_at
    remaining = int((limit.window - (after - now)) / limit.interval + 1e-6)
    return Decision(limit, True, remaining, math.ceil(after - now), 0), after


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The quotas per minute by request class, and how many times as much users of each rate class may send.

    A quota of 0 means no limit.
    """

    quotas: Mapping[str, int]
    factors: Mapping[str, float] = field(default_factory=dict)
    replicas: int = 1
    """How many gateways share the requests: each allows its part of a quota."""

    def of_class(self, rate_class: str = FREE_CLASS, *, share: float = 1.0) -> dict[str, Limit | None]:
        """Return the limits of a rate class, or of a `share` of it, by request class; null means no limit.

        Sign-ins are counted exactly by auth, over all gateways. Here they are limited to what auth allows at most, so
        that a flood of them costs auth nothing.
        """
        factor = share * self.factors.get(rate_class, 1.0)
        limits = {name: self._limit(name, quota * factor / self.replicas) for name, quota in self.quotas.items()}
        sign_ins = self.quotas.get(SIGN_IN, 0)
        return limits | {SIGN_IN: Limit(SIGN_IN, sign_ins, is_announced=False) if sign_ins else None}

    @staticmethod
    def _limit(name: str, quota: float) -> Limit | None:
        return Limit(name, max(1, math.ceil(quota))) if quota > 0 else None
