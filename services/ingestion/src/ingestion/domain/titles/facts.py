"""The facts of a title in one form for all providers; null and absence mean that the provider has no value.

`title` and `overview` are in the language of texts or in English; the original's are apart.

Zero is a value: adapters turn a provider's "0 for unknown" into None before it gets here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, get_args

Kind = Literal["movie", "show"]
Source = Literal["tmdb", "trakt", "omdb", "tvmaze"]
ReleaseType = Literal["premiere", "limited", "theatrical", "digital", "physical", "tv"]
RatedBy = Literal["tmdb", "imdb", "trakt", "metacritic", "rotten_tomatoes"]

KINDS: Final[tuple[Kind, ...]] = ("movie", "show")
SOURCES: Final[tuple[Source, ...]] = get_args(Source)
"""The providers, in the order in which they are listed."""


@dataclass(frozen=True, slots=True, order=True)
class TitleKey:
    """A title's identity: movie 550 and show 550 are two titles."""

    kind: Kind
    tmdb_id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.tmdb_id}"


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating on its source's own scale (0 to 10, or 0 to 100 for percentages) and how many voted."""

    value: float
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre by TMDB's number; `names` are those by language tag."""

    tmdb_id: int
    name: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Video:
    """A trailer or teaser."""

    key: str
    name: str
    site: str
    type: str
    official: bool = False
    language: str | None = None
    country: str | None = None
    published_at: datetime | None = None
    """In UTC."""


@dataclass(frozen=True, slots=True)
class CastMember:
    """A person in front of the camera; `order` is the place in the provider's own list, from 0."""

    tmdb_id: int
    name: str
    order: int
    character: str | None = None
    profile_path: str | None = None


@dataclass(frozen=True, slots=True)
class CrewMember:
    """A person behind the camera."""

    tmdb_id: int
    name: str
    job: str
    department: str | None = None
    profile_path: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that offers a title."""

    provider_id: int
    name: str
    logo_path: str | None = None
    display_priority: int | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """Where a title can be watched in one region."""

    link: str | None = None
    stream: tuple[Offer, ...] = ()
    rent: tuple[Offer, ...] = ()
    buy: tuple[Offer, ...] = ()
    ads: tuple[Offer, ...] = ()
    free: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """One release of a movie in one region; `note` says which, for example a festival or a service."""

    region: str
    day: date
    type: ReleaseType
    note: str | None = None
    certification: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A title's texts in one language."""

    title: str | None = None
    overview: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """The collection of movies that a movie belongs to."""

    tmdb_id: int
    name: str
    poster_path: str | None = None
    backdrop_path: str | None = None


@dataclass(frozen=True, slots=True)
class SeasonOutline:
    """A season as the show's own record lists it."""

    number: int
    name: str | None = None
    episode_count: int | None = None
    air_date: date | None = None
    poster_path: str | None = None


@dataclass(frozen=True, slots=True)
class EpisodeMention:
    """An episode as the show's own record names it."""

    season: int
    number: int
    name: str | None = None
    air_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All facts of a title. A collection is null when the provider has none, empty when it states that it is empty."""

    imdb_id: str | None = None
    trakt_id: int | None = None
    trakt_slug: str | None = None
    tvdb_id: int | None = None
    tvmaze_id: int | None = None
    title: str | None = None
    original_title: str | None = None
    original_language: str | None = None
    origin_countries: tuple[str, ...] | None = None
    overview: str | None = None
    original_overview: str | None = None
    translations: Mapping[str, Text] | None = None
    status: str | None = None
    release_date: date | None = None
    theatrical_release_date: date | None = None
    digital_release_date: date | None = None
    releases: tuple[Release, ...] | None = None
    certifications: Mapping[str, str] | None = None
    runtime_minutes: int | None = None
    budget: int | None = None
    revenue: int | None = None
    genres: tuple[Genre, ...] | None = None
    keywords: tuple[str, ...] | None = None
    collection: Collection | None = None
    poster_path: str | None = None
    backdrop_path: str | None = None
    videos: tuple[Video, ...] | None = None
    cast: tuple[CastMember, ...] | None = None
    crew: tuple[CrewMember, ...] | None = None
    availability: Mapping[str, Offers] | None = None
    ratings: Mapping[RatedBy, Rating] | None = None
    popularity: float | None = None
    total_seasons: int | None = None
    total_episodes: int | None = None
    last_air_date: date | None = None
    next_air_date: date | None = None
    last_episode: EpisodeMention | None = None
    next_episode: EpisodeMention | None = None
    seasons: tuple[SeasonOutline, ...] | None = None
    live_watchers: int | None = None
    total_watchers: int | None = None
    total_plays: int | None = None
