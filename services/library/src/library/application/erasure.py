"""Erasing a viewer whose account was deleted: nothing of theirs stays, and every entry is told as removed."""

from collections.abc import Sequence
from uuid import UUID

from library.application.ports import Clock, ErasureWork


class EraseUsers:
    """Erases viewers. The caller owns the transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: ErasureWork, user_ids: Sequence[UUID]) -> None:
        """Erase; a second time finds nothing to do. Writes with a token that still lives are refused after this."""
        now = self._clock.now()
        for user_id in sorted(set(user_ids)):
            await work.mark_erased(user_id, now)
            await work.publish([entry.removed(now) for entry in await work.entries(user_id)])
            await work.forget(user_id)
