"""Who follows whom in Postgres, in the caller's transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.rows import upsert
from social.application.relations.views import Related
from social.domain.relations.states import Direction, FollowState
from social.infrastructure.relations.lists import count, related_page
from social.infrastructure.relations.tables import blocks, follows

_BACK: Final = blocks.alias("back")


class SqlFollows:
    """Reads and writes who follows whom."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def state(self, follower: UUID, followee: UUID) -> FollowState | None:
        """Read by the primary key."""
        query = select(follows.c.is_accepted).where(
            follows.c.follower_id == follower, follows.c.followee_id == followee
        )
        is_accepted = await self._connection.scalar(query)
        if is_accepted is None:
            return None
        return FollowState.FOLLOWING if is_accepted else FollowState.REQUESTED

    async def save(self, follower: UUID, followee: UUID, state: FollowState, now: datetime) -> None:
        """Insert or replace a row."""
        values = {"follower_id": follower, "followee_id": followee, "since": now}
        await self._connection.execute(upsert(follows), {**values, "is_accepted": state is FollowState.FOLLOWING})

    async def remove(self, follower: UUID, followee: UUID) -> None:
        """Delete by the primary key."""
        await self._connection.execute(
            delete(follows).where(follows.c.follower_id == follower, follows.c.followee_id == followee)
        )

    async def count(self, user_id: UUID, direction: Direction, state: FollowState | None = None) -> int:
        """Count by the index of the direction."""
        side = follows.c.follower_id if direction is Direction.SENT else follows.c.followee_id
        conditions = [] if state is None else [follows.c.is_accepted.is_(state is FollowState.FOLLOWING)]
        return await count(self._connection, follows, side == user_id, *conditions)

    async def page(self, user_id: UUID, direction: Direction, state: FollowState, part: Slice) -> Part[Related]:
        """Read by the index of the direction."""
        sides = (follows.c.follower_id, follows.c.followee_id)
        mine, other = sides if direction is Direction.SENT else sides[::-1]
        chosen = (mine == user_id, follows.c.is_accepted.is_(state is FollowState.FOLLOWING))
        return await related_page(self._connection, other, follows.c.since, part, *chosen)


class SqlBlocks:
    """Reads and writes blocks."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, blocker: UUID, blocked: UUID, now: datetime) -> None:
        """Insert a row, unless there is one."""
        values = {"blocker_id": blocker, "blocked_id": blocked, "since": now}
        await self._connection.execute(insert(blocks).values(values).on_conflict_do_nothing())

    async def remove(self, blocker: UUID, blocked: UUID) -> None:
        """Delete by the primary key."""
        await self._connection.execute(
            delete(blocks).where(blocks.c.blocker_id == blocker, blocks.c.blocked_id == blocked)
        )

    async def count(self, blocker: UUID) -> int:
        """Count by the primary key."""
        return await count(self._connection, blocks, blocks.c.blocker_id == blocker)

    async def page(self, blocker: UUID, part: Slice) -> Part[Related]:
        """Read by the index of a user's blocks, and the other direction by the primary key."""
        blocks_back = exists().where(_BACK.c.blocker_id == blocks.c.blocked_id, _BACK.c.blocked_id == blocker)
        mine = blocks.c.blocker_id == blocker
        return await related_page(
            self._connection, blocks.c.blocked_id, blocks.c.since, part, mine, is_shown=~blocks_back
        )
