"""Trending lists within one transaction."""

from typing import Final

from sqlalchemy import bindparam, delete

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, insert_arrays, is_newer, upsert_arrays
from stats.application.change_keys import KEYS
from stats.domain.ranking import Ranking
from stats.infrastructure.tables import ranks, trending_lists

_LIST: Final = ["list_id", "version"]
_RANKS: Final = ["list_id", "media_id", "rank"]
_ADVANCE: Final = upsert_arrays(trending_lists, _LIST, where=is_newer(trending_lists, "version")).returning(
    trending_lists.c.list_id
)
_DELETE: Final = delete(ranks).where(ranks.c.list_id == bindparam("list_id")).returning(ranks.c.media_id)
_INSERT: Final = insert_arrays(ranks, _RANKS)


class SqlRankingWork:
    """Stores lists in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def replace(self, ranking: Ranking) -> None:
        """Lock the list by its row, and write its ranks if the version is newer."""
        row = {"list_id": ranking.list_id, "version": ranking.version}
        advanced = await self._connection.execute(_ADVANCE, arrays_of(trending_lists, _LIST, [row]))
        if advanced.scalar() is None:
            return
        former = await self._connection.execute(_DELETE, {"list_id": ranking.list_id})
        self._transaction.changed(*KEYS.of_titles({*former.scalars(), *ranking.ranks}))
        rows = [
            {"list_id": ranking.list_id, "media_id": media_id, "rank": rank} for media_id, rank in ranking.ranks.items()
        ]
        await self._connection.execute(_INSERT, arrays_of(ranks, _RANKS, rows))
