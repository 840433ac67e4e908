"""When a database of music may be called: its calls are spaced over all replicas, and stop while it fails.

The databases permit one to five calls per second, so each call reserves an instant of its own: a row per database holds
the next one.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from chassis.core.circuit_breaker import Admission, BreakerPolicy, BreakerState, CircuitBreaker

POLICY: Final = BreakerPolicy(
    first_pause=timedelta(seconds=30),
    longest_pause=timedelta(minutes=15),
    probe_timeout=timedelta(seconds=30),
    memory=timedelta(minutes=10),
)
FAILURES: Final = 5
"""Failed calls in a row that stop all calls."""


@dataclass(frozen=True, slots=True)
class CallState:
    """How a database of music does, as all replicas know it."""

    next_at: datetime | None = None
    """Before this instant no call is made: the next one is reserved for it."""
    blocked_until: datetime | None = None
    """The database has refused calls until then."""
    breaker: CircuitBreaker = field(default=CircuitBreaker())
    failures: int = 0
    """Failed calls in a row."""
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_failure: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """An instant at which a call may be made; without one, `retry_at` is when to try again."""

    at: datetime | None
    retry_at: datetime | None = None
    reason: str = ""


def reserve(state: CallState, interval: timedelta, now: datetime, longest_wait: timedelta) -> tuple[CallState, Slot]:
    """Reserve the next instant for a call, unless it is further away than `longest_wait`, or calls are stopped."""
    if state.blocked_until is not None and state.blocked_until > now:
        return state, Slot(None, state.blocked_until, "it refuses calls")
    breaker, admission = state.breaker.admit(POLICY, now)
    if admission is Admission.NONE:
        return state, Slot(None, breaker.until or now + POLICY.first_pause, breaker.reason or "it fails")
    at = max(now, state.next_at or now)
    if at - now > longest_wait:
        return state, Slot(None, at, "too many calls wait")
    return replace(state, next_at=at + interval, breaker=breaker), Slot(at)


def succeeded(state: CallState, now: datetime) -> CallState:
    """Return the state after a response, also one that nothing was found."""
    return replace(state, failures=0, breaker=state.breaker.close(now), last_success_at=now)


def failed(
    state: CallState, now: datetime, reason: str, *, is_final: bool = False, blocked_until: datetime | None = None
) -> CallState:
    """Return the state after a call that failed; a final failure stops calls at once, as a refused key does."""
    failures = state.failures + 1
    breaker = state.breaker
    if blocked_until is None and (is_final or failures >= FAILURES or breaker.state is not BreakerState.CLOSED):
        breaker = breaker.trip(POLICY, now, reason)
    blocks = [until for until in (state.blocked_until, blocked_until) if until is not None]
    return replace(
        state,
        failures=failures,
        breaker=breaker,
        blocked_until=max(blocks, default=None),
        last_failure_at=now,
        last_failure=reason[:300],
    )
