"""What queries give: entries with what is shown of their titles."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from library.domain.entry import Entry, WatchState
from library.domain.title import Title

Selection = Literal["all", "continue", "watchlist", "history", "ratings", "activity"]
Sort = Literal["recent", "rating", "releaseDate"]


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """An entry and its title; null while the title is not imported (again)."""

    entry: Entry
    title: Title | None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which of a viewer's entries are wanted, in which order."""

    user_id: UUID
    selection: Selection
    limit: int
    offset: int
    sort: Sort = "recent"
    state: WatchState | None = None


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """One page of a viewer's entries and how many there are in all."""

    items: list[ShelfItem]
    total: int
