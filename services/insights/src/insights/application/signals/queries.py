"""Reading histories."""

from datetime import timedelta
from uuid import UUID

from chassis.core.clock import Clock
from insights.application.signals.ports import HistoryReader
from insights.application.signals.read_models import DayOfTitle, History
from insights.domain.errors import MediaNotFound


class HistoryQueries:
    """Reads daily series."""

    def __init__(self, reader: HistoryReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def history(self, media_id: UUID, days: int) -> History:
        """Return the last `days` UTC days of a title, today included; raise MediaNotFound.

        A day without a snapshot has nulls.
        """
        last = self._clock.now().date()
        first = last - timedelta(days=days - 1)
        points = await self._reader.history(media_id, first, last)
        if points is None:
            raise MediaNotFound(f"no title has the id {media_id}")
        by_day = {point.day: point for point in points}
        series = [first + timedelta(days=number) for number in range(days)]
        return History(media_id, first, last, [by_day.get(day) or DayOfTitle(day) for day in series])
