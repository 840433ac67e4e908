"""The state of each provider, one row shared by all replicas: budget, breaker, how its calls end.

A row is locked for two short statements. Calls are leased in bundles, so it is not touched for each of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncEngine

from ingestion.domain.breaker import Breaker, Position
from ingestion.domain.budget import Ledger
from ingestion.domain.facts import Source
from ingestion.infrastructure.tables import provider_state

_THIS: Final = provider_state.c.source == bindparam("wanted")
_LOCKED: Final = select(provider_state).where(_THIS).with_for_update()
_REPLACE: Final = (
    update(provider_state)
    .where(_THIS)
    .values({column.name: bindparam(column.name) for column in provider_state.c if column.name != "source"})
)


@dataclass(frozen=True, slots=True)
class ProviderState:
    """What is known of a provider's mood."""

    source: Source
    ledger: Ledger = field(default_factory=Ledger)
    block_reason: str | None = None
    breaker: Breaker = field(default_factory=Breaker)
    calls: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
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


class ProviderStates:
    """Reads and changes providers' states."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def ensure(self, source: Source) -> None:
        """Make sure that a provider has a row."""
        async with self._engine.begin() as connection:
            await connection.execute(upsert(provider_state).values(source=source).on_conflict_do_nothing())

    async def change(self, source: Source, apply: Callable[[ProviderState], ProviderState]) -> ProviderState:
        """Apply a change to a provider's state under its lock, and give the new state."""
        async with self._engine.begin() as connection:
            row = (await connection.execute(_LOCKED, {"wanted": source})).one_or_none()
            if row is None:
                await connection.execute(upsert(provider_state).values(source=source).on_conflict_do_nothing())
                row = (await connection.execute(_LOCKED, {"wanted": source})).one()
            before = _state(row)
            after = apply(before)
            if after != before:
                await connection.execute(_REPLACE, {**_row(after), "wanted": source})
        return after

    async def count(self, source: Source, counted: Counted) -> None:
        """Add how calls ended."""

        def add(state: ProviderState) -> ProviderState:
            outcomes = dict(state.outcomes)
            for outcome, number in counted.outcomes.items():
                outcomes[outcome] = outcomes.get(outcome, 0) + number
            return replace(
                state,
                calls=state.calls + sum(counted.outcomes.values()),
                outcomes=outcomes,
                last_success_at=counted.last_success_at or state.last_success_at,
                last_failure_at=counted.last_failure_at or state.last_failure_at,
                last_failure=counted.last_failure or state.last_failure,
            )

        await self.change(source, add)

    async def all(self) -> dict[Source, ProviderState]:
        """Give the state of every provider that was ever asked."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(provider_state))
            return {row.source: _state(row) for row in rows}


def _state(row: Row[Any]) -> ProviderState:
    return ProviderState(
        source=row.source,
        ledger=Ledger(row.ledger_head, tuple(row.ledger_counts), row.blocked_until),
        block_reason=row.block_reason,
        breaker=Breaker(Position(row.breaker), row.breaker_until, row.breaker_trips, row.breaker_reason),
        calls=row.calls,
        outcomes=row.outcomes,
        last_success_at=row.last_success_at,
        last_failure_at=row.last_failure_at,
        last_failure=row.last_failure,
    )


def _row(state: ProviderState) -> dict[str, Any]:
    return {
        "ledger_head": state.ledger.head,
        "ledger_counts": list(state.ledger.counts),
        "blocked_until": state.ledger.blocked_until,
        "block_reason": state.block_reason,
        "breaker": state.breaker.position.value,
        "breaker_until": state.breaker.until,
        "breaker_trips": state.breaker.trips,
        "breaker_reason": state.breaker.reason,
        "calls": state.calls,
        "outcomes": dict(state.outcomes),
        "last_success_at": state.last_success_at,
        "last_failure_at": state.last_failure_at,
        "last_failure": state.last_failure,
    }
