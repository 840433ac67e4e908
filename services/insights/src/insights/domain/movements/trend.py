"""The trend of a title: the direction of its movement over 30 days, published when it changes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from insights.domain.movements.movement import WINDOW_BY_NAME, Direction

TrendDirection = Literal["up", "down", "none"]

TREND_WINDOW: Final = WINDOW_BY_NAME["30d"]
_DIRECTIONS: Final[dict[Direction | None, TrendDirection]] = {"riser": "up", "faller": "down", None: "none"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The trend of a title that was published last, and its movement now; null without one."""

    media_id: UUID
    kind: str
    tmdb_id: int
    published: TrendDirection | None
    version: int | None
    moved: Direction | None
    day: date | None

    @property
    def direction(self) -> TrendDirection:
        """The trend now."""
        return _DIRECTIONS[self.moved]

    @property
    def has_turned(self) -> bool:
        """Whether the trend is another one than consumers have; without an event they assume none."""
        return self.direction != (self.published or "none")


@dataclass(frozen=True, slots=True)
class Trend:
    """The trend of a title as consumers receive it."""

    media_id: UUID
    kind: str
    tmdb_id: int
    direction: TrendDirection
    as_of: date | None
    version: int
    changed_at: datetime


def turn(standing: Standing, now: datetime) -> Trend:
    """Return the new trend of a title.

    Its version is the time in microseconds, and higher than that of the last one even when the clock steps back.
    """
    version = max((standing.version or 0) + 1, int(now.timestamp() * 1_000_000))
    return Trend(standing.media_id, standing.kind, standing.tmdb_id, standing.direction, standing.day, version, now)
