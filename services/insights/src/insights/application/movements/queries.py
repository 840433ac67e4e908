"""Reading movements."""

from typing import Final

from insights.application.movements.ports import MovementReader
from insights.application.movements.read_models import MovedTitle, MovementList, Movements, Shortage
from insights.domain.movements.movement import WINDOW_BY_NAME, Direction, Window

_KINDS: Final = ("movie", "show")


class MovementQueries:
    """Reads risers and fallers."""

    def __init__(self, reader: MovementReader) -> None:
        self._reader = reader

    async def movements(self, window: str, limit: int, kind: str | None) -> Movements:
        """Return the `limit` strongest risers and fallers of a window such as `30d`, of one kind or of both."""
        chosen = WINDOW_BY_NAME[window]
        listing = await self._reader.movements(
            chosen.days, ("riser", "faller"), _KINDS if kind is None else (kind,), limit
        )
        moved: dict[Direction | None, list[MovedTitle]] = {"riser": [], "faller": [], None: []}
        for item in listing.items:
            moved[item.movement.direction].append(item)
        return Movements(
            window=window,
            as_of=listing.as_of,
            data_since=listing.data_since,
            risers=moved["riser"][:limit],
            fallers=moved["faller"][:limit],
            shortage=_shortage(chosen, listing),
        )


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
