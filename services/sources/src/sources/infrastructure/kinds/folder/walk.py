"""Walks a folder in a certain order, so that the walk continues behind any path.

The files of a folder come first, in the order of their names, then the folders in it. So a folder is complete before
anything below it is read, and what it has is compared as a whole with what it had before.
"""

import os
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from chassis.storage.folders import open_folder
from sources.domain.files.listed import ListedFile, ListedFolder, Page
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.folder.descent import failure_of
from sources.infrastructure.kinds.folder.entries import EmptyFolder, Entries, entries_of, states_of
from sources.infrastructure.kinds.folder.positions import Position, position_behind, position_of
from sources.infrastructure.kinds.folder.states import file_of
from sources.infrastructure.servers.listing.listings import MOST_FILES, PAGE_FILES, too_many
from sources.infrastructure.servers.reading.paths import DEEPEST, is_short

PAGE_SECONDS: Final = 2.0
"""After which a page is yielded although it is not full: folders without media files take time too."""
PAGE_FOLDERS: Final = 2000
"""Unchanged folders after which a page is yielded."""
DIGEST_BYTES: Final = 16
SHORT_PATH: Final = 200
"""Characters of the path of a folder whose files all have paths that can be stored: no name has more than 255 bytes."""
_NOTHING: Final[Entries] = ([], [])


@dataclass(slots=True)
class _Open:
    """An open folder, of which the folders in it are walked."""

    descriptor: int
    path: str
    """Ends with `/`; empty for the root."""
    names: Iterator[str]
    after: Position | None
    """Where the walk continues in it; null for a folder that is walked from its beginning."""


class Walk:
    """One walk below a descriptor, which is closed at its end. It blocks: use it in a thread."""

    def __init__(self, root: int, after: str | None, digests: AbstractSet[bytes] = frozenset()) -> None:
        """`digests` are those of folders whose files are not listed again."""
        self._root = root
        self._digests = digests
        self._begin = None if after is None else position_of(after)
        self._position = "" if self._begin is None or after is None else after
        self._open: list[_Open] = []
        self._files: list[ListedFile] = []
        self._folders: list[ListedFolder] = []
        self._unchanged: list[str] = []
        self._unchanged_files = 0
        self._unread: list[str] = []
        self._count = 0
        self._paged_at = time.monotonic()

    def pages(self) -> Generator[Page, None, None]:
        """Yield the files in pages; the last one may be empty. Raise SourceFailed."""
        try:
            yield from self._enter(self._root, "", self._begin)
            while self._open:
                folder = self._open[-1]
                name = next(folder.names, None)
                if name is None:
                    os.close(self._open.pop().descriptor)
                    continue
                path = f"{folder.path}{name}/"
                inner = self._opened(folder.descriptor, path, name)
                if inner is not None:
                    yield from self._enter(inner, path, None if folder.after is None else folder.after.inside(name))
                if len(self._unchanged) >= PAGE_FOLDERS or self._is_late():
                    yield self._page()
        finally:
            for folder in self._open:
                os.close(folder.descriptor)
        yield self._page()

    def _opened(self, parent: int, path: str, name: str) -> int | None:
        """Return a descriptor of a folder in another; null, and perhaps noted as unread, if it cannot be opened."""
        if path.count("/") <= DEEPEST and is_short(path):
            try:
                return open_folder(name, parent)
            except FileNotFoundError:
                return None
            except OSError:
                pass
        self._unread.append(path)
        return None

    def _enter(self, descriptor: int, path: str, after: Position | None) -> Iterable[Page]:
        """Put a folder on the stack, and list its files; return pages that are full before the end of it."""
        folder = _Open(descriptor, path, iter(()), after)
        self._open.append(folder)
        media, names = self._entries(descriptor, path)
        folder.names = iter(names if after is None else after.and_behind(names))
        if not media or (after is not None and after.is_behind_files):
            return ()
        if len(media) > PAGE_FILES:
            return self._large(path, media, after)
        return self._listed(path, *states_of(media), after)

    def _large(
        self, path: str, media: Sequence[os.DirEntry[str]], after: Position | None
    ) -> Generator[Page, None, None]:
        """List the files of a folder whose states may take longer to read than a page may, on a network share."""
        states: list[str] = []
        is_whole = True
        for at in range(0, len(media), PAGE_FILES):
            read, all_read = states_of(media[at : at + PAGE_FILES])
            states += read
            is_whole = is_whole and all_read
            if self._is_late():
                yield self._page()
        yield from self._listed(path, states, is_whole, after)

    def _entries(self, descriptor: int, path: str) -> Entries:
        """Return what counts in a folder. An unreadable folder is noted; an unreadable root raises, as an empty one."""
        try:
            return entries_of(descriptor)
        except EmptyFolder:
            if not path:
                raise SourceFailed("not_found", "the folder is empty: its disk may not be mounted") from None
        except OSError as error:
            if not path:
                raise failure_of(error) from error
            self._unread.append(path)
        return _NOTHING

    def _listed(self, path: str, states: list[str], is_whole: bool, after: Position | None) -> Iterable[Page]:
        """List the files of a folder one by one, unless its digest is one of an earlier listing.

        A folder in which the walk continues has none: its files were not all read at once.
        """
        states = _stored(path, states)
        if not is_whole:
            self._unread.append(path)
        if after is not None or not is_whole:
            return self._files_of(path, states, None, "" if after is None else f"{path}{after.file}")
        digest = blake2b("\n".join((path, *states)).encode(), digest_size=DIGEST_BYTES).digest()
        if digest not in self._digests:
            return self._files_of(path, states, ListedFolder(path[:-1], digest))
        self._unchanged.append(path[:-1])
        self._unchanged_files += len(states)
        self._add(len(states))
        self._position = position_behind(path)
        return ()

    def _files_of(
        self, path: str, states: list[str], folder: ListedFolder | None, behind: str = ""
    ) -> Generator[Page, None, None]:
        for state in states:
            file = file_of(path, state)
            if file.path > behind:
                self._files.append(file)
                self._position = position_behind(file.path)
                self._add(1)
                if len(self._files) >= PAGE_FILES:
                    yield self._page()
        if folder is not None:
            self._folders.append(folder)
        self._position = position_behind(path)

    def _add(self, files: int) -> None:
        self._count += files
        if self._count > MOST_FILES:
            raise too_many()

    def _is_late(self) -> bool:
        return time.monotonic() - self._paged_at > PAGE_SECONDS

    def _page(self) -> Page:
        page = Page(
            tuple(self._files),
            self._position,
            unread=tuple(self._unread),
            folders=tuple(self._folders),
            unchanged=tuple(self._unchanged),
            unchanged_files=self._unchanged_files,
        )
        self._files, self._folders, self._unchanged, self._unread = [], [], [], []
        self._unchanged_files, self._paged_at = 0, time.monotonic()
        return page


def _stored(path: str, states: list[str]) -> list[str]:
    """Return the states of the files whose paths can be stored, in the order of their names."""
    if len(path) > SHORT_PATH:
        states = [state for state in states if is_short(file_of(path, state).path)]
    return sorted(states)
