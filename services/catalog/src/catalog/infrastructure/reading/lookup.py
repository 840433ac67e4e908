"""Titles by id in Postgres: each by a primary key or an index of its own."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from cachetools import LRUCache
from sqlalchemy import ARRAY, bindparam, text
from sqlalchemy import Uuid as UuidType

from catalog.application.read_models import DeletedTitle, LookupResult
from catalog.domain.merge_chain import MergeChainEntry
from catalog.infrastructure.reading import title_sql
from catalog.infrastructure.reading.caches.title_cache import Key, TitleCache, keys_of
from catalog.infrastructure.reading.caches.title_epoch import EpochCache, TitleEpoch
from catalog.infrastructure.reading.merge_chain import chain_of
from catalog.infrastructure.reading.title_rows import to_entries
from chassis.storage.reads import CompiledRead, ReadPool, Record

MOST_KEPT: Final = 1024
"""Of how many sequences of titles the keys are kept."""
MOST_ROWS: Final = 512
"""Of how many sequences without a version the rows are kept, each of at most `MOST_TITLES`."""
MOST_TITLES: Final = 25

_OF_IMDB: Final = CompiledRead(text("select media_id from media where imdb_id = :imdb_id order by kind, tmdb_id"))


@lru_cache(maxsize=2)
def _by_ids(*, personal: bool) -> CompiledRead:
    columns = [
        title_sql.KEY,
        "m.visible, m.gone_at, m.successor_id",
        *([title_sql.ENTRY] if personal else []),
    ]
    statement = text(
        f"""
        select {", ".join(columns)}
        from unnest(:media_ids) with ordinality as requested (media_id, place)
        join media m on m.media_id = requested.media_id and m.title is not null
        left join documents d on d.media_id = m.media_id
        {title_sql.ENTRIES if personal else ""}
        order by requested.place
        """  # noqa: S608 - made of constants
    )
    return CompiledRead(statement.bindparams(bindparam("media_ids", type_=ARRAY(UuidType))))


class SqlLookup:
    """Reads titles by id."""

    def __init__(self, reads: ReadPool, cache: TitleCache, epoch: TitleEpoch) -> None:
        self._reads = reads
        self._cache = cache
        self._rows: EpochCache[tuple[UUID, ...], Sequence[Record]] = EpochCache(epoch, MOST_ROWS)
        self._keys: LRUCache[tuple[str, UUID, UUID, int], tuple[list[UUID], Sequence[Key]]] = LRUCache(MOST_KEPT)

    async def titles(
        self, media_ids: Sequence[UUID], regions: tuple[str, ...], now: datetime, user_id: UUID | None, version: str
    ) -> LookupResult:
        """Return titles in the order of `media_ids`, with the user's entries: one query, if the titles are cached.

        Titles that were read with this `version` need none, unless for a user.
        """
        # To hash each id takes longer than to compare all of them.
        place = (version, media_ids[0], media_ids[-1], len(media_ids)) if version and media_ids else None
        kept = self._keys.get(place) if place and user_id is None else None
        if kept is not None and kept[0] == media_ids:
            return LookupResult(await self._cache.titles(kept[1], regions, now), {}, (), (), regions[0], now)
        if user_id is None and len(media_ids) <= MOST_TITLES:
            rows = await self._rows.get(tuple(media_ids), lambda: self._read(media_ids, None))
        else:
            rows = await self._read(media_ids, user_id)
        visible = [row for row in rows if row["visible"] and row["document_version"] is not None]
        keys = keys_of(visible)
        titles = await self._cache.titles(keys, regions, now)
        if place and len(titles) == len(media_ids):
            # The rows are those of the version, or newer ones: then the next request has another version.
            self._keys[place] = list(media_ids), keys
        deleted = tuple(_to_deleted(row) for row in rows if row["gone_at"] is not None)
        listed_or_deleted = {title.media_id for title in titles} | {title.media_id for title in deleted}
        return LookupResult(
            titles=titles,
            entries={} if user_id is None else to_entries(visible),
            deleted=deleted,
            missing=tuple(media_id for media_id in media_ids if media_id not in listed_or_deleted),
            region=regions[0],
            as_of=now,
        )

    async def _read(self, media_ids: Sequence[UUID], user_id: UUID | None) -> Sequence[Record]:
        values = {"media_ids": media_ids, "user_id": user_id}
        return await self._reads.fetch(_by_ids(personal=user_id is not None), values)

    async def ids_of_imdb(self, imdb_id: str) -> Sequence[UUID]:
        """Return the titles that have the IMDb id, by its index."""
        return [row["media_id"] for row in await self._reads.fetch(_OF_IMDB, {"imdb_id": imdb_id})]

    async def merge_chain(self, media_id: UUID) -> Sequence[MergeChainEntry]:
        """Return a deleted title and the titles that it was merged into, by their keys."""
        return await chain_of(self._reads, media_id)


def _to_deleted(row: Record) -> DeletedTitle:
    return DeletedTitle(row["media_id"], row["gone_at"], row["successor_id"])
