"""Who follows whom. Every change may be repeated."""

from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from social.application.relations.pairs import hold_pair, reach
from social.application.relations.views import Related
from social.application.unit_of_work import Readers, Units
from social.domain.relations.errors import FollowingRefused, FollowRequestNotFound, RelationLimitReached
from social.domain.relations.events import FollowAccepted, FollowRequested
from social.domain.relations.limits import FOLLOWING
from social.domain.relations.states import Direction, FollowState


class ManageFollows:
    """Follows people, decides about followers, and lists both."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def follow(self, user_id: UUID, other_id: UUID) -> FollowState:
        """Follow a user whose profile is public, or request it; return which of the two.

        Friends of a private profile need not wait. Raise OwnAccount, PersonNotFound, FollowingRefused or
        RelationLimitReached.
        """
        async with self._units.begin() as work:
            other = await reach(work, user_id, other_id)
            before = await work.follows.state(user_id, other_id)
            if before is FollowState.FOLLOWING:
                return before
            if not other.privacy.allow_followers:
                raise FollowingRefused
            if before is None and await work.follows.count(user_id, Direction.SENT) >= FOLLOWING:
                raise RelationLimitReached("people to follow", FOLLOWING)
            is_open = other.privacy.profile_public or await work.friendships.are_friends(user_id, other_id)
            state = FollowState.FOLLOWING if is_open else FollowState.REQUESTED
            if state is not before:
                now = self._clock.now()
                await work.follows.save(user_id, other_id, state, now)
                if state is FollowState.REQUESTED:
                    await work.publish(FollowRequested(now, user_id, other_id))
            return state

    async def unfollow(self, user_id: UUID, other_id: UUID) -> None:
        """Stop following, or withdraw the request."""
        async with self._units.begin() as work:
            await hold_pair(work, user_id, other_id)
            await work.follows.remove(user_id, other_id)

    async def accept(self, user_id: UUID, follower_id: UUID) -> None:
        """Accept a request; raise OwnAccount, PersonNotFound or FollowRequestNotFound."""
        async with self._units.begin() as work:
            await reach(work, user_id, follower_id)
            before = await work.follows.state(follower_id, user_id)
            if before is None:
                raise FollowRequestNotFound
            if before is FollowState.REQUESTED:
                now = self._clock.now()
                await work.follows.save(follower_id, user_id, FollowState.FOLLOWING, now)
                await work.publish(FollowAccepted(now, follower_id, user_id))

    async def remove(self, user_id: UUID, follower_id: UUID) -> None:
        """Remove a follower, or decline the request; the other does not hear of it."""
        async with self._units.begin() as work:
            await hold_pair(work, user_id, follower_id)
            await work.follows.remove(follower_id, user_id)

    async def page(self, user_id: UUID, direction: Direction, state: FollowState, part: Slice) -> Part[Related]:
        """Return people whom a user follows (`sent`), or who follow the user (`received`), the newest first."""
        async with self._readers.read() as work:
            return await work.follows.page(user_id, direction, state, part)
