"""The pages of a source that one scan reads, each within a time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Final

from sources.application.media_sources.ports import FolderComparison, SourceAdapter
from sources.application.scanning.progress import Progress
from sources.application.unit_of_work import Units
from sources.domain.files.listed import Page
from sources.domain.media_sources.errors import SourceFailed
from sources.domain.media_sources.source import MediaSource

PAGE_SECONDS: Final = 120.0
"""How long one page of a listing may take: a source that hangs must not keep its place in the queue."""


async def pages_of(
    units: Units, source: MediaSource, adapter: SourceAdapter, progress: Progress
) -> AsyncGenerator[Page, None]:
    """Yield the pages behind the position of a scan; raise SourceFailed, ChangesUnknown."""
    position = progress.position or None
    if not progress.is_listing:
        pages = adapter.changes(position or "")
    elif isinstance(adapter, FolderComparison):
        async with units.begin() as work:
            digests = await work.folders.digests(source.id)
        pages = adapter.compared(position, digests)
    else:
        pages = adapter.files(position)
    async with aclosing(_timely(pages)) as timely:
        async for page in timely:
            yield page


async def _timely(pages: AsyncIterator[Page]) -> AsyncGenerator[Page, None]:
    """Yield pages; raise SourceFailed when one takes too long."""
    while True:
        try:
            async with asyncio.timeout(PAGE_SECONDS):
                page = await anext(pages)
        except StopAsyncIteration:
            return
        except TimeoutError as late:
            raise SourceFailed("unreachable", f"no page of its files within {PAGE_SECONDS:.0f} s") from late
        yield page
