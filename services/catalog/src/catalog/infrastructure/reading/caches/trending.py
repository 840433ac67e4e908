"""The titles of the current trending lists: few, so that a page looks them up in memory instead of in the database."""

from collections.abc import Set as AbstractSet
from typing import Final
from uuid import UUID

from sqlalchemy import text

from catalog.domain.cards import TRENDING_RANKS
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from chassis.storage.reads import CompiledRead, ReadPool

_FIRST: Final = CompiledRead(
    text("""
    select media_id from list_items
    where list_id in ('trending.movie.day', 'trending.show.day') and rank <= :ranks
    """)
)


class TrendingTitles:
    """The titles that are among the first of their trending list, as they were at most `seconds` ago."""

    def __init__(self, reads: ReadPool, *, seconds: float) -> None:
        self._reads = reads
        self._ids: SharedCache[str, AbstractSet[UUID]] = SharedCache(seconds)

    async def ids(self) -> AbstractSet[UUID]:
        """Return their ids."""

        async def load() -> AbstractSet[UUID]:
            return frozenset([row[0] for row in await self._reads.fetch(_FIRST, {"ranks": TRENDING_RANKS})])

        return await self._ids.get("all", load)
