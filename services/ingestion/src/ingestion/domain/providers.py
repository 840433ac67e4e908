"""How a provider does, shared by all replicas that use the same key: budget, breaker, how its calls end, trouble."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from ingestion.domain.breaker import Breaker, Position
from ingestion.domain.budget import Ledger
from ingestion.domain.titles.facts import Source

LONG_BLOCK: Final = timedelta(minutes=1)
"""A provider that wants to be left alone for less than this is busy, not in trouble."""
RECENT_DAYS: Final = 7

Ill = Literal["degraded", "unavailable"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a provider is not asked as usual: its quota is spent (degraded), or its breaker is open (unavailable)."""

    health: Ill
    since: datetime
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProviderState:
    """What is known of a provider's mood. `recent` counts how calls ended, by UTC day, of the last days."""

    source: Source
    ledger: Ledger = field(default_factory=Ledger)
    block_reason: str | None = None
    breaker: Breaker = field(default_factory=Breaker)
    trouble: Trouble | None = None
    calls: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    recent: Mapping[date, Mapping[str, int]] = field(default_factory=dict)
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_failure: str | None = None


@dataclass(slots=True)
class Counted:
    """How calls of one process ended since the last time it was told."""

    outcomes: dict[str, int] = field(default_factory=dict)
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_failure: str | None = None


def counted(state: ProviderState, news: Counted, today: date) -> ProviderState:
    """Give the state with further calls in it; days that are long past are forgotten."""
    if not news.outcomes:
        return state
    oldest = today - timedelta(days=RECENT_DAYS - 1)
    recent = {day: outcomes for day, outcomes in state.recent.items() if day >= oldest}
    return replace(
        state,
        calls=state.calls + sum(news.outcomes.values()),
        outcomes=_sum(state.outcomes, news.outcomes),
        recent={**recent, today: _sum(recent.get(today, {}), news.outcomes)},
        last_success_at=news.last_success_at or state.last_success_at,
        last_failure_at=news.last_failure_at or state.last_failure_at,
        last_failure=news.last_failure or state.last_failure,
    )


def judged(state: ProviderState, now: datetime) -> ProviderState:
    """Give the state with its trouble as it is now: begun, grown worse, going on, or over.

    An open breaker is trouble until a probe has closed it; a block by the provider while it lasts, if it is long.
    """
    found = _trouble(state, now)
    if state.trouble is None or found is None:
        return replace(state, trouble=found)
    if found.health == state.trouble.health:
        return replace(state, trouble=replace(state.trouble, until=found.until))
    return replace(state, trouble=replace(found, since=state.trouble.since))


def _trouble(state: ProviderState, now: datetime) -> Trouble | None:
    if state.breaker.position is not Position.CLOSED:
        return Trouble("unavailable", now, state.breaker.reason or "too many calls failed", state.breaker.until)
    until = state.ledger.blocked_until
    if until is None or until <= now:
        return None
    if state.trouble is None and until - now < LONG_BLOCK:
        return None
    return Trouble("degraded", now, state.block_reason or "it wants to be left alone", until)


def _sum(some: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {name: some.get(name, 0) + more.get(name, 0) for name in {**some, **more}}
