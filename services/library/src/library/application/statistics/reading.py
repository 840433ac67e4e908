"""Reading statistics: one lookup when the journal has not changed since they were computed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.statistics.ports import Known, PlaySums, Scope, StatisticsReader, StoredStatistics
from library.application.unit_of_work import UnitOfWork
from library.domain.statistics.collecting import Collector
from library.domain.statistics.period import Period
from library.domain.statistics.statistics import Statistics, Totals

MAX_AGE: Final = timedelta(hours=24)
"""Details of titles change without a change of the journal: older statistics are computed again."""
STEP: Final = 500
"""How many titles are added before other requests have their turn."""
COMPUTATIONS: Final = 2
"""How many statistics a process computes at a time."""


@dataclass(frozen=True, slots=True)
class DatedStatistics:
    """Statistics, with the streak that is current today and the time of their computation."""

    statistics: Statistics
    current_streak: int
    computed_at: datetime
    today: date
    renderings: dict[int, bytes] = field(default_factory=dict, compare=False, repr=False)
    """What presentation keeps with the statistics, by the current streak."""


@dataclass(frozen=True, slots=True)
class YearInReview:
    """The statistics of a year, and the totals of the year before."""

    year: int
    statistics: DatedStatistics
    before: Totals

    @property
    def change(self) -> Totals:
        """What each figure of the year has more than that of the year before."""
        return self.statistics.statistics.totals.minus(self.before)


class ReadStatistics:
    """Reads the statistics of a user; computes and stores them when the journal has changed."""

    def __init__(
        self, units: UnitOfWorkFactory[UnitOfWork], reader: StatisticsReader, sums: PlaySums, clock: Clock
    ) -> None:
        self._units = units
        self._reader = reader
        self._sums = sums
        self._clock = clock
        self._slots = asyncio.Semaphore(COMPUTATIONS)

    async def of_period(self, user_id: UUID, period: Period, time_zone: str) -> DatedStatistics:
        """Return the statistics of a period."""
        [stored] = await self._read([Scope(user_id, period, time_zone)])
        return self._dated(stored, time_zone)

    async def of_year(self, user_id: UUID, year: int, time_zone: str) -> YearInReview:
        """Return the statistics of a year, with the totals of the year before."""
        periods = [Period.of_year(year), Period.of_year(year - 1)]
        this, before = await self._read([Scope(user_id, period, time_zone) for period in periods])
        return YearInReview(year, self._dated(this, time_zone), before.statistics.totals)

    async def _read(self, scopes: Sequence[Scope]) -> list[StoredStatistics]:
        present = await self._reader.find(scopes)
        return [
            stored if stored is not None and self._is_current(stored, present) else await self._compute(scope)
            for scope, stored in zip(scopes, present.stored, strict=True)
        ]

    async def _compute(self, scope: Scope) -> StoredStatistics:
        """Compute statistics, unless a request that came first has done it.

        The revision is read before the plays: plays of a later one are computed again with the next request.
        """
        async with self._slots:
            present = await self._reader.find([scope])
            [stored] = present.stored
            if stored is not None and self._is_current(stored, present):
                return stored
            computed = StoredStatistics(present.revision, self._clock.now(), await self._collect(scope))
            async with self._units.begin() as work:
                await work.statistics.save(scope, computed)
            return computed

    async def _collect(self, scope: Scope) -> Statistics:
        tallies = await self._sums.tallies(scope)
        collector = Collector(tallies)
        for start in range(0, len(tallies.titles), STEP):
            step = tallies.titles[start : start + STEP]
            collector.add(step, await self._sums.titles([tally.media_id for tally in step]))
        return collector.statistics()

    def _is_current(self, stored: StoredStatistics, present: Known) -> bool:
        return stored.revision == present.revision and self._clock.now() - stored.computed_at < MAX_AGE

    def _dated(self, stored: StoredStatistics, time_zone: str) -> DatedStatistics:
        today = self._clock.now().astimezone(ZoneInfo(time_zone)).date()
        streak = stored.statistics.current_streak(today)
        return DatedStatistics(stored.statistics, streak, stored.computed_at, today, stored.renderings)
