"""Computing analyses of the shows that are marked, and marking shows."""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from stats.domain.drop_off.viewings import GroupRules
from stats.domain.errors import ShowNotFound

if TYPE_CHECKING:
    from stats.domain.drop_off.methods import ShowAnalyses, ShowData

logger = logging.getLogger(__name__)


class AnalysisWork(Protocol):
    """One transaction that takes a marked show and stores its analyses with their event."""

    async def next_marked(self, analyzed_before: datetime) -> "ShowData | None":
        """Return a marked show that was not analyzed since, those on request first; lock and remove its mark."""
        ...

    async def save(self, show: "ShowData", result: "ShowAnalyses", now: datetime) -> None:
        """Store the analyses, and publish an event if what other services show has changed."""
        ...


class Marks(Protocol):
    """One transaction that marks shows to be analyzed."""

    async def request(self, tmdb_ids: Collection[int], now: datetime) -> Collection[int]:
        """Mark the shows of TMDB numbers as requested, and return the numbers that belong to a show."""
        ...

    async def request_oldest(self, limit: int, now: datetime) -> int:
        """Mark the shows without an analysis, then those with the oldest ones, and return how many."""
        ...

    async def mark_older_than(self, analyzed_before: datetime, now: datetime) -> int:
        """Mark the shows whose analysis is older, delete rows of erased users that came late, and return how many."""
        ...


@dataclass(frozen=True, slots=True)
class AnalysisRules:
    """When and how shows are analyzed."""

    group: GroupRules = field(default_factory=GroupRules)
    pause: timedelta = timedelta(minutes=10)
    """The shortest time between two analyses of a show that no administrator has requested."""
    refresh: timedelta = timedelta(days=7)
    """After this time a show is analyzed again: users who have not come back count as gone."""
    batch: int = 20


class AnalyzeMarkedShows:
    """Analyzes marked shows, each in a transaction of its own."""

    def __init__(self, units: UnitOfWorkFactory[AnalysisWork], clock: Clock, rules: AnalysisRules) -> None:
        self._units = units
        self._clock = clock
        self._rules = rules

    async def __call__(self) -> int:
        """Analyze a batch of shows and return how many: a mark that is set meanwhile stays for the next time."""
        count = 0
        while count < self._rules.batch and await self._next():
            count += 1
        if count:
            logger.info("shows analyzed", extra={"shows": count})
        return count

    async def _next(self) -> bool:
        # The libraries of the methods take a second to import and 60 MB, which a process that only reads saves.
        from stats.domain.drop_off.methods import analyze_show  # noqa: PLC0415

        now = self._clock.now()
        async with self._units.begin() as work:
            show = await work.next_marked(now - self._rules.pause)
            if show is None:
                return False
            result = await asyncio.to_thread(analyze_show, show, now, self._rules.group)
            await work.save(show, result, now)
        return True


class RequestAnalyses:
    """Marks shows on request and on schedule."""

    def __init__(self, units: UnitOfWorkFactory[Marks], clock: Clock, rules: AnalysisRules) -> None:
        self._units = units
        self._clock = clock
        self._rules = rules

    async def one(self, tmdb_id: int) -> None:
        """Mark one show; raise ShowNotFound."""
        async with self._units.begin() as marks:
            if not await marks.request([tmdb_id], self._clock.now()):
                raise ShowNotFound(f"no show has TMDB number {tmdb_id}")

    async def oldest(self, limit: int) -> int:
        """Mark the shows whose analyses are missing or oldest, and return how many."""
        async with self._units.begin() as marks:
            return await marks.request_oldest(limit, self._clock.now())

    async def due(self) -> int:
        """Mark the shows whose analyses are too old, and return how many."""
        now = self._clock.now()
        async with self._units.begin() as marks:
            return await marks.mark_older_than(now - self._rules.refresh, now)
