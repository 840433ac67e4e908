"""Rankings in one transaction."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from library.application.rankings.ports import RankingKey
from library.infrastructure.entries.tables import entries
from library.infrastructure.rankings.conditions import IS_RANKING


class SqlRankings:
    """Reads the keys of rankings in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, ranking_id: UUID) -> RankingKey | None:
        """Read a key by the index of ids."""
        query = select(entries.c.user_id, entries.c.media_id).where(entries.c.entry_id == ranking_id, IS_RANKING)
        row = (await self._connection.execute(query)).first()
        return None if row is None else RankingKey(row.user_id, row.media_id)

    async def movies_of(self, user_id: UUID) -> list[UUID]:
        """Read the user's ranked movies by primary key, in the order of their ids."""
        query = select(entries.c.media_id).where(entries.c.user_id == user_id, IS_RANKING)
        return list((await self._connection.execute(query.order_by(entries.c.media_id))).scalars())
