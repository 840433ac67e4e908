"""Opens files of sources for those who may see them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.responses.byte_ranges import ByteRange
from chassis.core.sessions.permission import MayContinue, at_intervals
from objects.errors import TokenExpired, TokenInvalid
from objects.prefix_tokens import PrefixToken, PrefixTokenKeys
from sources.application.content.ending import LINK_LIFE
from sources.application.matching.ports import KnownFile
from sources.application.media_sources.access import Actor, find_visible
from sources.application.media_sources.connecting import connected
from sources.application.media_sources.ports import Adapters, Content
from sources.application.unit_of_work import Readers
from sources.domain.content.errors import LinkInvalid, SessionEnded
from sources.domain.matching.errors import FileNotFound
from sources.domain.media_sources.errors import SourceFailed, SourceNotFound, SourceUnreadable
from sources.domain.media_sources.source import MediaSource

OPEN_SECONDS: Final = 20.0
CHUNK_SECONDS: Final = 30.0
"""How long a source may send nothing while its file is read."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a file, and in which sign-in session."""

    actor: Actor
    session_id: UUID


@dataclass(frozen=True, slots=True)
class FileOfSource:
    """A file with the source that it is in, and who reads it."""

    stored: KnownFile
    source: MediaSource
    reader: Reader

    @property
    def total(self) -> int:
        """Return the size of the file."""
        return self.stored.file.listed.bytes

    @property
    def name(self) -> str:
        """Return the name of the file without its folders; the path at a media server may be an id."""
        return self.stored.file.listed.name.rpartition("/")[2]

    @property
    def entity_tag(self) -> str:
        """Return the entity tag of the file as it was listed."""
        return f'"{hashlib.sha256(self.stored.file.listed.fingerprint.encode()).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class FileLink:
    """A token that opens a file until it expires."""

    token: str = field(repr=False)
    expires_at: datetime
    file: FileOfSource


class ContentEnded(Exception):
    """The content of a file ends before its last byte."""


@dataclass(frozen=True, slots=True)
class OpenContent:
    """The content of a file; `close` ends the connection to its source."""

    content: Content
    connection: AsyncExitStack
    may_continue: MayContinue

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the content as fast as it is consumed.

        Raise ContentEnded when the source does not go on, and when the file may not be read any more.
        """
        chunks = aiter(self.content.chunks)
        while await self.may_continue():
            try:
                async with asyncio.timeout(CHUNK_SECONDS):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            except (SourceFailed, TimeoutError) as failure:
                raise ContentEnded(str(failure) or "the source sends nothing") from failure
            yield chunk
        raise ContentEnded("the file may not be read any more")


class OpenFiles:
    """Opens files, and makes links to them for players that send no access token."""

    def __init__(self, readers: Readers, adapters: Adapters, keys: PrefixTokenKeys, clock: Clock) -> None:
        self._readers = readers
        self._adapters = adapters
        self._keys = keys
        self._clock = clock

    async def find(self, file_id: UUID, reader: Reader) -> FileOfSource:
        """Return a file; raise FileNotFound, SessionEnded."""
        async with self._readers.read() as work:
            if await work.ended_sessions.has(reader.session_id):
                raise SessionEnded
            stored = await work.matches.find(file_id)
            if stored is None:
                raise FileNotFound(file_id)
            try:
                return FileOfSource(stored, await find_visible(work, stored.source_id, reader.actor), reader)
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
            return OpenContent(content, connection.pop_all(), self._permission(file))
        raise AssertionError("the connection ends no exception")

    async def link(self, file_id: UUID, reader: Reader) -> FileLink:
        """Return a token that opens a file; raise FileNotFound, SessionEnded.

        A link has no roles: administrators have none to the private files of others.
        """
        user_id = reader.actor.user_id
        file = await self.find(file_id, Reader(Actor(user_id), reader.session_id))
        expires_at = (self._clock.now() + LINK_LIFE).replace(microsecond=0)
        token = PrefixToken((f"{file_id}/",), int(expires_at.timestamp()), user_id, file_id, reader.session_id)
        return FileLink(self._keys.issue(token), expires_at, file)

    async def find_linked(self, text: str) -> FileOfSource:
        """Return the file of a token; raise LinkInvalid.

        That is also raised when the session has ended that made the link, and when its user may not see the file.
        """
        try:
            token = self._keys.verify(text, self._clock.now().timestamp())
            return await self.find(token.session_id, Reader(Actor(token.user_id), token.auth_session_id))
        except (TokenInvalid, TokenExpired, FileNotFound, SessionEnded) as invalid:
            raise LinkInvalid from invalid

    def _permission(self, file: FileOfSource) -> MayContinue:
        """Return what checks whether a file that is being sent may still be read."""

        async def check() -> bool:
            try:
                await self.find(file.stored.id, file.reader)
            except (FileNotFound, SessionEnded):
                return False
            return True

        return at_intervals(check, self._clock)
