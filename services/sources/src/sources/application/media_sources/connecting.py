"""Connections to sources, each with a deadline."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from sources.application.media_sources.ports import Adapters, Server, SourceAdapter
from sources.domain.media_sources.errors import SourceFailed, SourceUnreadable
from sources.domain.media_sources.source import MediaSource

CHECK_SECONDS: Final = 20.0
"""How long a user waits for the check of a source."""


@asynccontextmanager
async def connected(
    adapters: Adapters, source: MediaSource, credentials: Mapping[str, str]
) -> AsyncIterator[SourceAdapter]:
    """Yield an adapter of a source, and close its connections."""
    adapter = adapters.connect(source, credentials)
    try:
        yield adapter
    finally:
        await adapter.close()


async def check(adapters: Adapters, source: MediaSource, credentials: Mapping[str, str]) -> Server:
    """Return what a source states about itself; raise SourceUnreadable."""
    try:
        async with asyncio.timeout(CHECK_SECONDS), connected(adapters, source, credentials) as adapter:
            return await adapter.check()
    except SourceFailed as failure:
        raise SourceUnreadable(failure) from failure
    except TimeoutError as late:
        slow = SourceFailed("unreachable", f"no response within {CHECK_SECONDS:.0f} s")
        raise SourceUnreadable(slow) from late
