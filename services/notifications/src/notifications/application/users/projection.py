"""Storing what events say of users, and erasing them."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.projection import newest
from notifications.application.digests.replanning import Replan
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.users.updates import ContactUpdate, ProfileUpdate, ServicesUpdate


class _Update(Protocol):
    @property
    def user_id(self) -> UUID: ...

    @property
    def version(self) -> int: ...


UpdateT = TypeVar("UpdateT", bound=_Update)


class UserProjection:
    """Keeps users up to date. The caller owns the transaction; a repetition has no effect."""

    def __init__(self, clock: Clock, replan: Replan) -> None:
        self._clock = clock
        self._replan = replan

    async def update_profiles(self, work: UnitOfWork, updates: Sequence[ProfileUpdate]) -> None:
        """Apply a batch of updates in any order: of each user the newest version counts.

        What waits to be sent is planned again, as the time zone may have changed.
        """
        newest_updates = _newest(updates)
        await work.users.save_profiles(newest_updates)
        await self._replan(work, [update.user_id for update in newest_updates])

    async def update_contacts(self, work: UnitOfWork, updates: Sequence[ContactUpdate]) -> None:
        """Apply a batch of updates in any order: of each user the newest version counts."""
        await work.users.save_contacts(_newest(updates))

    async def update_services(self, work: UnitOfWork, updates: Sequence[ServicesUpdate]) -> None:
        """Apply a batch of updates in any order: of each user the newest version counts."""
        await work.users.save_services(_newest(updates))

    async def erase(self, work: UnitOfWork, user_ids: Sequence[UUID]) -> None:
        """Erase users; from then on nothing of them is stored."""
        await work.users.erase(sorted(set(user_ids)), self._clock.now())


def _newest(updates: Iterable[UpdateT]) -> list[UpdateT]:
    """Return the newest update of each user, in the order of users, which avoids deadlocks between batches."""
    latest: dict[UUID, UpdateT] = {}
    for update in updates:
        latest[update.user_id] = newest(latest.get(update.user_id), update) or update
    return [latest[user_id] for user_id in sorted(latest)]
