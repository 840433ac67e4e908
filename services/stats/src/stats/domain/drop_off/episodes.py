"""The episodes of a show in order, with the votes of one provider."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

SOURCES: Final = ("trakt", "imdb", "tmdb", "tvmaze")
"""Providers with votes per episode, in the order in which they are preferred when they have equally many."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The season and the number of an episode."""

    season: int
    episode: int


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode with its rating and votes at one provider; null is unknown."""

    place: Place
    title: str | None = None
    rating: float | None = None
    votes: int | None = None
    air_date: date | None = None


@dataclass(frozen=True, slots=True)
class RatedEpisode:
    """An episode with rating and votes by provider."""

    place: Place
    title: str | None = None
    air_date: date | None = None
    ratings: Mapping[str, tuple[float, int | None]] = field(default_factory=dict)

    def at(self, source: str | None) -> Episode:
        """Return the episode with the values of one provider."""
        rating, votes = self.ratings.get(source, (None, None)) if source else (None, None)
        return Episode(self.place, self.title, rating, votes, self.air_date)


@dataclass(frozen=True, slots=True)
class Episodes:
    """The regular episodes of a show, in order."""

    rated: tuple[RatedEpisode, ...]
    observed_at: datetime | None = None

    @classmethod
    def of(cls, episodes: Iterable[RatedEpisode], observed_at: datetime | None = None) -> "Episodes":
        """Return the regular episodes in order; specials are left out."""
        regular = (episode for episode in episodes if episode.place.season > 0)
        return cls(tuple(sorted(regular, key=lambda episode: episode.place)), observed_at)

    @property
    def best_source(self) -> str | None:
        """The provider with the most votes of all episodes together; null without votes."""
        totals = {
            source: sum(episode.ratings[source][1] or 0 for episode in self.rated if source in episode.ratings)
            for source in SOURCES
        }
        source = max(SOURCES, key=lambda name: totals[name])
        return source if totals[source] else None

    def at(self, source: str | None) -> list[Episode]:
        """Return the episodes with the values of one provider."""
        return [episode.at(source) for episode in self.rated]

    def aired(self, today: date) -> list[RatedEpisode]:
        """Return the episodes that have been aired by a day; one without a date counts if a later one has a date."""
        dated = [place for place, episode in enumerate(self.rated) if episode.air_date and episode.air_date <= today]
        has_dates = any(episode.air_date for episode in self.rated)
        return list(self.rated[: dated[-1] + 1 if dated else 0]) if has_dates else list(self.rated)
