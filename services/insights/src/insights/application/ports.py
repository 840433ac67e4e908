"""What the use cases need from the world."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from insights.application.readings import DayOfTitle, MovementList
from insights.domain.movement import Direction, Ends, Movement, Window
from insights.domain.snapshot import Snapshot, SnapshotKey
from insights.domain.title import Title


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        ...


class UnitOfWork(Protocol):
    """One transaction that takes news of titles; the caller commits it."""

    async def lock(self, titles: Collection[Title]) -> Mapping[UUID, Title]:
        """Give the titles as they are known, the unknown among them as given, locked until the transaction ends."""
        ...

    async def save(self, titles: Sequence[Title]) -> None:
        """Write what is shown of locked titles."""
        ...

    async def snapshots(self, keys: Collection[SnapshotKey]) -> Mapping[SnapshotKey, Snapshot]:
        """Give the known snapshots of locked titles."""
        ...

    async def save_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Write snapshots of locked titles and mark those titles' movements as out of date."""
        ...

    async def outdate(self, media_ids: Collection[UUID]) -> None:
        """Mark the movements of locked titles as out of date."""
        ...


class MovementWork(Protocol):
    """One transaction that brings movements up to date."""

    async def take(self, most: int) -> list[UUID]:
        """Give at most `most` titles whose movements are out of date, locked and no longer marked."""
        ...

    async def ends(self, media_ids: Sequence[UUID], windows: Sequence[Window]) -> list[tuple[UUID, Ends]]:
        """Give the ends of every window of those titles that are not gone and have a snapshot with watchers."""
        ...

    async def replace(self, media_ids: Sequence[UUID], movements: Sequence[tuple[UUID, Movement]]) -> None:
        """Write the movements of titles in place of their earlier ones."""
        ...

    async def close(self, media_ids: Sequence[UUID], windows: Sequence[Window], now: datetime) -> None:
        """Bring the newest and first day of the windows up to date and drop the movements that fell behind."""
        ...

    async def commit(self) -> None:
        """Commit all of it."""
        ...


class MovementStore(Protocol):
    """Opens transactions on the movements."""

    def begin(self) -> AbstractAsyncContextManager[MovementWork]:
        """Open a transaction; leaving the block without `commit` undoes it."""
        ...


class Months(Protocol):
    """Keeps a place for every month's snapshots."""

    async def prepare(self, months: Sequence[date]) -> None:
        """Make sure that snapshots of these months have a place; each month is named by any of its days."""
        ...


class Insights(Protocol):
    """Reads movements and histories."""

    async def movements(
        self, window_days: int, directions: Sequence[Direction], kinds: Sequence[str], limit: int
    ) -> MovementList:
        """Give at least the `limit` strongest movements of each direction, strongest first."""
        ...

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        """Give the known days of a title in order, or null for a title nobody spoke of."""
        ...
