"""Rolling daily values up by week and month, and deleting what is older than the retention."""

from typing import Final

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from insights.application.signals.ports import RollUpWork
from insights.domain.signals.retention import Retention

BATCH_WEEKS: Final = 2000


class RollUpSignals:
    """Computes the weeks and months whose days have changed."""

    def __init__(self, units: UnitOfWorkFactory[RollUpWork]) -> None:
        self._units = units

    async def __call__(self) -> int:
        """Compute until no week is marked, and return the number of weeks of titles that were computed.

        Each batch is one commit: its weeks are computed and no longer marked, or neither.
        """
        computed = 0
        while batch := await self._batch():
            computed += batch
        return computed

    async def _batch(self) -> int:
        async with self._units.begin() as work:
            weeks = await work.claim_weeks(BATCH_WEEKS)
            if weeks:
                await work.roll_up(weeks)
        return len(weeks)


class DeleteOldSignals:
    """Deletes months that are older than the retention."""

    def __init__(self, units: UnitOfWorkFactory[RollUpWork], clock: Clock, retention: Retention) -> None:
        self._units = units
        self._clock = clock
        self._retention = retention

    async def __call__(self) -> None:
        """Delete whole months, daily ones only after they were rolled up."""
        today = self._clock.now().date()
        async with self._units.begin() as work:
            await work.drop_hours(self._retention.hours_since(today))
        async with self._units.begin() as work:
            await work.drop_days(self._retention.days_since(today))
