"""Ports of the use cases about saved items."""

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from library.application.saved.read_models import SavedRow
from library.domain.saved.action import Action
from library.domain.saved.item import SavedItem, SavedListName


class SavedItems(Protocol):
    """Saved items within one transaction."""

    async def find(self, user_id: UUID, media_id: UUID) -> SavedItem | None:
        """Return the saved item of a title, or null when it is in no list of the user."""
        ...

    async def save(self, item: SavedItem) -> None:
        """Store an item; the title leaves the list in which it was."""
        ...

    async def remove(self, item: SavedItem) -> None:
        """Remove an item from its list."""
        ...

    async def move(self, successors: Mapping[UUID, UUID]) -> None:
        """Move the items of titles to those that they were merged into, unless the user has saved these too."""
        ...


class Actions(Protocol):
    """Actions of users within one transaction."""

    async def append(self, action: Action) -> None:
        """Add an action."""
        ...


class SavedReader(Protocol):
    """Reads saved items. Every read is bound to one user."""

    async def lists(self, user_id: UUID, media_ids: Collection[UUID]) -> Mapping[UUID, SavedListName]:
        """Return the list of each of these titles that is in one."""
        ...

    async def page(self, user_id: UUID, name: SavedListName, part: Slice) -> Part[SavedRow]:
        """Return a part of a list, newest first."""
        ...
