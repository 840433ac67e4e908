"""Seasons and episodes: as one provider describes them, and as merged from all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from ingestion.domain.seasons.airing import has_aired
from ingestion.domain.titles.facts import Rating, Source, Text

Precision = Literal["instant", "day"]


@dataclass(frozen=True, slots=True)
class Numbering:
    """The season and number that one provider gives an episode, and its id there."""

    season: int
    number: int
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeFacts:
    """An episode as one provider describes it; `air_date` is the local day unless it is marked as a `utc_day`."""

    numbering: Numbering
    title: str | None = None
    overview: str | None = None
    air_date: date | None = None
    airs_at: datetime | None = None
    runtime_minutes: int | None = None
    still_path: str | None = None
    rating: Rating | None = None
    translations: Mapping[str, Text] = field(default_factory=dict)
    """Name (as `title`) and overview by language."""
    tmdb_id: int | None = None
    """The id at TMDB that another provider states."""
    utc_day: bool = False
    """Whether `air_date` is the UTC day of an instant, so that the local day may be the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonFacts:
    """A season as one provider describes it."""

    number: int
    name: str | None = None
    overview: str | None = None
    poster_path: str | None = None
    air_date: date | None = None
    translations: Mapping[str, Text] = field(default_factory=dict)
    episodes: tuple[EpisodeFacts, ...] = ()
    languages: tuple[str, ...] = ()
    """The languages in which the texts of its episodes were requested besides the one of texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One episode as merged; `airs_at` is UTC and null when only the day is known."""

    number: int
    title: str | None = None
    overview: str | None = None
    air_date: date | None = None
    airs_at: datetime | None = None
    runtime_minutes: int | None = None
    still_path: str | None = None
    ratings: Mapping[Source, Rating]
    numbering: Mapping[Source, Numbering]
    translations: Mapping[str, Text] = field(default_factory=dict)

    @property
    def precision(self) -> Precision | None:
        """How exactly the airing is known."""
        if self.airs_at is not None:
            return "instant"
        return "day" if self.air_date is not None else None

    def aired(self, now: datetime) -> bool:
        """Return whether the episode has aired; a day counts when it has ended in every time zone."""
        return has_aired(self.air_date, self.airs_at, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A season as merged, with its episodes by number; `withdrawn` when TMDB had it and deleted it."""

    number: int
    name: str | None = None
    overview: str | None = None
    poster_path: str | None = None
    air_date: date | None = None
    translations: Mapping[str, Text] = field(default_factory=dict)
    episodes: tuple[Episode, ...] = ()
    withdrawn: bool = False


def aired_episodes(seasons: Iterable[Season], now: datetime) -> Iterator[tuple[int, Episode]]:
    """Yield the regular episodes that have aired, each with its season's number."""
    for season in seasons:
        if season.number > 0:
            yield from ((season.number, episode) for episode in season.episodes if episode.aired(now))


def highest_aired(seasons: Iterable[Season], now: datetime) -> tuple[int, int] | None:
    """Return season and number of the newest aired regular episode: the highest number, not the first listed."""
    return max(((season, episode.number) for season, episode in aired_episodes(seasons, now)), default=None)
