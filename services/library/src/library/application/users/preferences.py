"""Storing the preferences of users, from events."""

from collections.abc import Sequence
from uuid import UUID

from chassis.core.projection import newest
from library.application.unit_of_work import UnitOfWork
from library.domain.users.preferences import Preferences


class UpdatePreferences:
    """Stores preferences. The caller owns the transaction."""

    async def __call__(self, work: UnitOfWork, updates: Sequence[Preferences]) -> None:
        """Apply a batch of updates in any order: of each user the newest version counts."""
        latest: dict[UUID, Preferences] = {}
        for update in updates:
            latest[update.user_id] = newest(latest.get(update.user_id), update) or update
        await work.users.save_preferences([latest[user_id] for user_id in sorted(latest)])
