"""Storing the services of users, from events."""

from collections.abc import Sequence
from uuid import UUID

from chassis.core.projection import newest
from library.application.unit_of_work import UnitOfWork
from library.domain.users.services import UserServices


class UpdateServices:
    """Stores the services of users. The caller owns the transaction."""

    async def __call__(self, work: UnitOfWork, updates: Sequence[UserServices]) -> None:
        """Apply a batch of updates in any order: of each user the newest version counts."""
        latest: dict[UUID, UserServices] = {}
        for update in updates:
            latest[update.user_id] = newest(latest.get(update.user_id), update) or update
        await work.users.save_services([latest[user_id] for user_id in sorted(latest)])
