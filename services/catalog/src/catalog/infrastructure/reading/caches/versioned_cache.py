"""Values that are read again only when their version is another one, which a statement of its own reads."""

from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

from cachetools import LRUCache

from catalog.infrastructure.reading.caches.title_epoch import TitleEpoch
from chassis.storage.reads import CompiledRead, ReadPool, Record

V = TypeVar("V")


class _Kept(NamedTuple, Generic[V]):
    epoch: int
    version: str
    value: V


class VersionedCache(Generic[V]):
    """The values by their numbers; of too many, those that were not used for longest are forgotten.

    In the epoch in which a version was read, it is not read again.
    """

    def __init__(
        self, reads: ReadPool, epoch: TitleEpoch, *, version: CompiledRead, value: CompiledRead, entries: int
    ) -> None:
        """Read by two statements: `version` has the column `version` alone, `value` what a value is made of, too."""
        self._reads = reads
        self._epoch = epoch
        self._version = version
        self._value = value
        self._kept: LRUCache[int, _Kept[V]] = LRUCache(entries)

    async def get(self, number: int, values: Mapping[str, object], to_value: Callable[[Record], V]) -> V | None:
        """Return the value of a number: the one that is kept, or of the row that is read; null without a row."""
        kept = self._kept.get(number)
        if kept is not None:
            if kept.epoch == await self._epoch.current():
                return kept.value
            epoch = self._epoch.latest
            current = await self._reads.fetch_row(self._version, values)
            if current is not None and current["version"] == kept.version:
                self._kept[number] = kept._replace(epoch=epoch)
                return kept.value
        epoch = await self._epoch.recent()
        row = await self._reads.fetch_row(self._value, values)
        if row is None:
            return None
        value = to_value(row)
        self._kept[number] = _Kept(epoch, row["version"], value)
        return value

    def kept(self, number: int, version: str) -> V | None:
        """Return what is kept of a number with a version."""
        kept = self._kept.get(number)
        return kept.value if kept is not None and kept.version == version else None
