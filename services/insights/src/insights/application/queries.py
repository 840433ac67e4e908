"""Asking for movements and for a title's history."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from insights.application.ports import Clock, Insights
from insights.application.readings import DayOfTitle, History, MovementList, Movements, Shortage
from insights.domain.errors import MediaNotFound
from insights.domain.movement import WINDOWS, Window

_WINDOW_BY_NAME: Final = {window.name: window for window in WINDOWS}
_KINDS: Final = ("movie", "show")


class MovementQueries:
    """Reads risers and fallers."""

    def __init__(self, insights: Insights) -> None:
        self._insights = insights

    async def movements(self, window: str, limit: int, kind: str | None) -> Movements:
        """Give the `limit` strongest risers and fallers of a window named like `30d`, of one kind or of both."""
        chosen = _WINDOW_BY_NAME[window]
        found = await self._insights.movements(
            chosen.days, ("riser", "faller"), _KINDS if kind is None else (kind,), limit
        )
        return Movements(
            window=window,
            as_of=found.as_of,
            data_since=found.data_since,
            risers=[moved for moved in found.moved if moved.movement.direction == "riser"][:limit],
            fallers=[moved for moved in found.moved if moved.movement.direction == "faller"][:limit],
            shortage=_shortage(chosen, found),
        )


class HistoryQueries:
    """Reads daily series."""

    def __init__(self, insights: Insights, clock: Clock) -> None:
        self._insights = insights
        self._clock = clock

    async def history(self, media_id: UUID, days: int) -> History:
        """Give the last `days` UTC days of a title up to today, unseen days as nulls; raises MediaNotFound."""
        last = self._clock.now().date()
        first = last - timedelta(days=days - 1)
        known = await self._insights.history(media_id, first, last)
        if known is None:
            raise MediaNotFound(f"no title with the id {media_id} is known")
        by_day = {point.day: point for point in known}
        series = [first + timedelta(days=number) for number in range(days)]
        return History(media_id, first, last, [by_day.get(day) or DayOfTitle(day) for day in series])


def _shortage(window: Window, found: MovementList) -> Shortage | None:
    if found.titles:
        return None
    if found.as_of is None or found.data_since is None:
        return Shortage("NO_DATA", "No audience was observed yet")
    since, needed = found.data_since, window.needs_since(found.as_of)
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
