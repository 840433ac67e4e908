"""The year in review: computing it daily, and reading it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from insights.application.years.ports import NamedTitle, StoredReview, YearReader, YearWork
from insights.domain.signals.retention import Retention
from insights.domain.years.review import Review, check_year


class RefreshYears:
    """Computes the present year, and earlier ones while all their days are kept; then a year stays as it was."""

    def __init__(self, units: UnitOfWorkFactory[YearWork], clock: Clock, retention: Retention) -> None:
        self._units = units
        self._clock = clock
        self._retention = retention

    async def __call__(self) -> int:
        """Compute each year in one commit, and return their number."""
        now = self._clock.now()
        since = self._retention.days_since(now.date())
        years = [year for year in range(since.year, now.year) if date(year, 1, 1) >= since]
        for year in (*years, now.year):
            async with self._units.begin() as work:
                await work.save(year, StoredReview(await work.review(year), now))
        return len(years) + 1


@dataclass(frozen=True, slots=True)
class YearReview:
    """A review with the titles that may be shown; without a computation it is empty."""

    year: int
    is_complete: bool
    computed_at: datetime | None
    review: Review
    titles: Mapping[UUID, NamedTitle]


class YearQueries:
    """Reads reviews: one document, and its titles by primary key."""

    def __init__(self, reader: YearReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def review(self, year: int) -> YearReview:
        """Return the review of a year; raise FutureYear."""
        today = self._clock.now().date()
        check_year(year, today)
        stored = await self._reader.stored(year)
        is_complete = year < today.year
        if stored is None:
            return YearReview(year, is_complete, None, Review(), {})
        titles = await self._reader.titles(set(stored.review.media_ids()))
        return YearReview(year, is_complete, stored.computed_at, stored.review, titles)
