"""Bringing movements up to date: only titles with new snapshots are computed again."""

from typing import Final

from insights.application.ports import Clock, MovementStore
from insights.domain.movement import WINDOWS, movement

BATCH_TITLES: Final = 500


class RefreshMovements:
    """Computes the movements of titles whose snapshots changed."""

    def __init__(self, store: MovementStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self) -> int:
        """Refresh until nothing is out of date and give how many titles that took.

        Every batch is one commit: its titles are computed and no longer marked, or neither.
        """
        refreshed = 0
        while taken := await self._batch():
            refreshed += taken
        return refreshed

    async def _batch(self) -> int:
        async with self._store.begin() as work:
            media_ids = await work.take(BATCH_TITLES)
            if not media_ids:
                return 0
            ends = await work.ends(media_ids, WINDOWS)
            computed = [(media_id, movement(item)) for media_id, item in ends]
            await work.replace(media_ids, [(media_id, moved) for media_id, moved in computed if moved is not None])
            await work.close(media_ids, WINDOWS, self._clock.now())
            await work.commit()
        return len(media_ids)
