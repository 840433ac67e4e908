"""Friends and requests for friendship. Every change may be repeated."""

from datetime import datetime
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from social.application.relations.pairs import hold_pair, reach
from social.application.relations.views import PendingRequest, Related
from social.application.unit_of_work import Readers, UnitOfWork, Units
from social.domain.relations.errors import FriendRequestNotFound, RelationLimitReached
from social.domain.relations.events import FriendAccepted, FriendRequested
from social.domain.relations.limits import FRIENDS, RECEIVED_REQUESTS, SENT_REQUESTS
from social.domain.relations.states import Direction, FriendState


class ManageFriends:
    """Requests, accepts and ends friendships, and lists them."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def request(self, user_id: UUID, other_id: UUID) -> FriendState:
        """Request friendship, or accept the request that the other has sent; return what the two are now.

        Raise OwnAccount, PersonNotFound or RelationLimitReached.
        """
        async with self._units.begin() as work:
            await reach(work, user_id, other_id)
            now = self._clock.now()
            if await work.friendships.are_friends(user_id, other_id):
                return FriendState.FRIENDS
            if await work.friendships.remove_request(other_id, user_id):
                await _befriend(work, other_id, user_id, now)
                return FriendState.FRIENDS
            if not await work.friendships.has_request(user_id, other_id):
                await _ensure_room(work, user_id, Direction.SENT, SENT_REQUESTS)
                await _ensure_room(work, other_id, Direction.RECEIVED, RECEIVED_REQUESTS)
                await work.friendships.add_request(user_id, other_id, now)
                await work.publish(FriendRequested(now, user_id, other_id))
                await work.live.request(user_id, other_id, now)
            return FriendState.REQUESTED

    async def accept(self, user_id: UUID, sender_id: UUID) -> None:
        """Accept a request; raise OwnAccount, PersonNotFound, FriendRequestNotFound or RelationLimitReached."""
        async with self._units.begin() as work:
            await reach(work, user_id, sender_id)
            if await work.friendships.are_friends(user_id, sender_id):
                return
            if not await work.friendships.remove_request(sender_id, user_id):
                raise FriendRequestNotFound
            await _befriend(work, sender_id, user_id, self._clock.now())

    async def decline(self, user_id: UUID, sender_id: UUID) -> None:
        """Delete a request that the other has sent; the other does not hear of it."""
        async with self._units.begin() as work:
            await hold_pair(work, user_id, sender_id)
            await work.friendships.remove_request(sender_id, user_id)

    async def withdraw(self, user_id: UUID, receiver_id: UUID) -> None:
        """Delete a request of one's own."""
        async with self._units.begin() as work:
            await hold_pair(work, user_id, receiver_id)
            await work.friendships.remove_request(user_id, receiver_id)

    async def end(self, user_id: UUID, friend_id: UUID) -> None:
        """End a friendship; the other does not hear of it."""
        async with self._units.begin() as work:
            await hold_pair(work, user_id, friend_id)
            await work.friendships.remove(user_id, friend_id)

    async def page(self, user_id: UUID, part: Slice) -> Part[Related]:
        """Return friends, the newest friendship first."""
        async with self._readers.read() as work:
            return await work.friendships.page(user_id, part)

    async def pending(self, user_id: UUID, direction: Direction | None, part: Slice) -> Part[PendingRequest]:
        """Return requests that wait, the newest first."""
        async with self._readers.read() as work:
            return await work.friendships.pending(user_id, direction, part)


async def _ensure_room(work: UnitOfWork, user_id: UUID, direction: Direction, most: int) -> None:
    if await work.friendships.count_requests(user_id, direction) >= most:
        raise RelationLimitReached("requests for friendship that wait", most)


async def _befriend(work: UnitOfWork, sender_id: UUID, receiver_id: UUID, now: datetime) -> None:
    for user_id in (sender_id, receiver_id):
        if await work.friendships.count(user_id) >= FRIENDS:
            raise RelationLimitReached("friends", FRIENDS)
    await work.friendships.add(sender_id, receiver_id, now)
    await work.publish(FriendAccepted(now, sender_id, receiver_id))
