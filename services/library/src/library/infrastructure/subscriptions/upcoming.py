"""Upcoming dates within one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, upsert_newer_parts
from chassis.storage.statements import Statement
from library.domain.subscriptions.occurrence import Subject
from library.domain.subscriptions.upcoming import Airing, ReleaseDay, UpcomingDates
from library.infrastructure.subscriptions.statements import DUE
from library.infrastructure.subscriptions.tables import upcoming_dates
from library.infrastructure.users.tables import users

_COLUMNS: Final = [column.name for column in upcoming_dates.c]
_SAVE: Final = Statement(
    upsert_newer_parts(
        upcoming_dates,
        _COLUMNS,
        {"version": [name for name in _COLUMNS if name not in ("subject_id", "part", "version")]},
    )
)


@dataclass(frozen=True, slots=True)
class _Document:
    releases: tuple[ReleaseDay, ...]
    airings: tuple[Airing, ...]
    regions: tuple[str, ...]


_DOCUMENT: Final = TypeAdapter(_Document)


class SqlUpcoming:
    """Upcoming dates in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, dates: Sequence[UpcomingDates]) -> None:
        """Write all rows in one statement, in the order of their keys."""
        rows = [_to_row(item) for item in sorted(dates, key=lambda item: (item.subject_id, item.part))]
        await _SAVE(self._connection, arrays_of(upcoming_dates, _COLUMNS, rows))

    async def due(self, days: Collection[date]) -> list[UpcomingDates]:
        """Read the rows with one of these days by index."""
        return [_to_dates(row) for row in await DUE(self._connection, {"days": list(days)})]

    async def time_zones(self) -> list[str]:
        """Read the time zones of all users."""
        query = select(users.c.time_zone).where(users.c.time_zone.is_not(None)).distinct()
        return list((await self._connection.execute(query)).scalars())

    async def delete_past(self, before: date) -> None:
        """Delete rows by the index of their last day."""
        await self._connection.execute(delete(upcoming_dates).where(upcoming_dates.c.last_day < before))


def _to_row(item: UpcomingDates) -> dict[str, Any]:
    return {
        "subject_id": item.subject_id,
        "part": item.part,
        "version": item.version,
        "media_id": item.subject.media_id,
        "kind": item.subject.kind,
        "tmdb_id": item.subject.tmdb_id,
        "cause_id": item.subject.cause_id,
        "days": [day.isoformat() for day in item.days],
        "last_day": item.days[-1],
        "dates": _DOCUMENT.dump_python(_Document(item.releases, item.airings, item.regions), mode="json"),
    }


def _to_dates(row: Any) -> UpcomingDates:
    document = _DOCUMENT.validate_json(row["dates"])
    return UpcomingDates(
        subject_id=row["subject_id"],
        part=row["part"],
        version=row["version"],
        subject=Subject(row["media_id"], row["kind"], row["tmdb_id"], row["cause_id"]),
        releases=document.releases,
        airings=document.airings,
        regions=document.regions,
    )
