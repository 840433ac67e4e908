"""Ports of imports."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from federation.domain.imports.imported import Import, ImportedTrack


class Imports(Protocol):
    """Imports within one transaction."""

    async def add(self, imported: Import) -> Import:
        """Store an import, or return the one that the album has already."""
        ...

    async def find(self, import_id: UUID, *, lock: bool = False) -> Import | None:
        """Return an import, or null."""
        ...

    async def of_album(self, peer_id: UUID, album_id: UUID) -> Import | None:
        """Return the import of an album, or null."""
        ...

    async def page(self, part: Slice) -> Part[Import]:
        """Return a part of the imports, the newest first."""
        ...

    async def save(self, imported: Import) -> None:
        """Replace an import."""
        ...

    async def remove(self, import_id: UUID) -> None:
        """Delete an import with its tracks."""
        ...

    async def tracks(self, import_id: UUID) -> Sequence[ImportedTrack]:
        """Return the tracks of an import that are stored, in their order."""
        ...

    async def stored(self, import_id: UUID, track: ImportedTrack, now: datetime) -> None:
        """State that a track is stored; a repetition changes nothing."""
        ...


class ImportFolder(Protocol):
    """The folder that imported files are written to."""

    def is_configured(self) -> bool:
        """Return whether there is one."""
        ...

    async def has(self, path: str, digest: str) -> bool:
        """Return whether a file with this SHA-256 is there."""
        ...

    async def write(self, path: str, chunks: AsyncIterator[bytes], digest: str, most: int) -> int:
        """Write a file, whole or not at all, and return its size; raise FileDiffers."""
        ...

    async def delete(self, paths: Sequence[str]) -> None:
        """Delete files, and folders that are empty then."""
        ...
