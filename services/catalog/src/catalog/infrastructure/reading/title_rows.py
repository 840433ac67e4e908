"""Rows to read models."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic_core import from_json

from catalog.application.read_models import Entry, Title
from catalog.domain.cards import EpisodeNumber
from catalog.domain.show_progress import ShowProgress, ShowRecord, progress_of
from catalog.infrastructure.formats.airings import position_at
from catalog.infrastructure.formats.release_days import NO_DATES, dates_in
from chassis.storage.reads import Record

RECORD_COLUMNS: Final = (
    *("last_air_date", "next_air_date", "last_episode_season", "last_episode_number", "last_episode_date", "ended"),
)
"""Columns of a show's record, in `media`."""
ENTRY_COLUMNS: Final = ("state", "rating", "season", "episode", "seasons", "changed_at")
"""Columns of the user's entry, which a statement names `my_…`."""


def to_title(row: Record, now: datetime, regions: Sequence[str], trending: AbstractSet[UUID]) -> Title:
    """Return the title of a row of `page_read` or of the statements about single titles, with dates by region."""
    media_id, kind = row[0], row[1]
    return Title._make(
        (
            *row[:9],
            *(dates_in(row[9], regions) if kind == "movie" else NO_DATES),
            row[10],
            media_id in trending,
            to_progress(row, now) if kind == "show" else None,
        )
    )


def to_progress(row: Record, now: datetime) -> ShowProgress:
    """Return how far a show has aired, by its episodes and its record."""
    season, number = row["last_episode_season"], row["last_episode_number"]
    record = ShowRecord(
        last_air_date=row["last_air_date"],
        next_air_date=row["next_air_date"],
        last_episode=None if season is None or number is None else EpisodeNumber(season, number),
        last_episode_date=row["last_episode_date"],
        ended=row["ended"],
    )
    position = position_at(row["airings"], now)
    return progress_of(position.aired, position.next_day, record, now)


def to_entry(row: Record) -> Entry | None:
    """Return the user's entry of a row, or null without one."""
    changed_at = row["my_changed_at"]
    if changed_at is None:
        return None
    season, episode, seasons = row["my_season"], row["my_episode"], row["my_seasons"]
    progress = None if season is None or episode is None else EpisodeNumber(season, episode)
    seen = {int(number): last for number, last in from_json(seasons).items()} if seasons else {}
    return Entry(row["my_state"], row["my_rating"], progress, changed_at, seen)


def to_entries(rows: Iterable[Record]) -> Mapping[UUID, Entry]:
    """Return the user's entries of rows, by title."""
    entries = ((row["media_id"], to_entry(row)) for row in rows)
    return {media_id: entry for media_id, entry in entries if entry is not None}
