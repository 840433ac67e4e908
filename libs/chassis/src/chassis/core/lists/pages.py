"""Parts of lists: which one is requested, and what was read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")

Key = datetime | date | UUID | int | str | None
Place = tuple[Key, ...]
"""The values of an item by which its list is ordered: no two items have the same."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list to read: up to `limit` items behind `offset` items, or behind a place."""

    limit: int
    offset: int = 0
    after: Place | None = None
    """The place of the last item of the page before; `offset` only says how many items precede the part then."""


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of a list, the number of all items, and the place of the last item of the part if more follow."""

    items: list[T]
    total: int | None
    """Null when there are more than are counted."""
    last: Place | None = None
