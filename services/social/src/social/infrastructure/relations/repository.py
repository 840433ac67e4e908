"""Relations in Postgres, in the caller's transaction."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import delete, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from social.domain.people.person import Closeness
from social.infrastructure.people.tables import people
from social.infrastructure.relations import conditions
from social.infrastructure.relations.tables import blocks, follows, friend_requests, friends


class SqlRelations:
    """Reads and writes relations."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def visible(self, viewer: UUID | None, authors: Collection[UUID]) -> Mapping[UUID, Closeness]:
        """Read by the keys of both, in one query."""
        query = select(people.c.user_id, conditions.closeness(viewer)).where(
            people.c.user_id.in_(authors), conditions.may_see(viewer)
        )
        seen = {user_id: Closeness(number) for user_id, number in await self._connection.execute(query)}
        return {viewer: Closeness.SELF, **seen} if viewer is not None and viewer in authors else seen

    async def closeness(self, viewer: UUID | None, author: UUID) -> Closeness | None:
        """Read by the keys of both."""
        if viewer == author:
            return Closeness.SELF
        query = select(conditions.closeness(viewer)).where(
            people.c.user_id == author, ~conditions.is_blocked(viewer, people.c.user_id)
        )
        number = await self._connection.scalar(query)
        return None if number is None else Closeness(number)

    async def is_blocked(self, one: UUID, other: UUID) -> bool:
        """Read by the keys of both."""
        return bool(await self._connection.scalar(select(conditions.is_blocked(one, literal(other)))))

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete by the indexes of both sides."""
        for table, one, other in (
            (friend_requests, "sender_id", "receiver_id"),
            (friends, "user_id", "friend_id"),
            (follows, "follower_id", "followee_id"),
            (blocks, "blocker_id", "blocked_id"),
        ):
            sides = or_(table.c[one].in_(user_ids), table.c[other].in_(user_ids))
            await self._connection.execute(delete(table).where(sides))
