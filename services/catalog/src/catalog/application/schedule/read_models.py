"""Read models of the schedule. `bytes` are JSON that was rendered when the event arrived."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, Literal, NamedTuple
from uuid import UUID

from catalog.domain.calendar import Days

ReleaseType = Literal["theatrical", "digital"]


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a calendar as they are requested; `first` is null for today in the zone."""

    first: date | None
    count: int
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Audience:
    """What a calendar contains, and for whom."""

    user_id: UUID | None = None
    """The user whose shows and movies it is limited to: those that are watching or planned; null for all."""
    releases: bool = False
    """Whether it contains the release dates of movies."""
    region: str | None = None
    """The region of those dates; null for the default one."""
    localized: bool = False
    """Whether texts in other languages are needed."""
    revisions: bool = False
    """Whether the versions of entries are needed."""


class ScheduledEpisode(NamedTuple):
    """An episode in a calendar, with its show. A tuple, because each row becomes one."""

    starts_at: datetime
    timed: bool
    """Whether `starts_at` is the instant; otherwise it is midnight UTC of the day, and only the day is known."""
    show_id: UUID
    slug: str
    show: bytes
    texts: bytes | None
    """The show's texts in every language, or null when they are not needed."""
    episode: bytes
    show_tmdb_id: int
    version: int
    """The newest version of the episode's season and of its show; 0 when versions are not needed."""


class ScheduledRelease(NamedTuple):
    """The release of a movie in a region."""

    day: date
    release_type: ReleaseType
    movie_id: UUID
    slug: str
    movie: bytes
    texts: bytes | None
    version: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day with entries."""

    day: date
    episodes: Sequence[ScheduledEpisode]
    releases: Sequence[ScheduledRelease]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar: its days, and those with entries in order."""

    days: Days
    entries: Sequence[CalendarDay]
    has_more: bool
    """Whether the requested days go on after `days`, because there are too many entries for one response."""
    region: str
    """The region of the releases."""
    renderings: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What presentation keeps with the calendar, by the view, as with a title."""

    @property
    def size(self) -> int:
        """The number of entries."""
        return sum(len(day.episodes) + len(day.releases) for day in self.entries)


class NewEpisode(NamedTuple):
    """The newest episode of a show."""

    show_id: UUID
    slug: str
    show: bytes
    texts: bytes | None
    season: int
    episode: int
    title: str | None
    air_date: date
    airs_at: datetime | None
    """Null when only the day is known."""
