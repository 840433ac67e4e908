"""Facts about titles in no provider's words; the provider modules turn them into responses."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from provider_simulator.titles.audience import Audience

Kind = Literal["movie", "show"]


@dataclass(frozen=True, slots=True)
class Ids:
    """What the providers call a title; None where a provider does not know it."""

    tmdb: int
    imdb: str | None
    trakt: int | None
    slug: str | None
    tvdb: int | None = None
    tvmaze: int | None = None


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings 0-10 with their votes; Rotten Tomatoes and Metacritic 0-100; None without ratings."""

    imdb: float | None = None
    imdb_votes: int = 0
    rotten: int | None = None
    metascore: int | None = None
    trakt: float | None = None
    trakt_votes: int = 0
    tmdb: float | None = None
    tmdb_votes: int = 0


@dataclass(frozen=True, slots=True)
class Network:
    """A channel or streaming service; `airtime` is local "HH:MM", None for streaming."""

    name: str
    country: str
    timezone: str
    airtime: str | None
    tmdb: int
    tvmaze: int
    streaming: bool


@dataclass(frozen=True, slots=True)
class Movie:
    """One movie; `released` is its first release in cinemas, `digital` its first digital release."""

    ids: Ids
    title: str
    original_title: str
    language: str
    countries: tuple[str, ...]
    genres: tuple[str, ...]
    released: date
    digital: date | None
    runtime: int
    status: str
    ratings: Ratings
    audience: Audience
    pitch: str | None = None
    """What it is about, of invented movies."""

    @property
    def kind(self) -> Kind:
        """Always "movie"."""
        return "movie"

    @property
    def first_day(self) -> date:
        """The date lists sort by."""
        return self.released


@dataclass(frozen=True, slots=True)
class Season:
    """One season: dates by cadence, ratings and votes running from the first to the last episode.

    `resumes` is (episode number, date) where a season pauses; with `cliff` the values jump from start to end
    at that episode instead of sliding.
    """

    number: int
    first_air: date
    episodes: int
    cadence: str
    resumes: tuple[int, date] | None
    rating_start: float
    rating_end: float
    votes_start: int
    votes_end: int
    cliff: int | None


@dataclass(frozen=True, slots=True)
class Show:
    """One show; `number_base` is the first of the episode numbers reserved for it."""

    ids: Ids
    title: str
    original_title: str
    language: str
    countries: tuple[str, ...]
    genres: tuple[str, ...]
    network: Network
    runtime: int
    status: str
    ratings: Ratings
    audience: Audience
    seasons: tuple[Season, ...]
    number_base: int
    pitch: str | None = None
    """What it is about, of invented shows."""

    @property
    def kind(self) -> Kind:
        """Always "show"."""
        return "show"

    @property
    def first_day(self) -> date:
        """The first air date of the first regular season."""
        regular = [season.first_air for season in self.seasons if season.number > 0]
        return min(regular) if regular else self.seasons[0].first_air


Title = Movie | Show
