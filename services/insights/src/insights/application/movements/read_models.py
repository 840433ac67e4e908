"""Read models of movements: plain values in the shape of the responses."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from insights.domain.movements.movement import Movement
from insights.domain.titles.title import Title


@dataclass(frozen=True, slots=True)
class MovedTitle:
    """A title and its movement."""

    title: Title
    movement: Movement
    renderings: list[bytes] = field(default_factory=list, compare=False, repr=False)
    """What the API made of it, kept with it."""


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
