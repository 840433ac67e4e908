"""Signals of past days, sent in by an administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from chassis.core.clock import Clock
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.events import SignalsCollected
from ingestion.domain.titles.facts import TitleKey


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSignals:
    """The audience of a title on a past day; null values are unknown."""

    title: TitleKey
    day: date
    total_watchers: int | None = None
    live_watchers: int | None = None
    popularity: float | None = None


class Backfill:
    """Publishes the signals of past days, observed at the end of their day, and those of today as observed now."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, rows: Sequence[PastSignals]) -> int:
        """Publish all rows or none; return the number of rows with at least one value."""
        now = self._clock.now()
        signals = [
            SignalsCollected(
                title=row.title,
                observed_at=min(datetime.combine(row.day, time(23, 59, 59), UTC), now),
                day=row.day,
                origin="backfill",
                live_watchers=row.live_watchers,
                total_watchers=row.total_watchers,
                popularity=row.popularity,
            )
            for row in rows
        ]
        published = [signal for signal in signals if not signal.empty]
        async with self._units.begin() as work:
            await work.publish(*published)
        return len(published)
