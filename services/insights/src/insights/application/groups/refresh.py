"""Computing the series of all groups: days with new values at once, whole months in turn."""

from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from insights.application.groups.ports import GroupWork
from insights.domain.signals.retention import Retention

WHOLE_MONTH_EVERY: Final = timedelta(days=1)
"""Titles change their groups rarely, and all their days with them."""


class RefreshGroups:
    """Computes what is due; each month is one commit."""

    def __init__(self, units: UnitOfWorkFactory[GroupWork], clock: Clock, retention: Retention) -> None:
        self._units = units
        self._clock = clock
        self._retention = retention

    async def __call__(self) -> int:
        """Compute the months that were never computed, one computed long ago, and the days with new values.

        Return in how many months days were computed. Months whose daily values are deleted keep what was computed last.
        """
        now = self._clock.now()
        today = now.date()
        first = self._retention.days_since(today)
        async with self._units.begin() as work:
            due = await work.due_months(first, today, now - WHOLE_MONTH_EVERY)
        computed = 0
        for month in sorted(due, reverse=True):
            async with self._units.begin() as work:
                computed += await work.compute_month(month, now)
        async with self._units.begin() as work:
            changed = await work.changed_months(first)
        for month in sorted(changed, reverse=True):
            async with self._units.begin() as work:
                computed += await work.compute_changed_days(month)
        return computed
