"""How a provider does, shared by all replicas that use the same key: budget, breaker, how its calls end, outage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from chassis.core.circuit_breaker import BreakerState, CircuitBreaker
from ingestion.domain.budget import Ledger
from ingestion.domain.failure_window import POLICY
from ingestion.domain.failures import Cause
from ingestion.domain.titles.facts import Source

LONG_BLOCK: Final = timedelta(minutes=1)
"""A provider that wants to be left alone for less than this is busy, not in outage."""
RECENT_DAYS: Final = 7

OutageHealth = Literal["degraded", "unavailable"]


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """A provider and the key it knows us by: what it limits. `key_id` is a fingerprint of the key, "" without one."""

    source: Source
    key_id: str = ""


@dataclass(frozen=True, slots=True)
class Outage:
    """Why a provider is not called as usual: its quota is spent (degraded), or its breaker is open (unavailable)."""

    health: OutageHealth
    since: datetime
    reason: str
    until: datetime | None = None
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class ProviderState:
    """What is known of a provider's mood. `recent` counts how calls ended, by UTC day, of the last days."""

    source: Source
    ledger: Ledger = field(default_factory=Ledger)
    block_reason: str | None = None
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    breaker_cause: Cause | None = None
    outage: Outage | None = None
    calls: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    recent: Mapping[date, Mapping[str, int]] = field(default_factory=dict)
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_failure: str | None = None


@dataclass(slots=True)
class CallCounts:
    """How calls of one process ended since the last flush."""

    outcomes: dict[str, int] = field(default_factory=dict)
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_failure: str | None = None


Change = Callable[[ProviderState, datetime], ProviderState]
"""Returns the new state of a provider at an instant."""


def record_calls(state: ProviderState, counts: CallCounts, today: date) -> ProviderState:
    """Return the state with further calls in it; days that are long past are forgotten."""
    if not counts.outcomes:
        return state
    oldest = today - timedelta(days=RECENT_DAYS - 1)
    recent = {day: outcomes for day, outcomes in state.recent.items() if day >= oldest}
    return replace(
        state,
        calls=state.calls + sum(counts.outcomes.values()),
        outcomes=_sum(state.outcomes, counts.outcomes),
        recent={**recent, today: _sum(recent.get(today, {}), counts.outcomes)},
        last_success_at=counts.last_success_at or state.last_success_at,
        last_failure_at=counts.last_failure_at or state.last_failure_at,
        last_failure=counts.last_failure or state.last_failure,
    )


def trip(
    state: ProviderState, now: datetime, cause: Cause, detail: str, *, at_least: datetime | None = None
) -> ProviderState:
    """Return the state with its breaker open; one that is open already keeps its pause and its cause."""
    breaker = state.breaker.trip(POLICY, now, f"{cause.value}: {detail}"[:300], at_least=at_least)
    return state if breaker is state.breaker else replace(state, breaker=breaker, breaker_cause=cause)


def close(state: ProviderState, now: datetime) -> ProviderState:
    """Return the state with its breaker closed."""
    return replace(state, breaker=state.breaker.close(now), breaker_cause=None)


def assess(state: ProviderState, now: datetime) -> ProviderState:
    """Return the state with its outage as it is now: begun, grown worse, going on, or over.

    An open breaker is outage until a probe has closed it; a block by the provider while it lasts, if it is long.
    """
    outage_now = _outage(state, now)
    if state.outage is None or outage_now is None:
        return replace(state, outage=outage_now)
    if outage_now.health == state.outage.health:
        return replace(state, outage=replace(state.outage, until=outage_now.until))
    return replace(state, outage=replace(outage_now, since=state.outage.since))


def _outage(state: ProviderState, now: datetime) -> Outage | None:
    if state.breaker.state is not BreakerState.CLOSED:
        reason = state.breaker.reason or "too many calls failed"
        return Outage("unavailable", now, reason, state.breaker.until, state.breaker_cause)
    until = state.ledger.blocked_until
    if until is None or until <= now:
        return None
    if state.outage is None and until - now < LONG_BLOCK:
        return None
    return Outage("degraded", now, state.block_reason or "rate limited by the provider", until, Cause.QUOTA)


def _sum(some: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {name: some.get(name, 0) + more.get(name, 0) for name in {**some, **more}}
