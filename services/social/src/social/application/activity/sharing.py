"""Deciding who sees one's activity. A decision holds for the next request of anyone."""

from collections import defaultdict
from collections.abc import Collection
from itertools import zip_longest
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from social.application.activity.ports import HiddenTitle
from social.application.unit_of_work import Readers, UnitOfWork, Units
from social.domain.activity.errors import HiddenTitleLimitReached
from social.domain.activity.privacy import Sharing
from social.domain.people.person import Person

HIDDEN_TITLES: Final = 2_000
EVER_HIDDEN_TITLES: Final = 20_000
"""When a title was hidden is remembered for what arrives later."""


class ManageSharing:
    """Reads and changes what a user shares."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def get(self, user_id: UUID) -> Sharing:
        """Return what a user has decided, else the default."""
        async with self._readers.read() as work:
            return await work.sharing.of(user_id)

    async def change(self, user_id: UUID, sharing: Sharing) -> None:
        """Store what a user has decided; raise AccountErased."""
        async with self._units.begin() as work:
            await self._hold(work, user_id)
            now = self._clock.now()
            await work.sharing.save(user_id, sharing, now)
            await work.sharing.renew([user_id], now)

    async def hide(self, user_id: UUID, media_id: UUID) -> None:
        """Hide what the user does with a title; raise AccountErased or HiddenTitleLimitReached."""
        async with self._units.begin() as work:
            await self._hold(work, user_id)
            await work.sharing.hide(user_id, media_id, self._clock.now())
            # A title that is hidden already adds none.
            if await work.sharing.count_hidden(user_id) > HIDDEN_TITLES:
                raise HiddenTitleLimitReached(HIDDEN_TITLES)
            if await work.sharing.count_ever_hidden(user_id) > EVER_HIDDEN_TITLES:
                raise HiddenTitleLimitReached(EVER_HIDDEN_TITLES)

    async def show(self, user_id: UUID, media_id: UUID) -> None:
        """Hide a title no more; what the user did with it meanwhile stays hidden. Raise AccountErased."""
        async with self._units.begin() as work:
            await self._hold(work, user_id)
            await work.sharing.show(user_id, media_id, self._clock.now())

    async def hidden(self, user_id: UUID, part: Slice) -> Part[HiddenTitle]:
        """Return the titles that a user hides, the last hidden first."""
        async with self._readers.read() as work:
            return await work.sharing.hidden(user_id, part)

    @staticmethod
    async def _hold(work: UnitOfWork, user_id: UUID) -> None:
        await work.people.ensure(user_id)
        await work.locks.hold(user_id)


async def update_people(work: UnitOfWork, people: Collection[Person]) -> None:
    """Store people in the caller's transaction, and begin new periods where their privacy has changed.

    Each version of a user begins its own period, as what was done in between may arrive later.
    """
    versions: dict[UUID, list[Person]] = defaultdict(list)
    for person in sorted(people, key=lambda person: person.version):
        versions[person.user_id].append(person)
    for group in zip_longest(*versions.values()):
        await _update(work, [person for person in group if person is not None])


async def _update(work: UnitOfWork, people: Collection[Person]) -> None:
    await work.people.update(people)
    user_ids = sorted(person.user_id for person in people)
    await work.locks.hold(*user_ids)
    await work.activities.determine(await work.sharing.renew(user_ids))
