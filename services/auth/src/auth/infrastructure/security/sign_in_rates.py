"""Counts of sign-ins per network: one statement, which is a transaction of its own.

Parallel sign-ins of one network, at any number of replicas, wait for its row, and each decides on the count before it.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import DateTime, Interval, LargeBinary, bindparam, delete, func, select, true
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.security.sign_in_rate import WINDOW, SignInCount, SignInRate
from auth.infrastructure import batches
from auth.infrastructure.security.tables import sign_in_rates
from chassis.core.clock import Clock
from chassis.storage.reads import CompiledRead, ReadPool

_KEY: Final = bindparam("key", type_=LargeBinary)
_INTERVAL: Final = bindparam("interval", type_=Interval)
_NOW: Final = func.coalesce(bindparam("now", type_=DateTime(timezone=True)), func.clock_timestamp()).label("at")


def _counting() -> CompiledRead:
    """Return the statement that counts a sign-in; its first column is null if the quota is used up."""
    begun = select(_KEY.label("key"), _NOW).cte("begun").prefix_with("materialized")
    first = upsert(sign_in_rates).from_select(["key", "whole_at"], select(begun.c.key, begun.c.at + _INTERVAL))
    # `excluded` has the instant at which the quota would be whole if it were whole now.
    fresh = first.excluded.whole_at
    after = func.greatest(sign_in_rates.c.whole_at + _INTERVAL, fresh)
    counted = (
        first.on_conflict_do_update(
            index_elements=["key"], set_={"whole_at": after}, where=after <= fresh - _INTERVAL + WINDOW
        )
        .returning(sign_in_rates.c.whole_at)
        .cte("counted")
    )
    before = select(sign_in_rates.c.whole_at).where(sign_in_rates.c.key == _KEY).scalar_subquery()
    columns = (counted.c.whole_at, before.label("before"), begun.c.at)
    return CompiledRead(select(*columns).select_from(begun.outerjoin(counted, true())))


_COUNT: Final = _counting()


class SqlSignInRates:
    """The counts of all replicas; without a clock, by the time of the database."""

    def __init__(self, pool: ReadPool, clock: Clock | None = None) -> None:
        self._pool = pool
        self._clock = clock

    async def count(self, key: bytes, rate: SignInRate) -> SignInCount:
        """Run the statement."""
        now = self._clock.now() if self._clock else None
        [row] = await self._pool.fetch(_COUNT, {"key": key, "interval": rate.interval, "now": now})
        whole_at: datetime | None = row["whole_at"]
        if whole_at is not None:
            return SignInCount(True, whole_at, row["at"])
        # The row may have been counted, or deleted, between the beginning of the statement and its decision.
        return SignInCount(False, row["before"] or row["at"] + WINDOW, row["at"])


class SqlExpiredSignInRates:
    """Deletes the counts of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def delete_whole(self, now: datetime) -> bool:
        """Delete at most `BATCH_ROWS` rows; locked rows are left for the next run."""
        whole = batches.batch_of(sign_in_rates.c.key, sign_in_rates.c.whole_at < now)
        deleted = await self._connection.execute(delete(sign_in_rates).where(sign_in_rates.c.key.in_(whole)))
        return deleted.rowcount == batches.BATCH_ROWS
