"""Monthly partitions of signals, created by a function of the schema's owner: the service's role has no DDL."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import ARRAY, Date, Table, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from chassis.storage.statements import Statement
from insights.infrastructure.signals.tables import daily_signals, hourly_signals

MONTHS_AHEAD: Final = 3
PARTITIONED: Final = (daily_signals, hourly_signals)

_ENSURE: Final = Statement(
    text("select ensure_partition(:parent, month) from unnest(:months) as month").bindparams(
        bindparam("parent", type_=Text), bindparam("months", type_=ARRAY(Date))
    )
)
_ENSURE_AHEAD: Final = text(
    "select ensure_partition("
    "parent, (date_trunc('month', cast(:today as date)) + make_interval(months => ahead))::date)"
    " from unnest(:parents) as parent, generate_series(0, :months) as ahead"
).bindparams(bindparam("parents", type_=ARRAY(Text)))


async def ensure_months(connection: AsyncConnection, table: Table, days: Collection[date]) -> None:
    """Create the missing partitions of the months of `days` in the caller's transaction."""
    months = sorted({day.replace(day=1) for day in days})
    await _ENSURE(connection, {"parent": table.name, "months": months})


async def prepare_months(transactions: Transactions, clock: Clock) -> None:
    """Create the missing partitions of this month and the next three, so that no event has to."""
    parameters = {
        "parents": [table.name for table in PARTITIONED],
        "today": clock.now().date(),
        "months": MONTHS_AHEAD,
    }
    async with transactions.engine.begin() as connection:
        await connection.execute(_ENSURE_AHEAD, parameters)
