"""Opens files of sources for those who may see them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from objects.errors import TokenExpired, TokenInvalid
from objects.prefix_tokens import PrefixToken, PrefixTokenKeys
from sources.application.matching.ports import KnownFile
from sources.application.media_sources.access import Actor, find_visible
from sources.application.media_sources.connecting import connected
from sources.application.media_sources.ports import Adapters, Content
from sources.application.unit_of_work import Readers
from sources.domain.content.errors import LinkInvalid
from sources.domain.content.ranges import ByteRange
from sources.domain.matching.errors import FileNotFound
from sources.domain.media_sources.errors import SourceFailed, SourceNotFound, SourceUnreadable
from sources.domain.media_sources.source import MediaSource

OPEN_SECONDS: Final = 20.0
CHUNK_SECONDS: Final = 30.0
"""How long a source may send nothing while its file is read."""
LINK_LIFE: Final = timedelta(hours=6)
"""As long as a player needs for the longest movie, with pauses."""


@dataclass(frozen=True, slots=True)
class FileOfSource:
    """A file with the source that it is in."""

    stored: KnownFile
    source: MediaSource

    @property
    def total(self) -> int:
        """Return the size of the file."""
        return self.stored.file.listed.bytes


@dataclass(frozen=True, slots=True)
class OpenContent:
    """The content of a file; `close` ends the connection to its source."""

    content: Content
    connection: AsyncExitStack

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the content as fast as it is consumed; end early when the source does not go on."""
        chunks = aiter(self.content.chunks)
        while True:
            try:
                async with asyncio.timeout(CHUNK_SECONDS):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            yield chunk


class OpenFiles:
    """Opens files, and makes links to them for players that send no access token."""

    def __init__(self, readers: Readers, adapters: Adapters, keys: PrefixTokenKeys, clock: Clock) -> None:
        self._readers = readers
        self._adapters = adapters
        self._keys = keys
        self._clock = clock

    async def find(self, file_id: UUID, actor: Actor) -> FileOfSource:
        """Return a file; raise FileNotFound."""
        async with self._readers.read() as work:
            stored = await work.matches.find(file_id)
            if stored is None:
                raise FileNotFound(file_id)
            try:
                return FileOfSource(stored, await find_visible(work, stored.source_id, actor))
            except SourceNotFound as hidden:
                raise FileNotFound(file_id) from hidden

    async def open(self, file: FileOfSource, part: ByteRange | None) -> OpenContent:
        """Open a file, or a part of it; raise FileNotFound, SourceUnreadable. The caller closes the connection."""
        async with self._readers.read() as work:
            credentials = await work.media_sources.credentials(file.source.id)
        begin, length = (0, None) if part is None else (part.begin, part.length)
        async with AsyncExitStack() as connection:
            try:
                async with asyncio.timeout(OPEN_SECONDS):
                    adapter = await connection.enter_async_context(connected(self._adapters, file.source, credentials))
                    path = file.stored.file.listed.path
                    content = await connection.enter_async_context(adapter.open(path, begin, length))
            except SourceFailed as failure:
                if failure.code == "not_found":
                    raise FileNotFound(file.stored.id) from failure
                raise SourceUnreadable(failure) from failure
            except TimeoutError as late:
                slow = SourceFailed("unreachable", f"the file was not opened within {OPEN_SECONDS:.0f} s")
                raise SourceUnreadable(slow) from late
            return OpenContent(content, connection.pop_all())
        raise AssertionError("the connection ends no exception")

    async def link(self, file_id: UUID, actor: Actor, session_id: UUID) -> tuple[str, datetime]:
        """Return a token that opens a file, and when it expires; raise FileNotFound.

        A link has no roles: administrators have none to the private files of others.
        """
        await self.find(file_id, Actor(actor.user_id))
        expires_at = (self._clock.now() + LINK_LIFE).replace(microsecond=0)
        token = PrefixToken((f"{file_id}/",), int(expires_at.timestamp()), actor.user_id, file_id, session_id)
        return self._keys.issue(token), expires_at

    async def find_linked(self, text: str) -> FileOfSource:
        """Return the file of a token; raise LinkInvalid, also when its user may not see the file any more."""
        try:
            token = self._keys.verify(text, self._clock.now().timestamp())
            return await self.find(token.session_id, Actor(token.user_id))
        except (TokenInvalid, TokenExpired, FileNotFound) as invalid:
            raise LinkInvalid from invalid
