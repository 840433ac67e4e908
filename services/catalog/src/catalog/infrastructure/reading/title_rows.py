"""Rows to read models."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Row, bindparam, func, select
from sqlalchemy import Uuid as UuidType
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.application.read_models import Entry, Title
from catalog.domain.cards import EpisodeNumber
from catalog.domain.show_progress import AiredEpisode, ShowProgress, ShowRecord, progress_of
from catalog.infrastructure.tables import user_states

AnyRow = Row[*tuple[Any, ...]]
"""A row of the driver; the statement defines its columns."""

TITLE_FIELDS: Final = 14
"""Columns that every title has; a show has the columns of its progress after them."""

_ENTRIES: Final = select(
    user_states.c.media_id,
    user_states.c.state,
    user_states.c.rating,
    user_states.c.season,
    user_states.c.episode,
    user_states.c.seasons,
    user_states.c.changed_at,
).where(
    user_states.c.user_id == bindparam("user_id"),
    user_states.c.media_id == func.any(bindparam("media_ids", type_=ARRAY(UuidType))),
    ~user_states.c.removed,
)


def to_title(row: AnyRow, now: datetime) -> Title:
    """Return the title of a row of `page_statement` or of the detail query."""
    progress = to_progress(row, now) if row.kind == "show" else None
    fields: tuple[Any, ...] = (*row[:TITLE_FIELDS], progress)
    return Title(*fields)


def to_progress(row: AnyRow, now: datetime) -> ShowProgress:
    """Return how far a show has aired, by its episodes and its record."""
    aired = None
    if row.starts_at is not None:
        day = row.air_date or row.starts_at.astimezone(UTC).date()
        aired = AiredEpisode(EpisodeNumber(row.season, row.number), day, row.aired_at or row.starts_at)
    season, number = row.last_episode_season, row.last_episode_number
    record = ShowRecord(
        last_air_date=row.last_air_date,
        next_air_date=row.next_air_date,
        last_episode=None if season is None or number is None else EpisodeNumber(season, number),
        last_episode_date=row.last_episode_date,
        ended=row.ended,
    )
    return progress_of(aired, None if row.next_at is None else row.next_at.astimezone(UTC).date(), record, now)


async def read_entries(
    connection: AsyncConnection, user_id: UUID | None, media_ids: Sequence[UUID]
) -> Mapping[UUID, Entry]:
    """Return the user's entries for titles: one query by primary key, none without a user."""
    if user_id is None or not media_ids:
        return {}
    rows = await connection.execute(_ENTRIES, {"user_id": user_id, "media_ids": list(media_ids)})
    return {row.media_id: _to_entry(row) for row in rows}


def _to_entry(row: AnyRow) -> Entry:
    progress = None if row.season is None or row.episode is None else EpisodeNumber(row.season, row.episode)
    seasons = {int(season): episode for season, episode in (row.seasons or {}).items()}
    return Entry(row.state, row.rating, progress, row.changed_at, seasons)
