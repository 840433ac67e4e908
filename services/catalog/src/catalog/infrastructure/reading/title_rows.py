"""Rows to read models."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json

from catalog.application.read_models import Entry, Title
from catalog.domain.airing import day_ends_at, last_ended_day
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
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_DAY: Final = timedelta(days=1)


def to_title(row: Record, regions: tuple[str, ...], progress: ShowProgress | None, *, trending: bool) -> Title:
    """Return the title of a row that begins with `title_sql.FACTS`, with the dates of `regions`."""
    dates = NO_DATES if row[3] == "show" else dates_in(row[10], regions)
    fields: tuple[Any, ...] = (*row[:10], *dates, trending, progress)
    return Title(*fields)


class CachedProgress:
    """The progress of a show, which changes when an episode has aired and when a day has ended."""

    __slots__ = ("_airings", "_progress", "_record", "_since", "_until")

    def __init__(self, airings: bytes | None, record: ShowRecord) -> None:
        self._airings = airings
        self._record = record
        self._progress: ShowProgress | None = None
        self._since = self._until = _NEVER

    @property
    def until(self) -> datetime:
        """The instant until which the progress that was read last is the same."""
        return self._until

    def at(self, now: datetime) -> ShowProgress:
        """Return the progress at `now`: the same one until it changes."""
        progress = self._progress
        if progress is not None and self._since <= now < self._until:
            return progress
        position = position_at(self._airings, now)
        progress = self._progress = progress_of(position.aired, position.next_day, self._record, now)
        self._since, self._until = now, day_ends_at(last_ended_day(now) + _DAY)
        if position.changes_at is not None:
            self._until = min(self._until, position.changes_at)
        return progress


def cached_progress(row: Record) -> CachedProgress:
    """Return how far a show has aired, by the columns of `title_sql.RECORD` behind those of its facts."""
    airings, last_air_date, next_air_date, season, number, last_episode_date, ended = row[11:18]
    last_episode = None if season is None or number is None else EpisodeNumber(season, number)
    return CachedProgress(airings, ShowRecord(last_air_date, next_air_date, last_episode, last_episode_date, ended))


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
