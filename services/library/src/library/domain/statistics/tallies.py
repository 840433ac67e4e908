"""Sums of plays by title, day and hour: all that statistics are computed from.

Plays are summed up where they are stored, so that the number of sums is bounded by titles and days.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from library.domain.titles.details import Genre, Person


@dataclass(frozen=True, slots=True)
class TitleTally:
    """The plays of one title."""

    media_id: UUID
    kind: str
    plays: int
    seconds: int
    """The sum of the durations that are known."""
    plays_without_duration: int
    episodes: int = 0
    """How many different episodes were played."""


@dataclass(frozen=True, slots=True)
class DayTally:
    """The plays of one day."""

    day: date
    plays: int
    seconds: int


@dataclass(frozen=True, slots=True)
class HourTally:
    """The plays that began in an hour of any day."""

    hour: int
    plays: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Moment:
    """The first or the last play."""

    media_id: UUID
    season: int | None
    episode: int | None
    watched_at: datetime


@dataclass(frozen=True, slots=True)
class Tallies:
    """The sums of all plays of a period."""

    titles: list[TitleTally] = field(default_factory=list)
    days: list[DayTally] = field(default_factory=list)
    hours: list[HourTally] = field(default_factory=list)
    first: Moment | None = None
    last: Moment | None = None
    ratings: dict[int, int] = field(default_factory=dict)
    """By stars, the number of titles that were rated in the period."""


@dataclass(frozen=True, slots=True)
class WatchedTitle:
    """What statistics need of a title; null and empty are unknown."""

    name: str
    year: int | None = None
    language: str | None = None
    countries: tuple[str, ...] = ()
    genres: tuple[Genre, ...] = ()
    people: tuple[Person, ...] = ()
