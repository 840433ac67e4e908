"""What the use cases of signals need."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from insights.application.signals.read_models import DayOfTitle
from insights.domain.signals.snapshot import Snapshot, SnapshotKey
from insights.domain.titles.title import Title


class SignalWork(Protocol):
    """One transaction that stores signals."""

    async def lock(self, titles: Collection[Title]) -> None:
        """Lock titles until the transaction ends; new ones are stored without parts."""
        ...

    async def snapshots(self, keys: Collection[SnapshotKey]) -> Mapping[SnapshotKey, Snapshot]:
        """Return the stored snapshots of locked titles."""
        ...

    async def save_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Store snapshots of locked titles and mark the movements of these titles as stale."""
        ...


class HistoryReader(Protocol):
    """Reads histories."""

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        """Return the days of a title that have a snapshot, in order; null for an unknown title."""
        ...
