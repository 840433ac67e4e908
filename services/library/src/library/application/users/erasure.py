"""Erasing users whose accounts were deleted: their data is removed, and every entry is published as removed.

A tombstone follows each entry, so that the log keeps no event of the user after its next compaction.
"""

from collections.abc import Sequence
from uuid import UUID

from chassis.core.clock import Clock
from library.application.unit_of_work import UnitOfWork


class EraseUsers:
    """Erases users. The caller owns the transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, user_ids: Sequence[UUID]) -> None:
        """Erase users; a repetition has no effect.

        From then on, writes with a token that is still valid are rejected.
        """
        now = self._clock.now()
        erased = sorted(set(user_ids))
        # All users are locked before any of their lists, as in every other transaction: no deadlocks.
        for user_id in erased:
            await work.users.mark_erased(user_id, now)
        for user_id in erased:
            await work.entries.publish([entry.removed(now) for entry in await work.entries.of_user(user_id)])
            await work.entries.publish_tombstones(user_id)
            await work.journal.publish_tombstones(user_id)
            await work.lists.withdraw_all(user_id, now)
            await work.lists.forget(user_id)
            await work.users.delete_data(user_id)
