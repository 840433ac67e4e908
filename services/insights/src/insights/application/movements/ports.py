"""What the use cases of movements need."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol
from uuid import UUID

from insights.application.movements.read_models import MovementList
from insights.domain.movements.movement import Direction, Movement, Window, WindowEndpoints
from insights.domain.movements.trend import Standing, Trend


class MovementWork(Protocol):
    """One transaction that computes the movements of stale titles."""

    async def claim_stale(self, limit: int) -> list[UUID]:
        """Return at most `limit` titles with stale movements, locked and no longer marked."""
        ...

    async def endpoints(
        self, media_ids: Sequence[UUID], windows: Sequence[Window]
    ) -> list[tuple[UUID, WindowEndpoints]]:
        """Return the endpoints of every window, of titles that are not deleted and have a snapshot with watchers."""
        ...

    async def replace(self, media_ids: Sequence[UUID], movements: Sequence[tuple[UUID, Movement]]) -> None:
        """Replace all movements of `media_ids` by `movements`."""
        ...

    async def update_windows(
        self, media_ids: Sequence[UUID], windows: Sequence[Window], now: datetime
    ) -> AbstractSet[UUID]:
        """Extend the windows by the days of `media_ids`, remove the movements that are now too old, and count.

        Return the titles whose movements were removed.
        """
        ...

    async def standings(self, media_ids: Collection[UUID], window: Window) -> Sequence[Standing]:
        """Return the published trend of each title, and its movement over the window now, by id."""
        ...

    async def publish_trends(self, trends: Sequence[Trend]) -> None:
        """Store and publish trends."""
        ...


class MovementReader(Protocol):
    """Reads movements."""

    async def movements(
        self, window_days: int, directions: Sequence[Direction], kinds: Sequence[str], limit: int
    ) -> MovementList:
        """Return at least the `limit` strongest movements per direction, the strongest first."""
        ...
