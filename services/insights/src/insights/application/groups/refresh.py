"""Computing the series of all groups, month by month."""

from datetime import timedelta

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from insights.application.groups.ports import GroupWork
from insights.domain.signals.retention import Retention


class RefreshGroups:
    """Computes a bounded number of months per call; each month is one commit."""

    def __init__(self, units: UnitOfWorkFactory[GroupWork], clock: Clock, retention: Retention) -> None:
        self._units = units
        self._clock = clock
        self._retention = retention

    async def __call__(self) -> int:
        """Compute the newest days, the months that were never computed, and the month computed longest ago.

        Return the number of computed months. Months whose daily values are deleted keep what was computed last.
        """
        now = self._clock.now()
        today = now.date()
        async with self._units.begin() as work:
            due = await work.open_months(self._retention.days_since(today), today)
        # Values of yesterday may still arrive.
        newest = {today.replace(day=1), (today - timedelta(days=1)).replace(day=1)}
        computed = 0
        for month in sorted({*due, *newest}, reverse=True):
            async with self._units.begin() as work:
                computed += await work.compute(month, now)
        return computed
