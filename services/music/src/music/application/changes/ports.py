"""Ports of changes of the library."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from music.domain.changes.change import ChangeKind, LibraryChange


class Changes(Protocol):
    """Stores changes. Their ids are in the order in which they are committed."""

    async def add(
        self, folder_id: UUID, kind: ChangeKind, tracks: int, now: datetime, album_ids: Collection[UUID] = ()
    ) -> None:
        """Store a change, unless it is of no track."""
        ...

    async def newest(self) -> int:
        """Return the id of the newest change; 0 before the first one."""
        ...

    async def after(self, change_id: int, limit: int) -> Sequence[LibraryChange]:
        """Return the changes behind one, the oldest first."""
        ...

    async def prune(self, before: datetime) -> int:
        """Delete the changes before an instant, and return how many."""
        ...
