"""Rows to read models: two small functions, so that a query never meets a driver."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Row, bindparam, func, select
from sqlalchemy import Uuid as UuidType
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.application.reading import Entry, ShowProgress, Title
from catalog.domain.cards import EpisodeNumber
from catalog.infrastructure.tables import user_states

AnyRow = Row[*tuple[Any, ...]]
"""A row as the driver gives it: the statement says which columns it has."""

TITLE_FIELDS: Final = 14
"""Columns that every title has; a show has those of its progress after them."""

_ENTRIES: Final = select(
    user_states.c.media_id,
    user_states.c.state,
    user_states.c.rating,
    user_states.c.season,
    user_states.c.episode,
    user_states.c.changed_at,
).where(
    user_states.c.user_id == bindparam("viewer"),
    user_states.c.media_id == func.any(bindparam("media_ids", type_=ARRAY(UuidType))),
    ~user_states.c.removed,
)


def to_title(row: AnyRow, today: date) -> Title:
    """Give the title of a row of `page_statement` or of the detail query."""
    progress = to_progress(row, today) if row.kind == "show" else None
    fields: tuple[Any, ...] = (*row[:TITLE_FIELDS], progress)
    return Title(*fields)


def to_progress(row: AnyRow, today: date) -> ShowProgress:
    """Give how far a show has aired: by its episodes, else by what the import said, unless that has passed."""
    last = None if row.starts_at is None else EpisodeNumber(row.season, row.number)
    announced = row.next_air_date if row.next_air_date is not None and row.next_air_date >= today else None
    return ShowProgress(
        last_episode=last,
        last_aired_at=row.starts_at,
        last_air_date=row.last_air_date if row.starts_at is None else row.starts_at.astimezone(UTC).date(),
        next_air_date=announced if row.next_at is None else row.next_at.astimezone(UTC).date(),
    )


async def read_entries(
    connection: AsyncConnection, viewer: UUID | None, media_ids: Sequence[UUID]
) -> Mapping[UUID, Entry]:
    """Give the viewer's entries for titles: one query by primary key, none without a viewer."""
    if viewer is None or not media_ids:
        return {}
    rows = await connection.execute(_ENTRIES, {"viewer": viewer, "media_ids": list(media_ids)})
    return {row.media_id: _to_entry(row) for row in rows}


def _to_entry(row: AnyRow) -> Entry:
    progress = None if row.season is None or row.episode is None else EpisodeNumber(row.season, row.episode)
    return Entry(row.state, row.rating, progress, row.changed_at)
