"""What scans need."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sources.domain.matching.match import RecognizedFile


class Files(Protocol):
    """Stores the files of sources."""

    async def fingerprints(self, source_id: UUID, paths: Collection[str]) -> dict[str, str]:
        """Return the fingerprints of the known files among paths."""
        ...

    async def seen(self, source_id: UUID, paths: Collection[str], scan: UUID) -> None:
        """Note that unchanged files were listed by a scan."""
        ...

    async def save(self, source_id: UUID, files: Sequence[RecognizedFile], scan: UUID, now: datetime) -> set[UUID]:
        """Insert or replace files; a match that a user has chosen stays. Return the titles whose versions change."""
        ...

    async def remove(self, source_id: UUID, paths: Collection[str], now: datetime) -> set[UUID]:
        """Mark files as gone. Return the titles whose versions change."""
        ...

    async def remove_unseen(self, source_id: UUID, scan: UUID, now: datetime) -> set[UUID]:
        """Mark the files as gone that a complete listing has not shown. Return the titles whose versions change."""
        ...
