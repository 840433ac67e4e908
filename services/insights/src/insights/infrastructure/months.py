"""Monthly partitions of the snapshots, made by a function of the schema's owner: this service's role has no DDL."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from sqlalchemy import ARRAY, Date, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transactions

_ENSURE: Final = text("select ensure_partition(month) from unnest(:months) as month").bindparams(
    bindparam("months", type_=ARRAY(Date))
)


async def ensure_months(connection: AsyncConnection, days: Collection[date]) -> None:
    """Make sure in the caller's transaction that the months of `days` have a partition."""
    months = sorted({day.replace(day=1) for day in days})
    await connection.execute(_ENSURE, {"months": months})


class SqlMonths:
    """Partitions in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def prepare(self, months: Sequence[date]) -> None:
        """Make what is missing, in a transaction of its own."""
        async with self._transactions.engine.begin() as connection:
            await ensure_months(connection, months)
