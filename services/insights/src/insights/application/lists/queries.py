"""Reading ranked lists: which there are, their ranks by day, and the lists of a title."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from chassis.core.clock import Clock
from insights.application.lists.read_models import ListHistory, RankedTitle, Standing, StoredList
from insights.domain.errors import ListNotFound, MediaNotFound
from insights.domain.trends.series import Interval, Span


class ListReader(Protocol):
    """Reads ranked lists."""

    async def lists(self) -> list[StoredList]:
        """Return every list, by its id."""
        ...

    async def observed(self, list_id: str, span: Span) -> tuple[StoredList | None, frozenset[date]]:
        """Return a list, or null for an unknown one, and the days of the span on which it was read."""
        ...

    async def ranks(self, list_id: str, span: Span, most: int) -> list[RankedTitle]:
        """Return the first `most` ranks per day of the span, by day and rank."""
        ...

    async def standings(self, media_id: UUID) -> list[Standing] | None:
        """Return the lists in which a title was, by id of the list; null for an unknown title."""
        ...


class ListQueries:
    """Reads ranked lists."""

    def __init__(self, reader: ListReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def lists(self) -> Sequence[StoredList]:
        """Return every list, by its id."""
        return await self._reader.lists()

    async def history(self, list_id: str, first: date | None, last: date | None, most: int) -> ListHistory:
        """Return the first `most` ranks per day, by default of 30 days.

        Raise ListNotFound for an unknown list, and TrendsError for a range that cannot be.
        """
        today = self._clock.now().date()
        span = Span.of(first, last, today=today, usual=30, interval=Interval.DAY, most_days=92)
        stored, days = await self._reader.observed(list_id, span)
        if stored is None:
            raise ListNotFound(f"no list has the id {list_id}")
        return ListHistory(stored, span.first, span.last, days, await self._reader.ranks(list_id, span, most))

    async def standings(self, media_id: UUID) -> Sequence[Standing]:
        """Return the lists in which a title was; raise MediaNotFound."""
        standings = await self._reader.standings(media_id)
        if standings is None:
            raise MediaNotFound(f"no title has the id {media_id}")
        return standings
