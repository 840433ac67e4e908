"""Blocks: the two do not exist for each other any more."""

from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from social.application.relations.pairs import hold_pair
from social.application.relations.views import Related
from social.application.together import attending
from social.application.unit_of_work import Readers, Units
from social.domain.people.errors import PersonNotFound
from social.domain.relations.errors import RelationLimitReached
from social.domain.relations.limits import BLOCKS


class ManageBlocks:
    """Blocks people, and lists who is blocked."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def block(self, user_id: UUID, other_id: UUID) -> None:
        """Block a user, and end what the two are to each other.

        Someone who has blocked the user can be blocked, too. Raise OwnAccount, PersonNotFound or RelationLimitReached.
        """
        async with self._units.begin() as work:
            await hold_pair(work, user_id, other_id)
            if other_id not in await work.people.of_ids([other_id]):
                raise PersonNotFound
            await work.friendships.remove(user_id, other_id)
            for one, other in ((user_id, other_id), (other_id, user_id)):
                await work.friendships.remove_request(one, other)
                await work.follows.remove(one, other)
            now = self._clock.now()
            await work.blocks.add(user_id, other_id, now)
            # A block that exists already adds none.
            if await work.blocks.count(user_id) > BLOCKS:
                raise RelationLimitReached("blocks", BLOCKS)
            await attending.part(work, user_id, other_id, now)

    async def unblock(self, user_id: UUID, other_id: UUID) -> None:
        """End a block of one's own; friendship and following do not come back."""
        async with self._units.begin() as work:
            await hold_pair(work, user_id, other_id)
            await work.blocks.remove(user_id, other_id)
            await attending.part(work, user_id, other_id, self._clock.now())

    async def page(self, user_id: UUID, part: Slice) -> Part[Related]:
        """Return the people whom a user has blocked, the newest first."""
        async with self._readers.read() as work:
            return await work.blocks.page(user_id, part)
