"""Reads media sources."""

from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from sources.application.media_sources.access import Actor, find_visible
from sources.application.unit_of_work import Readers
from sources.domain.media_sources.source import MediaSource


class ReadSources:
    """Returns media sources to those who may see them."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def visible_to(self, user_id: UUID, part: Slice) -> Part[MediaSource]:
        """Return a part of the sources of a user, and of those for everyone after them."""
        async with self._readers.read() as work:
            return await work.media_sources.page(part, user_id)

    async def get(self, source_id: UUID, actor: Actor) -> MediaSource:
        """Return a source; raise SourceNotFound."""
        async with self._readers.read() as work:
            return await find_visible(work, source_id, actor)

    async def all(self, part: Slice) -> Part[MediaSource]:
        """Return a part of every source, in the order of their names."""
        async with self._readers.read() as work:
            return await work.media_sources.page(part, None)
