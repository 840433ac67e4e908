"""Read models of ranked lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StoredList:
    """A list, with its first and newest day and its size on the newest day."""

    list_id: str
    kind: str
    region: str
    first_day: date
    last_day: date
    size: int


@dataclass(frozen=True, slots=True)
class RankedTitle:
    """A title on a rank of a list on a day; the name is null until its facts are known."""

    day: date
    rank: int
    media_id: UUID
    name: str | None
    slug: str | None


@dataclass(frozen=True, slots=True)
class ListHistory:
    """The first ranks of a list per day; `observed` are the days on which the list was read."""

    stored: StoredList
    first: date
    last: date
    observed: frozenset[date]
    ranks: Sequence[RankedTitle]


@dataclass(frozen=True, slots=True)
class Standing:
    """A title in a list: when it entered, its peak, and when it left; `rank` is null when it has left."""

    list_id: str
    region: str
    entered_on: date
    last_day: date
    days: int
    peak_rank: int
    peak_day: date
    rank: int | None
    left_on: date | None
