"""Ports of music folders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from music.domain.folders.folder import MusicFolder


class Folders(Protocol):
    """Stores music folders, with the users that may hear them."""

    async def all(self) -> Sequence[MusicFolder]:
        """Return every folder, by name."""
        ...

    async def find(self, folder_id: UUID, *, lock: bool = False) -> MusicFolder | None:
        """Return a folder, locked if requested, or null."""
        ...

    async def lock(self) -> None:
        """Let no other transaction add or move a folder until this one ends."""
        ...

    async def audible_to(self, user_id: UUID, *, everything: bool) -> Sequence[UUID]:
        """Return the ids of the folders that a user may hear; of all with `everything`."""
        ...

    async def save(self, folder: MusicFolder) -> None:
        """Insert or replace a folder."""
        ...

    async def note_scan(self, folder_id: UUID, scanned_at: datetime | None, problem: str | None) -> None:
        """Save how a scan ended: when a complete one began, and why the folder could not be read."""
        ...

    async def delete(self, folder_id: UUID) -> None:
        """Delete a folder with everything that was read of it."""
        ...

    async def erase(self, user_ids: set[UUID]) -> None:
        """Forget that deleted users may hear folders."""
        ...


class Directories(Protocol):
    """The directories of the machine."""

    def real(self, path: str) -> str:
        """Return the path without links; raise FolderNotAllowed unless it is a readable directory that is allowed."""
        ...
