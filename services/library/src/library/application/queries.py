"""Asking for a viewer's entries. Whoever asks sees their own alone."""

from uuid import UUID

from library.application.ports import Shelf
from library.application.shelf import PageRequest, ShelfItem, ShelfPage


class ShelfQueries:
    """Reads entries."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def item(self, user_id: UUID, media_id: UUID) -> ShelfItem | None:
        """Give the viewer's entry of a title, null where there is none."""
        return await self._shelf.item(user_id, media_id)

    async def page(self, wanted: PageRequest) -> ShelfPage:
        """Give a page of the viewer's entries."""
        return await self._shelf.page(wanted)
