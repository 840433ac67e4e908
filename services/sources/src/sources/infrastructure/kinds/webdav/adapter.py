"""Reads folders by WebDAV, one request per folder (`Depth: 1`): many servers refuse to list all at once."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Final
from urllib.parse import unquote, urlsplit

from sources.application.media_sources.ports import Content, Server
from sources.domain.files.listed import ListedFile, Page
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.webdav.multistatus import REQUEST, Entry, encoded, entries
from sources.infrastructure.servers.calls import ServerCalls
from sources.infrastructure.servers.content import open_content
from sources.infrastructure.servers.listing.listings import MOST_FILES, PAGE_FILES, UnknownChanges, too_many
from sources.infrastructure.servers.reading.paths import DEEPEST, is_media, is_read, is_short, safe_path

PAGE_FOLDERS: Final = 50
"""After which a page is yielded although it is not full: each folder takes a request."""
MOST_FOLDERS: Final = 100_000
"""A folder that contains itself would never end."""
_SKIPPED: Final = frozenset({"credentials_refused", "too_large"})
"""Failures of one folder that do not end the listing."""


class WebdavAdapter:
    """The folder at an address, and what is below it."""

    def __init__(self, calls: ServerCalls) -> None:
        self._calls = calls
        self._root = unquote(urlsplit(calls.address).path)

    async def check(self) -> Server:
        """List the folder."""
        await self._list("")
        return Server(urlsplit(self._calls.address).hostname or "WebDAV")

    async def files(self, after: str | None) -> AsyncIterator[Page]:
        """Yield the files in the order of their names."""
        walk = _Walk(self._list, after)
        async for page in walk.pages():
            yield page

    def changes(self, since: str) -> AsyncIterator[Page]:
        """Raise ChangesUnknown."""
        return UnknownChanges(since)

    def open(self, path: str, begin: int = 0, length: int | None = None) -> AbstractAsyncContextManager[Content]:
        """Open a file below the folder."""
        if not safe_path(path):
            raise SourceFailed("not_found", "there is no such file")
        return open_content(self._calls, f"/{encoded(path)}", begin, length)

    async def close(self) -> None:
        """Close every connection."""
        await self._calls.close()

    async def _list(self, folder: str) -> list[Entry]:
        response = await self._calls.send(
            f"/{encoded(folder)}",
            method="PROPFIND",
            headers={"depth": "1", "content-type": "application/xml; charset=utf-8"},
            body=REQUEST,
            expects=207,
        )
        return entries(response.body, f"{self._root}/{folder}")


class _Walk:
    """One walk, in the order of names, so that it continues behind any path."""

    def __init__(self, list_folder: "_List", after: str | None) -> None:
        self._list = list_folder
        self._position = after or ""
        self._after = after.split("/") if after else []
        self._files: list[ListedFile] = []
        self._unread: list[str] = []
        self._count = 0
        self._folders = 0
        self._paged_folders = 0

    async def pages(self) -> AsyncIterator[Page]:
        """Yield the files in pages; the last one may be empty."""
        # What is left to visit, the next last: a folder with its content and the path to continue behind.
        pending: list[tuple[str, Entry | None, list[str]]] = [("", None, self._after)]
        while pending:
            path, entry, after = pending.pop()
            if entry is not None and not entry.is_folder:
                self._add(path, entry)
            elif (children := await self._read(path)) is not None:
                pending += reversed(list(_behind(children, path, after)))
            if len(self._files) >= PAGE_FILES or self._paged_folders >= PAGE_FOLDERS:
                yield self._page()
        yield self._page()

    async def _read(self, path: str) -> list[Entry] | None:
        self._folders += 1
        self._paged_folders += 1
        if self._folders > MOST_FOLDERS:
            raise SourceFailed("too_large", f"the source has more than {MOST_FOLDERS} folders")
        if path.count("/") > DEEPEST or not is_short(path):
            self._unread.append(path)
            return None
        try:
            return await self._list(path)
        except SourceFailed as failure:
            if not path:
                raise
            if failure.code in _SKIPPED:
                self._unread.append(path)
            elif failure.code != "not_found":
                raise
            return None

    def _add(self, path: str, entry: Entry) -> None:
        if not is_short(path):
            return
        self._files.append(
            ListedFile(
                path=path,
                name=path,
                bytes=entry.bytes,
                modified_at=entry.modified_at,
                fingerprint=entry.fingerprint,
            )
        )
        self._position = path
        self._count += 1
        if self._count > MOST_FILES:
            raise too_many()

    def _page(self) -> Page:
        page = Page(tuple(self._files), self._position, unread=tuple(self._unread))
        self._files, self._unread, self._paged_folders = [], [], 0
        return page


_List = Callable[[str], Awaitable[list[Entry]]]


def _behind(children: list[Entry], folder: str, after: list[str]) -> Iterator[tuple[str, Entry | None, list[str]]]:
    """Yield what counts in a folder behind a path in it."""
    first = after[0] if after else ""
    for entry in children:
        is_first = entry.name == first
        if entry.name < first or (is_first and not entry.is_folder and len(after) == 1):
            continue
        if entry.is_folder and is_read(entry.name):
            yield f"{folder}{entry.name}/", entry, after[1:] if is_first else []
        elif not entry.is_folder and is_media(entry.name):
            yield f"{folder}{entry.name}", entry, []
