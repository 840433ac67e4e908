"""Counting plays per title and day, of groups that are large enough."""

from typing import Final

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from insights.application.plays.ports import PlayCountWork
from insights.domain.plays.play import SMALLEST_GROUP
from insights.domain.signals.retention import Retention

BATCH_TITLES: Final = 200


class CountPlays:
    """Counts the days of titles whose plays have changed."""

    def __init__(
        self,
        units: UnitOfWorkFactory[PlayCountWork],
        clock: Clock,
        retention: Retention,
        smallest_group: int = SMALLEST_GROUP,
    ) -> None:
        self._units = units
        self._clock = clock
        self._retention = retention
        self._smallest_group = smallest_group

    async def __call__(self) -> int:
        """Count until no day of a known title is marked, and return the number of days; each batch is one commit."""
        counted = 0
        while batch := await self._batch():
            counted += batch
        return counted

    async def _batch(self) -> int:
        now = self._clock.now()
        async with self._units.begin() as work:
            counts = await work.claim(BATCH_TITLES)
            if counts:
                values = [(count, count.shown(self._smallest_group)) for count in counts]
                await work.save(values, self._retention.days_since(now.date()), now)
        return len(counts)


class DeleteOldPlays:
    """Deletes plays of days whose values are not kept any more."""

    def __init__(self, units: UnitOfWorkFactory[PlayCountWork], clock: Clock, retention: Retention) -> None:
        self._units = units
        self._clock = clock
        self._retention = retention

    async def __call__(self) -> None:
        """Delete them in one statement; the counts of their days stay as long as the days."""
        async with self._units.begin() as work:
            await work.delete_before(self._retention.days_since(self._clock.now().date()))
