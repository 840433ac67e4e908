"""Rows to read models."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from pydantic_core import from_json

from catalog.application.read_models import Entry, Title
from catalog.domain.cards import EpisodeNumber
from catalog.domain.show_progress import AiredEpisode, ShowProgress, ShowRecord, progress_of
from chassis.storage.reads import Record

TITLE_FIELDS: Final = 14
"""Columns that every title has; a show has the columns of its progress after them."""
ENTRY_COLUMNS: Final = ("state", "rating", "season", "episode", "seasons", "changed_at")
"""Columns of the user's entry, which a statement names `my_…`."""


def to_title(row: Record, now: datetime) -> Title:
    """Return the title of a row of `page_statement` or of the statements about single titles."""
    return Title._make((*row[:TITLE_FIELDS], to_progress(row, now) if row["kind"] == "show" else None))


def to_progress(row: Record, now: datetime) -> ShowProgress:
    """Return how far a show has aired, by its episodes and its record."""
    aired, starts_at, next_at = None, row["starts_at"], row["next_at"]
    if starts_at is not None:
        day = row["air_date"] or starts_at.astimezone(UTC).date()
        aired = AiredEpisode(EpisodeNumber(row["season"], row["number"]), day, row["aired_at"] or starts_at)
    season, number = row["last_episode_season"], row["last_episode_number"]
    record = ShowRecord(
        last_air_date=row["last_air_date"],
        next_air_date=row["next_air_date"],
        last_episode=None if season is None or number is None else EpisodeNumber(season, number),
        last_episode_date=row["last_episode_date"],
        ended=row["ended"],
    )
    return progress_of(aired, None if next_at is None else next_at.astimezone(UTC).date(), record, now)


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
