"""Titles by id in Postgres: each by a primary key or an index of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, text
from sqlalchemy import Uuid as UuidType

from catalog.application.read_models import DeletedTitle, LookupResult
from catalog.domain.airing import DAY_ENDS_AFTER
from catalog.domain.cards import TRENDING_RANKS
from catalog.domain.merge_chain import MergeChainEntry
from catalog.infrastructure.reading.merge_chain import chain_of
from catalog.infrastructure.reading.title_rows import AnyRow, read_entries, to_title
from catalog.infrastructure.reading.title_sql import TITLE_COLUMNS, TITLE_SOURCES
from chassis.messaging.transaction import Transactions

_BY_IDS: Final = text(
    "select "  # noqa: S608 - made of constants
    + TITLE_COLUMNS
    + """, m.listed, m.gone_at, m.successor_id
    from unnest(:media_ids) with ordinality as requested (media_id, place)
    join media m on m.media_id = requested.media_id and m.title is not null
    left join slugs now on now.media_id = m.media_id and now.current
    left join documents d on d.media_id = m.media_id
    """
    + TITLE_SOURCES
    + """
    order by requested.place
    """
).bindparams(bindparam("regions", type_=ARRAY(Text)), bindparam("media_ids", type_=ARRAY(UuidType)))

_OF_IMDB: Final = text("select media_id from media where imdb_id = :imdb_id order by kind, tmdb_id")


class SqlLookup:
    """Reads titles by id."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def titles(
        self, media_ids: Sequence[UUID], regions: Sequence[str], now: datetime, user_id: UUID | None
    ) -> LookupResult:
        """Return titles in the order of `media_ids`: one query, and one for the user's entries."""
        values = {
            "media_ids": list(media_ids),
            "regions": list(regions),
            "now": now,
            "trending_ranks": TRENDING_RANKS,
            "open_from": now - DAY_ENDS_AFTER,
        }
        async with self._transactions.read() as connection:
            rows = (await connection.execute(_BY_IDS, values)).all()
            listed = [row for row in rows if row.listed and row.slug is not None and row.card is not None]
            entries = await read_entries(connection, user_id, [row.media_id for row in listed])
        deleted = tuple(_to_deleted(row) for row in rows if row.gone_at is not None)
        listed_or_deleted = {row.media_id for row in listed} | {title.media_id for title in deleted}
        return LookupResult(
            titles=tuple(to_title(row, now) for row in listed),
            entries=entries,
            deleted=deleted,
            missing=tuple(media_id for media_id in media_ids if media_id not in listed_or_deleted),
            region=regions[0],
            as_of=now,
        )

    async def ids_of_imdb(self, imdb_id: str) -> Sequence[UUID]:
        """Return the titles that have the IMDb id, by its index."""
        async with self._transactions.read() as connection:
            return list((await connection.execute(_OF_IMDB, {"imdb_id": imdb_id})).scalars())

    async def merge_chain(self, media_id: UUID) -> Sequence[MergeChainEntry]:
        """Return a deleted title and the titles that it was merged into, by their keys."""
        async with self._transactions.read() as connection:
            return await chain_of(connection, media_id)


def _to_deleted(row: AnyRow) -> DeletedTitle:
    return DeletedTitle(row.media_id, row.gone_at, row.successor_id)
