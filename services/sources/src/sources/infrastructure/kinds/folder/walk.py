"""Walks a folder in the order of its names, so that the walk continues behind any path."""

import os
import time
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Final

from sources.domain.files.listed import ListedFile, Page, Streams
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.folder.descent import failure_of, open_folder
from sources.infrastructure.servers.listing.listings import MOST_FILES, PAGE_FILES, too_many
from sources.infrastructure.servers.reading.paths import DEEPEST, is_media, is_read, is_short, safe_name

MOST_ENTRIES: Final = 200_000
"""In one folder, which is sorted in memory."""
PAGE_SECONDS: Final = 2.0
"""After which a page is yielded although it is not full: folders without media files take time too."""
_UNKNOWN: Final = Streams()


class Walk:
    """One walk below a descriptor, which is closed at its end. It blocks: use it in a thread."""

    def __init__(self, root: int, after: str | None) -> None:
        self._root = root
        self._after = after.split("/") if after else []
        self._files: list[ListedFile] = []
        self._unread: list[str] = []
        self._position = after or ""
        self._count = 0
        self._paged_at = time.monotonic()

    def pages(self) -> Generator[Page, None, None]:
        """Yield the files in pages; the last one may be empty. Raise SourceFailed."""
        try:
            yield from self._folder(self._root, "", self._after)
        finally:
            os.close(self._root)
        yield self._page()

    def _folder(self, folder: int, path: str, after: list[str]) -> Generator[Page, None, None]:
        """Yield full pages of a folder and those below it, behind a path in it."""
        first = after[0] if after else ""
        for entry in self._entries(folder, path):
            name = entry.name
            if name < first:
                continue
            if entry.is_dir(follow_symlinks=False):
                if is_read(name):
                    yield from self._below(folder, path, name, after[1:] if name == first else [])
            elif name != first or len(after) > 1:
                self._add(entry, f"{path}{name}")
                if len(self._files) >= PAGE_FILES:
                    yield self._page()

    def _below(self, parent: int, path: str, name: str, after: list[str]) -> Generator[Page, None, None]:
        below = f"{path}{name}/"
        if below.count("/") > DEEPEST or not is_short(below):
            self._unread.append(below)
            return
        try:
            folder = open_folder(name, parent)
        except FileNotFoundError:
            return
        except OSError:
            self._unread.append(below)
            return
        try:
            yield from self._folder(folder, below, after)
        finally:
            os.close(folder)
        if time.monotonic() - self._paged_at > PAGE_SECONDS:
            yield self._page()

    def _entries(self, folder: int, path: str) -> list[os.DirEntry[str]]:
        """Return what counts in a folder, sorted. An unreadable folder is noted, an unreadable root raises."""
        entries = []
        number = 0
        try:
            with os.scandir(folder) as scan:
                for number, entry in enumerate(scan, start=1):
                    if number > MOST_ENTRIES:
                        raise SourceFailed("too_large", f"a folder has more than {MOST_ENTRIES} entries")
                    if (is_media(name := entry.name) or entry.is_dir(follow_symlinks=False)) and safe_name(name):
                        entries.append(entry)
        except OSError as error:
            if not path:
                raise failure_of(error) from error
            self._unread.append(path)
            return []
        if not number and not path:
            raise SourceFailed("not_found", "the folder is empty: its disk may not be mounted")
        entries.sort(key=_name)
        return entries

    def _add(self, entry: os.DirEntry[str], path: str) -> None:
        if not entry.is_file(follow_symlinks=False) or not is_short(path):
            return
        try:
            state = entry.stat(follow_symlinks=False)
        except OSError:
            return
        self._files.append(
            ListedFile(
                path=path,
                name=path,
                bytes=state.st_size,
                modified_at=_instant(state.st_mtime),
                fingerprint=f"{state.st_size}-{state.st_mtime_ns}",
                streams=_UNKNOWN,
            )
        )
        self._position = path
        self._count += 1
        if self._count > MOST_FILES:
            raise too_many()

    def _page(self) -> Page:
        page = Page(tuple(self._files), self._position, unread=tuple(self._unread))
        self._files, self._unread, self._paged_at = [], [], time.monotonic()
        return page


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _instant(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
