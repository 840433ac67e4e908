"""Reading series of groups: one range of the primary key."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import bindparam, exists, select

from chassis.storage.reads import CompiledRead, ReadPool
from insights.domain.groups.group import Group, GroupDay
from insights.domain.signals.signal import Signal, Source
from insights.domain.trends.series import Span
from insights.infrastructure.groups.tables import group_days as days
from insights.infrastructure.groups.tables import service_names

_GROUP: Final = (
    days.c.dimension == bindparam("dimension", required=True),
    days.c.key == bindparam("key", required=True),
)
_DAYS: Final = CompiledRead(
    select(days.c.day, days.c.titles, days.c.total).where(
        *_GROUP,
        days.c.signal == bindparam("signal", required=True),
        days.c.source == bindparam("source", required=True),
        days.c.day.between(bindparam("first", required=True), bindparam("last", required=True)),
    )
)
_EXISTS: Final = CompiledRead(select(exists().where(*_GROUP)))

_SERVICE: Final = CompiledRead(
    select(service_names.c.name).where(service_names.c.number == bindparam("number", required=True))
)


class SqlGroupReader:
    """Series of groups in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def days(self, group: Group, signal: Signal, source: Source, span: Span) -> Mapping[date, GroupDay]:
        """Return the days of the span that have a row."""
        values = {
            "dimension": int(group.dimension),
            "key": group.key,
            "signal": int(signal),
            "source": int(source),
            "first": span.first,
            "last": span.last,
        }
        rows = await self._reads.fetch(_DAYS, values)
        return {row["day"]: GroupDay(row["titles"], row["total"]) for row in rows}

    async def exists(self, group: Group) -> bool:
        """Return whether the group has a row."""
        row = await self._reads.fetch_row(_EXISTS, {"dimension": int(group.dimension), "key": group.key})
        return bool(row and row[0])

    async def service_name(self, number: int) -> str | None:
        """Read one row by its key."""
        row = await self._reads.fetch_row(_SERVICE, {"number": number})
        return row["name"] if row else None
