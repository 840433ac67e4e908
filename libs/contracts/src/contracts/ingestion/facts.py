"""The parts of a title that ingestion publishes. A value that no provider stated is null, never zero."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.event import Contract

Source = Literal["tmdb", "trakt", "omdb", "tvmaze"]


class ExternalIds(Contract):
    """The ids of a title in other systems."""

    imdb: str | None = None
    trakt: int | None = None
    trakt_slug: str | None = None
    tvdb: int | None = None
    tvmaze: int | None = None


class Rating(Contract):
    """One source's rating on a scale of 0 to 10, and how many voted."""

    rating: float = Field(ge=0, le=10)
    votes: int | None = Field(default=None, ge=0)


class PercentRating(Contract):
    """One source's rating on a scale of 0 to 100."""

    rating: int = Field(ge=0, le=100)


class Ratings(Contract):
    """The ratings of a title per source; null when the source has none."""

    tmdb: Rating | None = None
    imdb: Rating | None = None
    trakt: Rating | None = None
    metacritic: PercentRating | None = None
    rotten_tomatoes: PercentRating | None = None


class Genre(Contract):
    """A genre by TMDB's number and its name."""

    tmdb_id: int
    name: str
    names: dict[str, str] = Field(default_factory=dict)
    """The name by language tag, as far as it is known."""


class Video(Contract):
    """A trailer or teaser."""

    key: str
    name: str
    site: str
    type: str
    official: bool = False
    language: str | None = None
    country: str | None = None
    published_at: AwareDatetime | None = None


class CastMember(Contract):
    """A member of the cast."""

    tmdb_id: int
    name: str
    character: str | None = None
    profile_path: str | None = None
    order: int


class CrewMember(Contract):
    """A member of the crew."""

    tmdb_id: int
    name: str
    job: str
    department: str | None = None
    profile_path: str | None = None


class Credits(Contract):
    """Cast and crew of a title."""

    cast: tuple[CastMember, ...] = ()
    crew: tuple[CrewMember, ...] = ()


class Provider(Contract):
    """A service that offers a title."""

    provider_id: int
    name: str
    logo_path: str | None = None
    display_priority: int | None = None


class Offers(Contract):
    """The services that offer a title in one region."""

    link: str | None = None
    stream: tuple[Provider, ...] = ()
    rent: tuple[Provider, ...] = ()
    buy: tuple[Provider, ...] = ()
    ads: tuple[Provider, ...] = ()
    free: tuple[Provider, ...] = ()


class Release(Contract):
    """One release of a movie in one region."""

    region: str
    """ISO 3166-1 alpha-2."""
    type: Literal["premiere", "limited", "theatrical", "digital", "physical", "tv"]
    date: date
    """The day of the release, local to the region."""
    note: str | None = None
    """Which release it is, for example a festival or a service."""
    certification: str | None = None


class Translation(Contract):
    """A title's texts in one language."""

    title: str | None = None
    overview: str | None = None


class Collection(Contract):
    """The collection of movies that a movie belongs to, such as a movie with its sequels."""

    tmdb_id: int = Field(gt=0)
    name: str
    poster_path: str | None = None
    backdrop_path: str | None = None


class SeasonSummary(Contract):
    """A season as the show's record lists it."""

    number: int
    name: str | None = None
    episode_count: int | None = None
    air_date: date | None = None
    poster_path: str | None = None


class EpisodeMention(Contract):
    """An episode as the show's record names it."""

    season: int = Field(ge=0)
    number: int = Field(ge=0)
    name: str | None = None
    air_date: date | None = None


class SourceStatus(Contract):
    """The last successful response of a source for this title, and the outcome of the last request."""

    fetched_at: AwareDatetime | None = None
    outcome: Literal["ok", "not_found", "failed", "not_configured", "not_asked"]
