"""Collections in Postgres: one scan of the index on the collection's number."""

from typing import Final

from pydantic_core import from_json, to_json
from sqlalchemy import text

from catalog.application.discovery.collections import Collection
from chassis.storage.reads import CompiledRead, ReadPool

_COLLECTION: Final = CompiledRead(
    text("""
    with mine as materialized (
      select m.media_id, m.release_date, m.imported_version
      from media_facets f join media m on m.media_id = f.media_id and m.listed
      where f.collection_id = :collection_id
    )
    select d.detail, (select count(*) from mine) as total,
           array(select media_id from mine order by release_date nulls last, media_id limit 100) as media_ids
    from (select media_id from mine order by imported_version desc, media_id limit 1) newest
    join documents d on d.media_id = newest.media_id
    """)
)


class SqlCollections:
    """Reads collections."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def collection(self, collection_id: int) -> Collection | None:
        """Return a collection with a listed title."""
        row = await self._reads.fetch_row(_COLLECTION, {"collection_id": collection_id})
        facts = None if row is None else from_json(row["detail"]).get("collection")
        if row is None or facts is None:
            return None
        return Collection(facts["slug"], to_json(facts), row["total"], tuple(row["media_ids"]))
