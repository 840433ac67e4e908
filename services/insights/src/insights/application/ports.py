"""Ports of the use cases."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from insights.application.read_models import DayOfTitle, MovementList
from insights.domain.movement import Direction, Movement, Window, WindowEndpoints
from insights.domain.snapshot import Snapshot, SnapshotKey
from insights.domain.title import Title
from insights.domain.trend import Standing, Trend


class ProjectionWork(Protocol):
    """One transaction that updates titles and snapshots."""

    async def merge(self, updates: Sequence[Title]) -> None:
        """Store the parts of titles that are newer than the stored ones; of each title there is one update.

        The movements of a title that was deleted or restored upstream become stale.
        """
        ...

    async def lock(self, titles: Collection[Title]) -> None:
        """Lock titles until the transaction ends; new ones are stored without parts."""
        ...

    async def snapshots(self, keys: Collection[SnapshotKey]) -> Mapping[SnapshotKey, Snapshot]:
        """Return the stored snapshots of locked titles."""
        ...

    async def save_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Store snapshots of locked titles and mark the movements of these titles as stale."""
        ...


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


class InsightsReader(Protocol):
    """Reads movements and histories."""

    async def movements(
        self, window_days: int, directions: Sequence[Direction], kinds: Sequence[str], limit: int
    ) -> MovementList:
        """Return at least the `limit` strongest movements per direction, the strongest first."""
        ...

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        """Return the days of a title that have a snapshot, in order; null for an unknown title."""
        ...
