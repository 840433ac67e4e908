"""What is known of a title besides what a list shows: for matching, smart lists and statistics."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

CAST_KEPT: Final = 10
"""How many members of the cast are kept, in the order of the credits."""

Role = Literal["cast", "director", "writer"]


@dataclass(frozen=True, slots=True)
class ExternalIds:
    """The ids of a title in other systems; null is unknown."""

    imdb: str | None = None
    tvdb: int | None = None
    trakt: int | None = None
    tvmaze: int | None = None


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre by TMDB's number."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the cast or crew by TMDB's number."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Details:
    """Details of a title; null is unknown, and so is an empty collection."""

    original_name: str | None = None
    names: tuple[str, ...] = ()
    """The normalized names in every language (`library.domain.titles.names`), without repetition."""
    external_ids: ExternalIds = ExternalIds()
    status: str | None = None
    runtime_minutes: int | None = None
    language: str | None = None
    countries: tuple[str, ...] = ()
    genres: tuple[Genre, ...] = ()
    people: tuple[Person, ...] = ()
    popularity: float | None = None
    streams: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By ISO 3166-1 region, the services that stream the title."""


@dataclass(frozen=True, slots=True)
class EpisodeDetails:
    """Details of an episode; null is unknown."""

    number: int
    source_id: int | None = None
    """The id of the episode at TMDB, which stays when the episode gets another number."""
    name: str | None = None
    air_date: date | None = None
    airs_at: datetime | None = None
    """The instant of the first airing; null when only the day is known."""
    runtime_minutes: int | None = None
