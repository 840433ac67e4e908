"""Making room for the snapshots of the months ahead."""

from datetime import date
from typing import Final

from insights.application.ports import Clock, Months

MONTHS_AHEAD: Final = 3


class PrepareMonths:
    """Prepares this month and the next ones, so that no event has to."""

    def __init__(self, months: Months, clock: Clock) -> None:
        self._months = months
        self._clock = clock

    async def __call__(self) -> None:
        """Prepare what is missing."""
        await self._months.prepare(months_from(self._clock.now().date(), MONTHS_AHEAD + 1))


def months_from(day: date, count: int) -> list[date]:
    """Give the first days of `count` months, beginning with the month of `day`."""
    start = day.year * 12 + day.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(start, start + count)]
