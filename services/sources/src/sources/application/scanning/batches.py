"""Pages of a listing, joined to batches: each batch is one transaction."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Final

from sources.domain.files.listed import ListedFile, ListedFolder, Page

BATCH_FILES: Final = 1000
BATCH_SECONDS: Final = 1.0
"""How long the pages of a slow source wait for others, so that its scan shows progress."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some pages."""

    files: tuple[ListedFile, ...]
    gone: tuple[str, ...]
    position: str
    """Behind the last page."""
    is_complete: bool
    """Whether every folder could be read."""
    folders: tuple[ListedFolder, ...]
    unchanged: tuple[str, ...]
    unchanged_files: int

    def incomplete_folders(self, files: Iterable[ListedFile]) -> set[str]:
        """Return the folders of files whose other files are in another batch: the digests of these are not valid."""
        return {file.path.rpartition("/")[0] for file in files} - {folder.path for folder in self.folders}


async def batches(pages: AsyncIterator[Page], now: Callable[[], float] = time.monotonic) -> AsyncGenerator[Batch, None]:
    """Yield what pages have in common batches, the last one too if it has nothing but a position."""
    waiting: list[Page] = []
    begun = now()
    async for page in pages:
        begun = begun if waiting else now()
        waiting.append(page)
        if sum(len(item.files) + len(item.gone) for item in waiting) >= BATCH_FILES or now() - begun >= BATCH_SECONDS:
            yield _batch(waiting)
            waiting = []
    if waiting:
        yield _batch(waiting)


def _batch(pages: list[Page]) -> Batch:
    return Batch(
        tuple(file for page in pages for file in page.files),
        tuple(path for page in pages for path in page.gone),
        pages[-1].position,
        not any(page.unread for page in pages),
        tuple(folder for page in pages for folder in page.folders),
        tuple(path for page in pages for path in page.unchanged),
        sum(page.unchanged_files for page in pages),
    )
