"""Read models: plain values in the shape of the responses."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from insights.domain.movement import Movement
from insights.domain.title import Title


@dataclass(frozen=True, slots=True)
class DayOfTitle:
    """A title's audience on one UTC day; null is unknown."""

    day: date
    total_watchers: int | None = None
    live_watchers: int | None = None
    popularity: float | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A title's days from `first` to `last`, one entry per day."""

    media_id: UUID
    first: date
    last: date
    days: list[DayOfTitle]


@dataclass(frozen=True, slots=True)
class MovedTitle:
    """A title and its movement."""

    title: Title
    movement: Movement


@dataclass(frozen=True, slots=True)
class MovementList:
    """The rollup of a window: movements, the number of titles, and the first and last day with observations."""

    as_of: date | None
    data_since: date | None
    titles: int
    items: list[MovedTitle]


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why a window has no movements at all."""

    code: Literal["NO_DATA", "NOT_ENOUGH_HISTORY", "TOO_MANY_GAPS"]
    message: str


@dataclass(frozen=True, slots=True)
class Movements:
    """Risers and fallers of a window; `shortage` is the reason when there can be none."""

    window: str
    as_of: date | None
    data_since: date | None
    risers: list[MovedTitle]
    fallers: list[MovedTitle]
    shortage: Shortage | None
