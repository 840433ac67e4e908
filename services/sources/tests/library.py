"""Sources that keep their files in memory, as adapters of any kind."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from chassis.testing.clock import FixedClock
from sources.application.media_sources.ports import Content, KindOfSource, Server, SourceAdapter
from sources.domain.files.listed import ListedFile, Page
from sources.domain.media_sources.errors import ChangesUnknown, SourceFailed
from sources.domain.media_sources.source import MediaSource, SourceKind
from sources.infrastructure.kinds.adapters import SpecAdapters
from sources.infrastructure.kinds.spec import NoFields, SourceFields, SourceSpec, Surroundings

PAGE_FILES: Final = 2


class UrlFields(SourceFields):
    """How a server is reached."""

    address: str
    depth: int = 3


class PasswordFields(SourceFields):
    """Credentials of a server."""

    password: str


@dataclass
class MemoryLibrary:
    """The files of a source, and how it behaves."""

    files: dict[str, ListedFile] = field(default_factory=dict)
    content: dict[str, bytes] = field(default_factory=dict)
    password: str = "open sesame"
    failure: SourceFailed | None = None
    """Raised by every call."""
    fails_after: int | None = None
    """The number of pages after which a listing fails with `failure`."""
    changed: list[Page] | None = None
    """What has changed; null for a source that does not know."""
    before_page: Callable[[int], Any] | None = None
    """Awaited before each page of a listing, with its number."""
    unread: tuple[str, ...] = ()
    """Folders that cannot be read."""
    listed_from: list[str | None] = field(default_factory=list)
    """Where each listing began."""

    def add(self, *paths: str, fingerprint: str = "1", size: int = 1_000) -> None:
        """Add files, or change them."""
        for path in paths:
            self.files[path] = ListedFile(path=path, name=path, bytes=size, fingerprint=fingerprint)


class MemoryAdapter:
    """Reads a library in memory."""

    def __init__(self, library: MemoryLibrary, password: str) -> None:
        self._library = library
        self._password = password

    async def check(self) -> Server:
        """Compare the password."""
        self._refuse(self._library.failure)
        if self._password != self._library.password:
            raise SourceFailed("credentials_refused", "the server refuses the password")
        return Server("Memory", "1.0")

    async def files(self, after: str | None) -> AsyncIterator[Page]:
        """Yield the files in the order of their paths."""
        library = self._library
        library.listed_from.append(after)
        await self.check() if library.fails_after is None else None
        paths = [path for path in sorted(library.files) if after is None or path > after]
        pages = [paths[at : at + PAGE_FILES] for at in range(0, len(paths), PAGE_FILES)] or [[]]
        for number, page in enumerate(pages):
            if library.before_page is not None:
                await library.before_page(number)
            if library.fails_after == number:
                self._refuse(library.failure)
            yield Page(tuple(library.files[path] for path in page), page[-1] if page else "", unread=library.unread)
            await asyncio.sleep(0)

    async def changes(self, since: str) -> AsyncIterator[Page]:
        """Yield what the test states."""
        await self.check()
        if self._library.changed is None:
            raise ChangesUnknown
        for page in self._library.changed:
            yield page

    @asynccontextmanager
    async def open(self, path: str, begin: int = 0, length: int | None = None) -> AsyncIterator[Content]:
        """Open content in pieces of 1 KiB."""
        await self.check()
        data = self._library.content.get(path)
        if data is None:
            raise SourceFailed("not_found", "the file is not there")
        piece = data[begin:] if length is None else data[begin : begin + length]

        async def chunks() -> AsyncIterator[bytes]:
            for at in range(0, len(piece), 1024):
                yield piece[at : at + 1024]

        yield Content(len(data), begin, len(piece), chunks())

    async def close(self) -> None:
        """Close nothing."""

    @staticmethod
    def _refuse(failure: SourceFailed | None) -> None:
        if failure is not None:
            raise failure


@dataclass
class MemoryAdapters:
    """Adapters by the addresses of libraries."""

    libraries: dict[str, MemoryLibrary] = field(default_factory=dict)

    def __post_init__(self) -> None:
        specs = [
            SourceSpec(
                kind=SourceKind.WEBDAV, configuration=UrlFields, credentials=PasswordFields, connect=self._connected
            ),
            SourceSpec(
                kind=SourceKind.FOLDER,
                configuration=UrlFields,
                credentials=NoFields,
                connect=self._connected,
                administrators_only=True,
            ),
        ]
        self._specs = SpecAdapters(specs, Surroundings(client=_none, limiter=_none, clock=FixedClock()))

    def library(self, url: str) -> MemoryLibrary:
        """Return the library of an address."""
        return self.libraries.setdefault(url, MemoryLibrary())

    def kinds(self) -> Sequence[KindOfSource]:
        """Return two kinds."""
        return self._specs.kinds()

    def connect(self, source: MediaSource, credentials: Mapping[str, str]) -> SourceAdapter:
        """Return an adapter of the library at the address of a source."""
        return self._specs.connect(source, credentials)

    def configuration(self, kind: SourceKind, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Check the address."""
        return self._specs.configuration(kind, values)

    def credentials(self, kind: SourceKind, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Check the password."""
        return self._specs.credentials(kind, values)

    def _connected(
        self, configuration: Mapping[str, Any], credentials: Mapping[str, str], _: Surroundings
    ) -> SourceAdapter:
        library = self.library(configuration["address"])
        return MemoryAdapter(library, credentials.get("password", library.password))


def _none(*_: object) -> NoReturn:
    raise AssertionError("a library in memory has no server")
