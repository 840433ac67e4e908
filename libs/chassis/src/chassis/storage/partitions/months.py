"""Monthly partitions of tables, created by a function of the schema's owner: the service's role has no DDL.

The function is `ensure_partition(parent, wanted)` (`chassis.storage.migrations.ensure_partition`).
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import ARRAY, Date, Table, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.core.clock import Clock
from chassis.storage.statements import Statement

MONTHS_AHEAD: Final = 3

_ENSURE: Final = Statement(
    text("select ensure_partition(:parent, month) from unnest(:months) as month").bindparams(
        bindparam("parent", type_=Text), bindparam("months", type_=ARRAY(Date))
    )
)
_ENSURE_AHEAD: Final = text(
    "select ensure_partition(parent, month) from unnest(:parents) as parent, unnest(:months) as month"
).bindparams(bindparam("parents", type_=ARRAY(Text)), bindparam("months", type_=ARRAY(Date)))


class Months:
    """The months of partitioned tables that this process knows to exist; a write ensures only the others.

    Only what was prepared is known: a month that a write has created is gone if its transaction is rolled back.
    """

    def __init__(self, *tables: Table) -> None:
        self._tables = tables
        self._known: frozenset[date] = frozenset()

    async def ensure(self, connection: AsyncConnection, table: Table, days: Collection[date]) -> None:
        """Create the missing partitions of the months of `days` in the caller's transaction."""
        months = sorted({day.replace(day=1) for day in days} - self._known)
        if months:
            await _ENSURE(connection, {"parent": table.name, "months": months})

    async def prepare(self, engine: AsyncEngine, clock: Clock) -> None:
        """Create the missing partitions of this month and the next three, so that no write has to."""
        months = _months_from(clock.now().date(), MONTHS_AHEAD)
        parents = [table.name for table in self._tables]
        async with engine.begin() as connection:
            await connection.execute(_ENSURE_AHEAD, {"parents": parents, "months": months})
        self._known = frozenset(months)


def _months_from(day: date, ahead: int) -> list[date]:
    """Return the first days of the month of `day` and of the next `ahead`."""
    first = 12 * day.year + day.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, first + ahead + 1)]
