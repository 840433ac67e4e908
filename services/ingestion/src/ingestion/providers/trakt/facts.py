"""Conversion of Trakt responses to facts."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.titles.facts import Rating
from ingestion.providers.parsing.markup import line, plain
from ingestion.providers.trakt.models import TraktSeason

FACTS_BY_FIELD: Final[Mapping[str, tuple[str, ...]]] = {
    "rating": ("ratings.trakt",),
    "votes": ("ratings.trakt",),
    "trakt": ("ratings.trakt",),
    "imdb": ("imdb_id",),
    "tvdb": ("tvdb_id",),
    "slug": ("trakt_slug",),
    "title": ("title",),
    "overview": ("overview",),
    "runtime": ("runtime_minutes",),
    "stats": ("total_watchers", "total_plays"),
    "watchers": ("total_watchers",),
    "plays": ("total_plays",),
    "watching": ("live_watchers",),
}
"""The facts that are missing when a field, or a call of its own, could not be read."""


def season_facts(season: TraktSeason) -> SeasonFacts:
    """Return a season's facts; `airs_at` only where Trakt knows the minute, else its UTC day."""
    return SeasonFacts(
        number=season.number,
        overview=plain(season.overview),
        episodes=tuple(
            EpisodeFacts(
                numbering=Numbering(episode.season, episode.number, episode.ids.trakt),
                title=line(episode.title),
                overview=plain(episode.overview),
                air_date=_midnight_day(episode.first_aired),
                airs_at=_instant(episode.first_aired),
                utc_day=_midnight_day(episode.first_aired) is not None,
                runtime_minutes=episode.runtime,
                rating=Rating(episode.rating, episode.votes) if episode.rating and episode.votes else None,
                tmdb_id=episode.ids.tmdb,
            )
            for episode in season.episodes or ()
            if episode
        ),
    )


def _instant(moment: datetime | None) -> datetime | None:
    return None if moment is None or _midnight_day(moment) else moment.astimezone(UTC)


def _midnight_day(moment: datetime | None) -> date | None:
    """Return the day of a moment at midnight UTC: Trakt's way to write a day without a time."""
    if moment is None:
        return None
    utc = moment.astimezone(UTC)
    return utc.date() if (utc.hour, utc.minute) == (0, 0) else None
