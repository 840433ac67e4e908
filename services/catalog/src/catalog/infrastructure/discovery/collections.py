"""Collections in Postgres: one scan of the index on the collection's number.

The facts of a collection are read only when they differ from those that were read before, as pages of titles are.
"""

from typing import Final

from pydantic_core import from_json, to_json
from sqlalchemy import text

from catalog.application.discovery.collections import Collection
from catalog.infrastructure.discovery.tables import VERSION
from catalog.infrastructure.reading.caches.title_epoch import TitleEpoch
from catalog.infrastructure.reading.caches.versioned_cache import VersionedCache
from chassis.storage.reads import CompiledRead, ReadPool, Record

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


class SqlCollections:
    """Reads collections."""

    def __init__(self, reads: ReadPool, epoch: TitleEpoch) -> None:
        self._kept: VersionedCache[Collection | None] = VersionedCache(
            reads, epoch, version=_VERSION, value=_COLLECTION, entries=MOST_COLLECTIONS
        )

    async def collection(self, collection_id: int) -> Collection | None:
        """Return a collection with a listed title."""
        return await self._kept.get(collection_id, {"collection_id": collection_id}, _to_collection)


def _to_collection(row: Record) -> Collection | None:
    facts = None if row["detail"] is None else from_json(row["detail"]).get("collection")
    if facts is None:
        return None
    return Collection(facts["slug"], to_json(facts), row["total"], tuple(row["media_ids"]), row["version"])
