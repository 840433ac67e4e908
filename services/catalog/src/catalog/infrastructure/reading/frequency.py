"""How frequent the values of filters are: a page of frequent ones is found sooner in the order of its list."""

from typing import Final

from sqlalchemy import text

from catalog.application.read_models import Filters
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from chassis.storage.reads import CompiledRead, ReadPool

FREQUENT: Final = 1_000
"""How many titles a frequent value has.

Among a million titles, twenty of a thousand are found by reading twenty thousand index entries in order. That takes as
long as looking up a thousand titles and sorting them.
"""
KEEP_SECONDS: Final = 60.0

_OFFERED: Final = CompiledRead(
    text("""
    select count(*) from (
      select from media_offers where region = {watch_region} and provider_id = any({providers}) limit {limit}
    ) first
    """)
)
_OF_GENRES: Final = CompiledRead(
    text("""
    select count(*) from (select from media_genres where slug = any({genres}) limit {limit}) first
    """)
)

_Values = tuple[str | None, tuple[int, ...], tuple[str, ...]]


class Frequencies:
    """Counts titles of values by index, at most a thousand, and once a minute for all requests."""

    def __init__(self, reads: ReadPool, *, seconds: float = KEEP_SECONDS, frequent: int = FREQUENT) -> None:
        """Call values with `frequent` titles frequent."""
        self._reads = reads
        self._limit = frequent
        self._frequent: SharedCache[_Values, bool] = SharedCache(seconds)

    async def are_frequent(self, filters: Filters) -> bool:
        """Return whether services and genres of `filters`, of which there are any, have many titles."""
        providers, genres = filters.providers, filters.genres
        offered = filters.watch_region is not None and providers is not None
        if not offered and not genres:
            return False
        if offered and not await self._is_frequent(_OFFERED, (filters.watch_region, tuple(providers or ()), ())):
            return False
        return not genres or await self._is_frequent(_OF_GENRES, (None, (), tuple(genres)))

    async def _is_frequent(self, read: CompiledRead, values: _Values) -> bool:
        region, providers, genres = values

        async def load() -> bool:
            named = {"watch_region": region, "providers": providers, "genres": genres, "limit": self._limit}
            [row] = await self._reads.fetch(read, named)
            return int(row[0]) == self._limit

        return await self._frequent.get(values, load)
