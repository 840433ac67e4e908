"""Collections in Postgres: one scan of the index on the collection's number.

The facts of a collection are read only when they differ from those that were read before, as pages of titles are.
"""

from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache
from pydantic_core import from_json, to_json
from sqlalchemy import text

from catalog.application.discovery.collections import Collection
from catalog.infrastructure.discovery.tables import VERSION
from chassis.storage.reads import CompiledRead, ReadPool

MOST_COLLECTIONS: Final = 1024
"""Collections that are kept, each with at most a hundred ids."""

_MINE: Final = """
      from media_facets f join media m on m.media_id = f.media_id and m.listed
      left join documents d on d.media_id = f.media_id
      where f.collection_id = :collection_id
"""
_VERSION: Final = CompiledRead(text(f"select {VERSION} as version {_MINE}"))
_COLLECTION: Final = CompiledRead(
    text(f"""
    with mine as materialized (
      select m.media_id, m.release_date, m.imported_version, d.detail {_MINE}
    )
    select (select {VERSION} {_MINE}) as version, detail, (select count(*) from mine) as total,
           array(select media_id from mine order by release_date nulls last, media_id limit 100) as media_ids
    from mine order by imported_version desc, media_id limit 1
    """)  # noqa: S608 - made of constants
)


@dataclass(frozen=True, slots=True)
class _Kept:
    version: str
    collection: Collection | None


class SqlCollections:
    """Reads collections."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads
        self._kept: LRUCache[int, _Kept] = LRUCache(MOST_COLLECTIONS)

    async def collection(self, collection_id: int) -> Collection | None:
        """Return a collection with a listed title."""
        values = {"collection_id": collection_id}
        kept = self._kept.get(collection_id)
        if kept is not None:
            current = await self._reads.fetch_row(_VERSION, values)
            if current is not None and current["version"] == kept.version:
                return kept.collection
        row = await self._reads.fetch_row(_COLLECTION, values)
        if row is None:
            return None
        facts = None if row["detail"] is None else from_json(row["detail"]).get("collection")
        collection = None
        if facts is not None:
            media_ids = tuple(row["media_ids"])
            collection = Collection(facts["slug"], to_json(facts), row["total"], media_ids, row["version"])
        self._kept[collection_id] = _Kept(row["version"], collection)
        return collection
