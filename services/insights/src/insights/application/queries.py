"""Reading movements and histories."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from insights.application.ports import InsightsReader
from insights.application.read_models import DayOfTitle, History, MovementList, Movements, Shortage
from insights.domain.errors import MediaNotFound
from insights.domain.movement import WINDOWS, Window

_WINDOW_BY_NAME: Final = {window.name: window for window in WINDOWS}
_KINDS: Final = ("movie", "show")


class MovementQueries:
    """Reads risers and fallers."""

    def __init__(self, reader: InsightsReader) -> None:
        self._reader = reader

    async def movements(self, window: str, limit: int, kind: str | None) -> Movements:
        """Return the `limit` strongest risers and fallers of a window such as `30d`, of one kind or of both."""
        chosen = _WINDOW_BY_NAME[window]
        listing = await self._reader.movements(
            chosen.days, ("riser", "faller"), _KINDS if kind is None else (kind,), limit
        )
        return Movements(
            window=window,
            as_of=listing.as_of,
            data_since=listing.data_since,
            risers=[item for item in listing.items if item.movement.direction == "riser"][:limit],
            fallers=[item for item in listing.items if item.movement.direction == "faller"][:limit],
            shortage=_shortage(chosen, listing),
        )


class HistoryQueries:
    """Reads daily series."""

    def __init__(self, reader: InsightsReader, clock: Clock) -> None:
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


def _shortage(window: Window, listing: MovementList) -> Shortage | None:
    if listing.titles:
        return None
    if listing.as_of is None or listing.data_since is None:
        return Shortage("NO_DATA", "No audience was observed yet")
    since, needed = listing.data_since, window.needs_since(listing.as_of)
    if since > needed:
        return Shortage(
            "NOT_ENOUGH_HISTORY",
            f"Movements over {window.days} days need observations since {needed}; the first is of {since}",
        )
    return Shortage(
        "TOO_MANY_GAPS",
        f"No title was observed at all three ends of the window within {window.tolerance} days; "
        f"the first observation is of {since}",
    )
