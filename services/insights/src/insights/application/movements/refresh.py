"""Computing movements and trends: only titles with new snapshots are computed again."""

from typing import Final

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from insights.application.movements.ports import MovementWork
from insights.domain.movements.movement import WINDOWS, movement
from insights.domain.movements.trend import TREND_WINDOW, turn

BATCH_TITLES: Final = 500


class RefreshMovements:
    """Computes the movements of titles whose snapshots changed."""

    def __init__(self, units: UnitOfWorkFactory[MovementWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self) -> int:
        """Refresh until no movement is stale, and return the number of titles that were refreshed.

        Each batch is one commit: its titles are computed and no longer marked as stale, or neither.
        """
        refreshed = 0
        while batch := await self._refresh_batch():
            refreshed += batch
        return refreshed

    async def _refresh_batch(self) -> int:
        async with self._units.begin() as work:
            media_ids = await work.claim_stale(BATCH_TITLES)
            if not media_ids:
                return 0
            endpoints = await work.endpoints(media_ids, WINDOWS)
            computed = [(media_id, movement(window)) for media_id, window in endpoints]
            await work.replace(media_ids, [(media_id, moved) for media_id, moved in computed if moved is not None])
            now = self._clock.now()
            removed = await work.update_windows(media_ids, WINDOWS, now)
            standings = await work.standings({*media_ids, *removed}, TREND_WINDOW)
            await work.publish_trends([turn(standing, now) for standing in standings if standing.has_turned])
        return len(media_ids)
