"""Port of what users mark and rate."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from music.domain.marks.marks import ItemKind, Marks


@dataclass(frozen=True, slots=True)
class MarkedItem:
    """A favourite or a rated item, and since when it is one."""

    id: UUID
    at: datetime


class StoredMarks(Protocol):
    """Stores favourites and ratings within one transaction."""

    async def audible(self, kind: ItemKind, folders: Sequence[UUID], ids: Collection[UUID]) -> set[UUID]:
        """Return those ids of which something in the folders can be played."""
        ...

    async def of_items(
        self, kind: ItemKind, user_id: UUID, folders: Sequence[UUID], ids: Sequence[UUID]
    ) -> Mapping[UUID, Marks]:
        """Return what a user has marked, rated and played of items; those without anything are missing."""
        ...

    async def set_favourite(self, kind: ItemKind, user_id: UUID, item_id: UUID, since: datetime | None) -> None:
        """Make an item a favourite, which keeps its first time, or with null no favourite any more."""
        ...

    async def set_rating(self, kind: ItemKind, user_id: UUID, item_id: UUID, rating: int | None, at: datetime) -> None:
        """Rate an item, or with null remove its rating."""
        ...

    async def favourites(self, kind: ItemKind, user_id: UUID, folders: Sequence[UUID], part: Slice) -> Part[MarkedItem]:
        """Return the favourites of a user that can be played, the newest first."""
        ...

    async def rated(self, kind: ItemKind, user_id: UUID, folders: Sequence[UUID], part: Slice) -> Part[MarkedItem]:
        """Return the items that a user has rated and can play, the last rated first."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what users have marked."""
        ...
