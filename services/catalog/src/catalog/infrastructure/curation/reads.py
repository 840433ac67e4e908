"""Reads of curation."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import ARRAY, bindparam, text
from sqlalchemy.types import Text

from catalog.application.curation.ports import CuratedPage, SchedulePage
from catalog.domain.curation.collections import Collection, CollectionKind
from catalog.domain.curation.scheduling import ScheduleState
from catalog.domain.curation.sections import Arrangements
from catalog.infrastructure.curation import rows
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from chassis.storage.reads import CompiledRead, ReadPool, Record

_PAGE: Final = CompiledRead(
    text("""
    select *, count(*) over () as total from collections
    where (cast(:kind as text) is null or kind = :kind) and (published or not :published_only)
    order by position, slug limit :limit offset :offset
    """)
)
_TOTAL: Final = CompiledRead(
    text("""
    select count(*) as total from collections
    where (cast(:kind as text) is null or kind = :kind) and (published or not :published_only)
    """)
)
_ONE: Final = CompiledRead(text("select * from collections where slug = :slug"))
_PUBLISHED: Final = CompiledRead(
    text("""
    select c.*, array(
             select m.media_id from unnest(c.media_ids) with ordinality as chosen (media_id, place)
             join media m on m.media_id = chosen.media_id and m.listed
             order by chosen.place
           ) as listed_ids
    from collections c where c.slug = :slug and c.published
    """)
)
_FIRST: Final = CompiledRead(
    text("""
    select c.*, array(
             select m.media_id from unnest(c.media_ids) with ordinality as chosen (media_id, place)
             join media m on m.media_id = chosen.media_id and m.listed
             order by chosen.place limit :limit
           ) as listed_ids
    from unnest(:slugs) as requested (slug) join collections c on c.slug = requested.slug and c.published
    """).bindparams(bindparam("slugs", type_=ARRAY(Text)))
)
_ARRANGEMENTS: Final = CompiledRead(text("select * from home_sections where version > 0"))
_CHANGES: Final = CompiledRead(
    text("""
    select *, count(*) over () as total from scheduled_changes
    where (cast(:state as text) is null or state = :state) and (cast(:target as text) is null or target = :target)
    order by due_at, id limit :limit offset :offset
    """).bindparams(bindparam("state", type_=Text), bindparam("target", type_=Text))
)
_CHANGES_TOTAL: Final = CompiledRead(
    text("""
    select count(*) as total from scheduled_changes
    where (cast(:state as text) is null or state = :state) and (cast(:target as text) is null or target = :target)
    """).bindparams(bindparam("state", type_=Text), bindparam("target", type_=Text))
)


class SqlCurationReads:
    """CuratedCollections, sections and the schedule in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def collections(
        self, kind: CollectionKind | None, limit: int, offset: int, *, published_only: bool
    ) -> CuratedPage:
        """Return a page of collections, by position and slug."""
        values = {"kind": kind, "published_only": published_only}
        records, total = await self._page(_PAGE, _TOTAL, values, limit, offset)
        return CuratedPage([_collection(record) for record in records], total)

    async def collection(self, slug: str) -> Collection | None:
        """Return a collection, published or not, or null without one."""
        record = await self._reads.fetch_row(_ONE, {"slug": slug})
        return None if record is None else _collection(record)

    async def listed_titles(self, slug: str) -> tuple[Collection, Sequence[UUID]] | None:
        """Return a published collection and its titles that are listed, in its order: one query."""
        record = await self._reads.fetch_row(_PUBLISHED, {"slug": slug})
        return None if record is None else (_collection(record), record["listed_ids"])

    async def first_titles(self, slugs: Sequence[str], limit: int) -> Sequence[tuple[Collection, Sequence[UUID]]]:
        """Return those of the collections that are published, each with its first listed titles: one query."""
        records = await self._reads.fetch(_FIRST, {"slugs": slugs, "limit": limit})
        return [(_collection(record), record["listed_ids"]) for record in records]

    async def arrangements(self) -> Arrangements:
        """Return the arrangement of each section that has one: at most one row per section."""
        records = await self._reads.fetch(_ARRANGEMENTS)
        stored = [rows.to_arrangement({**record, "pins": from_json(record["pins"])}) for record in records]
        return {arrangement.key: arrangement for arrangement in stored}

    async def schedule(self, state: ScheduleState | None, target: str | None, limit: int, offset: int) -> SchedulePage:
        """Return a page of scheduled changes, by due instant."""
        values = {"state": state, "target": target}
        records, total = await self._page(_CHANGES, _CHANGES_TOTAL, values, limit, offset)
        return SchedulePage([rows.to_change(record) for record in records], total)

    async def _page(
        self, page: CompiledRead, count: CompiledRead, values: dict[str, Any], limit: int, offset: int
    ) -> tuple[list[Record], int]:
        """Return a page and the number of all rows; a page after the end has no row that carries it."""
        records = await self._reads.fetch(page, {**values, "limit": limit, "offset": offset})
        if records or not offset:
            return records, records[0]["total"] if records else 0
        return [], (await self._reads.fetch(count, values))[0]["total"]


def _collection(record: Record) -> Collection:
    parsed = {"names": from_json(record["names"]), "descriptions": from_json(record["descriptions"])}
    return rows.to_collection({**record, **parsed})


class CachedArrangements:
    """The arrangements of the home page, read again after `seconds` while the former ones are shown."""

    def __init__(self, reads: SqlCurationReads, *, seconds: float) -> None:
        self._reads = reads
        self._cache: SharedCache[str, Arrangements] = SharedCache(seconds)

    async def arrangements(self) -> Arrangements:
        """Return the arrangement of each section that has one."""
        return await self._cache.get("all", self._reads.arrangements)
