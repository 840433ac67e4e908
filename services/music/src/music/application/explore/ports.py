"""Port of discovery."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from music.domain.marks.marks import ItemKind


class Discovery(Protocol):
    """Finds what a user does not know, in some music folders."""

    async def around(self, kind: ItemKind, folders: Sequence[UUID], pivot: UUID, limit: int) -> Sequence[UUID]:
        """Return ids from a pivot on, and from the first one after the last."""
        ...

    async def unplayed(self, user_id: UUID, folders: Sequence[UUID], pivot: UUID, limit: int) -> Sequence[UUID]:
        """Return the same of tracks that a user has never played or skipped."""
        ...

    async def forgotten(self, user_id: UUID, folders: Sequence[UUID], before: datetime, limit: int) -> Sequence[UUID]:
        """Return tracks that a user has played and not since a time, those that counted most first."""
        ...

    async def gems(
        self, user_id: UUID, folders: Sequence[UUID], pivot: UUID, *, artists: int, fewer_than: int, limit: int
    ) -> Sequence[UUID]:
        """Return tracks with few plays of the artists whom a user has played most, from a pivot on."""
        ...
