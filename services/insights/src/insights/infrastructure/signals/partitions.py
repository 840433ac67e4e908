"""Monthly partitions of the snapshots, created by a function of the schema's owner: the service's role has no DDL."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import ARRAY, Date, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions

MONTHS_AHEAD: Final = 3

_ENSURE: Final = text("select ensure_partition(month) from unnest(:months) as month").bindparams(
    bindparam("months", type_=ARRAY(Date))
)
_ENSURE_AHEAD: Final = text(
    "select ensure_partition((date_trunc('month', cast(:today as date)) + make_interval(months => ahead))::date)"
    " from generate_series(0, :months) as ahead"
)


async def ensure_months(connection: AsyncConnection, days: Collection[date]) -> None:
    """Create the missing partitions of the months of `days` in the caller's transaction."""
    months = sorted({day.replace(day=1) for day in days})
    await connection.execute(_ENSURE, {"months": months})


async def prepare_months(transactions: Transactions, clock: Clock) -> None:
    """Create the missing partitions of this month and the next three, so that no event has to."""
    async with transactions.engine.begin() as connection:
        await connection.execute(_ENSURE_AHEAD, {"today": clock.now().date(), "months": MONTHS_AHEAD})
