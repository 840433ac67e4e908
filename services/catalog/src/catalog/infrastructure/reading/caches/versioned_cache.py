"""Values that are read again only when their version is another one, which a statement of its own reads."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from cachetools import LRUCache

from chassis.storage.reads import CompiledRead, ReadPool, Record

V = TypeVar("V")


class VersionedCache(Generic[V]):
    """The values by their numbers; of too many, those that were not used for longest are forgotten."""

    def __init__(self, reads: ReadPool, *, version: CompiledRead, value: CompiledRead, entries: int) -> None:
        """Read by two statements: `version` has the column `version` alone, `value` what a value is made of, too."""
        self._reads = reads
        self._version = version
        self._value = value
        self._kept: LRUCache[int, tuple[str, V]] = LRUCache(entries)

    async def get(self, number: int, values: Mapping[str, object], to_value: Callable[[Record], V]) -> V | None:
        """Return the value of a number: the one that is kept, or of the row that is read; null without a row."""
        kept = self._kept.get(number)
        if kept is not None:
            current = await self._reads.fetch_row(self._version, values)
            if current is not None and current["version"] == kept[0]:
                return kept[1]
        row = await self._reads.fetch_row(self._value, values)
        if row is None:
            return None
        value = to_value(row)
        self._kept[number] = row["version"], value
        return value

    def kept(self, number: int, version: str) -> V | None:
        """Return what is kept of a number with a version."""
        kept = self._kept.get(number)
        return kept[1] if kept is not None and kept[0] == version else None
