"""Sparing a service that fails: after some failures in a row it gets a rest, then one request tries it out.

Also the bulkhead: one slow service may hold so many requests and no more, so that the others go on.
https://martinfowler.com/bliki/CircuitBreaker.html
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

from gateway.domain.errors import CircuitOpen, Overloaded

State = Literal["closed", "open", "probing"]

LONGEST_REST: Final = 30.0


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """When a service gets a rest, and how long the first one is in seconds."""

    failures: int = 5
    rest: float = 1.0
    at_once: int = 256


class Breaker:
    """The state of one service; every method takes the monotonic time, so that a test can be the clock."""

    def __init__(self, rules: BreakerRules) -> None:
        self._rules = rules
        self._failures = 0
        self._rests = 0
        self._rest_until = 0.0
        self._probing = False
        self._inside = 0

    def state(self, now: float) -> State:
        """Tell what a request would meet."""
        if self._failures < self._rules.failures:
            return "closed"
        return "open" if now < self._rest_until or self._probing else "probing"

    def enter(self, now: float) -> None:
        """Let a request in; raises CircuitOpen or Overloaded. Each one let in calls `leave` once."""
        state = self.state(now)
        if state == "open":
            raise CircuitOpen(max(1, math.ceil(self._rest_until - now)))
        if self._inside >= self._rules.at_once:
            raise Overloaded
        self._probing = state == "probing"
        self._inside += 1

    def leave(self) -> None:
        """Free the place of a request."""
        self._inside -= 1

    def succeeded(self) -> None:
        """Take note of an answer, whatever it says: the service speaks."""
        self._failures = 0
        self._rests = 0
        self._probing = False

    def failed(self, now: float) -> None:
        """Take note of no answer; the rest doubles with each probe that fails, up to half a minute."""
        self._failures += 1
        if self._failures < self._rules.failures:
            return
        if self._probing or self._rest_until <= now:
            self._rest_until = now + min(LONGEST_REST, self._rules.rest * 2**self._rests)
            self._rests = min(self._rests + 1, 10)
        self._probing = False
