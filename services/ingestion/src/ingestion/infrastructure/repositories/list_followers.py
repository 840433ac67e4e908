"""Who follows which external list, in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from ingestion.application.external.ports import Followed
from ingestion.infrastructure.external_tables import external_lists, list_followers
from ingestion.infrastructure.repositories.external_lists import to_list


class SqlListFollowers:
    """The followers of external lists."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, user_id: UUID) -> Sequence[Followed]:
        """Read by the primary key."""
        query = (
            select(external_lists, list_followers.c.followed_at)
            .join(list_followers, list_followers.c.list_id == external_lists.c.list_id)
            .where(list_followers.c.user_id == user_id, list_followers.c.follows)
            .order_by(list_followers.c.followed_at.desc(), external_lists.c.list_id)
        )
        return [Followed(to_list(row), row.followed_at) for row in await self._connection.execute(query)]

    async def since(self, user_id: UUID, list_id: UUID) -> datetime | None:
        """Read by the primary key."""
        query = select(list_followers.c.followed_at).where(
            list_followers.c.user_id == user_id, list_followers.c.list_id == list_id, list_followers.c.follows
        )
        since: datetime | None = await self._connection.scalar(query)
        return since

    async def count(self, user_id: UUID) -> int:
        """Count by the primary key, one transaction of a user after the other."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(user_id), 0))))
        query = select(func.count()).select_from(list_followers)
        return (
            await self._connection.scalar(query.where(list_followers.c.user_id == user_id, list_followers.c.follows))
            or 0
        )

    async def save(self, user_id: UUID, list_id: UUID, now: datetime, *, follows: bool) -> int:
        """Insert or update the row, and note on the list whether anybody follows it."""
        statement = upsert(list_followers).values(
            user_id=user_id,
            list_id=list_id,
            version=int(now.timestamp() * 1_000_000),
            follows=follows,
            followed_at=now,
        )
        newer = func.greatest(list_followers.c.version + 1, statement.excluded.version)
        stored = await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["user_id", "list_id"],
                set_={"version": newer, "follows": follows, "followed_at": now},
            ).returning(list_followers.c.version)
        )
        followed = exists().where(list_followers.c.list_id == list_id, list_followers.c.follows)
        is_followed = bool(await self._connection.scalar(select(followed)))
        await self._connection.execute(
            update(external_lists)
            .where(external_lists.c.list_id == list_id)
            .values(abandoned_at=None if is_followed else now)
        )
        return int(stored.scalar_one())
