"""Friends and requests for friendship in Postgres, in the caller's transaction."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, Select, and_, delete, exists, insert, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset
from social.application.relations.views import PendingRequest, Related
from social.domain.relations.states import Direction
from social.infrastructure.people.tables import people
from social.infrastructure.relations.lists import count, other_of, related_page
from social.infrastructure.relations.tables import friend_requests, friends

_SENDER: Final[Column[Any]] = friend_requests.c.sender_id
_RECEIVER: Final[Column[Any]] = friend_requests.c.receiver_id


class SqlFriendships:
    """Reads and writes friends and requests."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def are_friends(self, one: UUID, other: UUID) -> bool:
        """Read by the primary key."""
        query = select(exists().where(friends.c.user_id == one, friends.c.friend_id == other))
        return bool(await self._connection.scalar(query))

    async def has_request(self, sender: UUID, receiver: UUID) -> bool:
        """Read by the primary key."""
        return bool(
            await self._connection.scalar(
                select(exists().where(friend_requests.c.sender_id == sender, friend_requests.c.receiver_id == receiver))
            )
        )

    async def add_request(self, sender: UUID, receiver: UUID, now: datetime) -> None:
        """Insert a row."""
        values = {"sender_id": sender, "receiver_id": receiver, "requested_at": now}
        await self._connection.execute(insert(friend_requests).values(values))

    async def remove_request(self, sender: UUID, receiver: UUID) -> bool:
        """Delete by the primary key."""
        request = delete(friend_requests).where(
            friend_requests.c.sender_id == sender, friend_requests.c.receiver_id == receiver
        )
        return (await self._connection.execute(request)).rowcount > 0

    async def add(self, one: UUID, other: UUID, now: datetime) -> None:
        """Insert both rows."""
        pairs = ((one, other), (other, one))
        rows = [{"user_id": user_id, "friend_id": friend_id, "since": now} for user_id, friend_id in pairs]
        await self._connection.execute(insert(friends), rows)

    async def remove(self, one: UUID, other: UUID) -> None:
        """Delete both rows."""
        mine = and_(friends.c.user_id == one, friends.c.friend_id == other)
        theirs = and_(friends.c.user_id == other, friends.c.friend_id == one)
        await self._connection.execute(delete(friends).where(or_(mine, theirs)))

    async def count(self, user_id: UUID) -> int:
        """Count by the primary key."""
        return await count(self._connection, friends, friends.c.user_id == user_id)

    async def count_requests(self, user_id: UUID, direction: Direction) -> int:
        """Count by the index of the direction."""
        side = _SENDER if direction is Direction.SENT else _RECEIVER
        return await count(self._connection, friend_requests, side == user_id)

    async def page(self, user_id: UUID, part: Slice) -> Part[Related]:
        """Read by the index of a user's friendships."""
        return await related_page(
            self._connection, friends.c.friend_id, friends.c.since, part, friends.c.user_id == user_id
        )

    async def pending(self, user_id: UUID, direction: Direction | None, part: Slice) -> Part[PendingRequest]:
        """Read by the index of each direction; both together are bounded by the limits of requests."""
        directions = [direction] if direction is not None else list(Direction)
        requests = union_all(*(_requests(user_id, one) for one in directions)).subquery()
        columns = [column for column in people.c if column.name != "user_id"]
        query = select(requests, *columns).select_from(
            requests.outerjoin(people, people.c.user_id == requests.c.user_id)
        )
        order = Keyset(By(requests.c.since), By(requests.c.user_id))
        rows, last = await order.read_mappings(self._connection, query, part)
        items = [PendingRequest(other_of(row), row["since"], Direction(row["direction"])) for row in rows]
        return Part(items, None, last)


def _requests(user_id: UUID, direction: Direction) -> Select[Any]:
    mine, other = (_SENDER, _RECEIVER) if direction is Direction.SENT else (_RECEIVER, _SENDER)
    return select(
        other.label("user_id"),
        friend_requests.c.requested_at.label("since"),
        literal(direction.value).label("direction"),
    ).where(mine == user_id)
