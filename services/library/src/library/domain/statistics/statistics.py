"""Statistics of a period, which do not depend on the present day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from library.domain.rankings.streaks import Streak


@dataclass(frozen=True, slots=True)
class Totals:
    """What was watched altogether."""

    plays: int = 0
    movie_plays: int = 0
    episode_plays: int = 0
    seconds: int = 0
    """The sum of the durations that are known."""
    plays_without_duration: int = 0
    movies: int = 0
    """Different movies."""
    shows: int = 0
    """Different shows."""
    episodes: int = 0
    """Different episodes, also specials."""
    days: int = 0
    """Days with plays."""
    longest_streak: int = 0
    """Most days in a row with plays."""

    def minus(self, other: "Totals") -> "Totals":
        """Return the difference of each figure."""
        return Totals(*(getattr(self, name) - getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Part:
    """Plays that have something in common: a weekday, a month, a genre, a person."""

    key: str
    name: str
    plays: int
    seconds: int
    titles: int = 0


@dataclass(frozen=True, slots=True)
class WatchedShow:
    """The plays of one show."""

    media_id: UUID
    name: str
    plays: int
    seconds: int
    episodes: int


@dataclass(frozen=True, slots=True)
class PlayOfTitle:
    """The first or the last play, with the name of its title."""

    media_id: UUID
    name: str | None
    season: int | None
    episode: int | None
    watched_at: datetime


@dataclass(frozen=True, slots=True)
class Statistics:
    """Statistics of a period."""

    totals: Totals = Totals()
    plays_without_day: int = 0
    """Plays of which only the year or nothing is known: they have no weekday and no streak."""
    longest_streak: Streak | None = None
    latest_streak: Streak | None = None
    first_play: PlayOfTitle | None = None
    last_play: PlayOfTitle | None = None
    months: list[Part] = field(default_factory=list)
    weekdays: list[Part] = field(default_factory=list)
    hours: list[Part] = field(default_factory=list)
    genres: list[Part] = field(default_factory=list)
    decades: list[Part] = field(default_factory=list)
    countries: list[Part] = field(default_factory=list)
    languages: list[Part] = field(default_factory=list)
    directors: list[Part] = field(default_factory=list)
    cast: list[Part] = field(default_factory=list)
    ratings: dict[int, int] = field(default_factory=dict)
    shows: list[WatchedShow] = field(default_factory=list)
    days: list[Part] = field(default_factory=list)
    """The latest days with plays, in order."""

    def current_streak(self, today: date) -> int:
        """Return the length of the streak that ends today or yesterday; 0 without one."""
        return self.latest_streak.length_on(today) if self.latest_streak else 0
