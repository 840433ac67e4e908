"""Storing ranked lists from events."""

from collections.abc import Sequence

from chassis.core.clock import Clock
from insights.application.lists.ports import ListWork
from insights.domain.lists.ranking import ListDay, newest_of_days
from insights.domain.signals.measurement import check_day


class RecordLists:
    """Keeps the ranks of every list by day."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: ListWork, lists: Sequence[ListDay]) -> None:
        """Apply a batch of lists in any order; raise DayOutOfRange when one is of an impossible day."""
        now = self._clock.now()
        for day in {ranked.day for ranked in lists}:
            check_day(day, now)
        await work.save_lists(newest_of_days(lists))
