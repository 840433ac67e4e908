"""The stored state of a season, and which seasons are due to be fetched again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from ingestion.domain.seasons.airing import has_aired
from ingestion.domain.seasons.episodes import Season, SeasonFacts
from ingestion.domain.titles.facts import SeasonOutline, Source

FRESH_FOR: Final = timedelta(days=7)
"""A season that is not the newest and whose count of episodes has not changed is requested again after this time."""


SEASON_FORMAT: Final = 3
"""Changes when the meaning of a stored season does: it is then fetched again, without its entity tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRecord:
    """A season with the last response of each provider and the merged result. `version` 0 is not published yet.

    `withdrawn_at` is when TMDB was found to have deleted a season that it had, until it lists the season again.
    """

    show_id: int
    number: int
    facts: Mapping[Source, SeasonFacts] = field(default_factory=dict)
    merged: Season | None = None
    content_hash: str = ""
    version: int = 0
    etag: str | None = None
    fetched_at: datetime | None = None
    synced_at: datetime | None = None
    failure: str | None = None
    withdrawn_at: datetime | None = None
    format: int = SEASON_FORMAT


def seasons_due(
    outlines: tuple[SeasonOutline, ...], stored: Mapping[int, SeasonRecord], now: datetime, *, every: bool
) -> tuple[int, ...]:
    """Return the numbers of the seasons to fetch from TMDB, the specials last.

    A season that TMDB had and that the show's record does not list any more is among them.
    """
    newest = max((outline.number for outline in outlines), default=0)
    due = {
        outline.number
        for outline in outlines
        if every or outline.number == newest or not _fresh(outline, stored.get(outline.number), now)
    }
    listed = {outline.number for outline in outlines}
    due.update(number for number, record in stored.items() if number not in listed and "tmdb" in record.facts)
    return tuple(sorted(due, key=lambda number: (number == 0, number)))


def _fresh(outline: SeasonOutline, record: SeasonRecord | None, now: datetime) -> bool:
    if record is None or record.fetched_at is None or record.failure is not None or record.format != SEASON_FORMAT:
        return False
    tmdb = record.facts.get("tmdb")
    if tmdb is None or outline.episode_count not in (None, len(tmdb.episodes)):
        return False
    if any(not has_aired(episode.air_date, None, now) for episode in tmdb.episodes if episode.air_date is not None):
        return False
    return now - record.fetched_at < FRESH_FOR
