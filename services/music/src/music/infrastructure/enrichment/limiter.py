"""Admits calls to databases of music: each reserves an instant in a row that all replicas share.

Time is that of Postgres: a replica whose clock is ahead would call too early.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transactions
from music.application.enrichment.ports import DatabaseUnavailable
from music.domain.enrichment import calls
from music.domain.enrichment.calls import CallState, Slot
from music.domain.enrichment.fields import Source
from music.infrastructure.enrichment.rows import state_of, state_values
from music.infrastructure.enrichment.tables import providers

LONGEST_WAIT: Final = timedelta(seconds=20)
"""How long a call waits for its instant."""

Result = TypeVar("Result")
Sleep = Callable[[float], Awaitable[None]]


class CallLimiter:
    """Reserves instants for calls, and stores how they ended."""

    def __init__(self, transactions: Transactions, rates: Mapping[Source, float], sleep: Sleep = asyncio.sleep) -> None:
        self._transactions = transactions
        self._sleep = sleep
        self._intervals = {source: timedelta(seconds=1 / rate) for source, rate in rates.items()}

    async def acquire(self, source: Source) -> None:
        """Wait until a call may be made; raise DatabaseUnavailable."""

        def reserve(state: CallState, now: datetime) -> tuple[CallState, tuple[Slot, datetime]]:
            state, slot = calls.reserve(state, self._intervals[source], now, LONGEST_WAIT)
            return state, (slot, now)

        slot, now = await self._change(source, reserve)
        if slot.at is None:
            raise DatabaseUnavailable(source, slot.reason, slot.retry_at or now)
        await self._sleep((slot.at - now).total_seconds())

    async def succeeded(self, source: Source) -> None:
        """Store that there was a response."""
        await self._change(source, lambda state, now: (calls.succeeded(state, now), None))

    async def failed(
        self, source: Source, reason: str, *, is_final: bool, blocked: timedelta | None = None
    ) -> datetime:
        """Store that a call failed, and return when the next one may be made."""

        def fail(state: CallState, now: datetime) -> tuple[CallState, datetime]:
            until = None if blocked is None else now + blocked
            state = calls.failed(state, now, reason, is_final=is_final, blocked_until=until)
            return state, max(state.blocked_until or now, state.breaker.until or now, now)

        return await self._change(source, fail)

    async def _change(self, source: Source, apply: Callable[[CallState, datetime], tuple[CallState, Result]]) -> Result:
        async with self._transactions.batch() as transaction:
            connection = transaction.connection
            fresh = insert(providers).values(source=source, **state_values(CallState()))
            await connection.execute(fresh.on_conflict_do_nothing())
            locked = select(providers).where(providers.c.source == source).with_for_update()
            row = (await connection.execute(locked)).mappings().one()
            # Read once the row is locked: what waited for it must not reserve an instant that has passed.
            now = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
            state, result = apply(state_of(row), now)
            await connection.execute(update(providers).where(providers.c.source == source).values(state_values(state)))
        return result
