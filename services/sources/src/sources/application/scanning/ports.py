"""What scans need."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sources.domain.matching.match import RecognizedFile
from sources.domain.media_sources.source import MediaSource, SourceKind
from sources.domain.scanning.counts import Counts


class Files(Protocol):
    """Stores the files of sources."""

    async def fingerprints(self, source_id: UUID, paths: Collection[str]) -> dict[str, str]:
        """Return the fingerprints of the known files among paths."""
        ...

    async def count(self, source_id: UUID) -> int:
        """Return how many files a source has."""
        ...

    async def seen(self, source_id: UUID, paths: Collection[str], scan: UUID, batch: int) -> None:
        """Note that unchanged files were listed in a batch of a scan; a batch that is repeated replaces the first."""
        ...

    async def save(self, source_id: UUID, files: Sequence[RecognizedFile], scan: UUID, now: datetime) -> None:
        """Insert or replace files; a match that a user has chosen stays."""
        ...

    async def remove(self, source_id: UUID, paths: Collection[str], now: datetime) -> int:
        """Mark files as gone; return how many there were."""
        ...

    async def remove_unseen(self, source_id: UUID, scan: UUID, now: datetime) -> int:
        """Mark the files as gone that a complete listing has not shown; return how many."""
        ...

    async def forget_sightings(self, source_id: UUID) -> None:
        """Forget what scans of a source have seen."""
        ...

    async def forget_gone(self, before: datetime, limit: int) -> int:
        """Delete files that are gone since an instant; return how many."""
        ...


class SourceEvents(Protocol):
    """Publishes what happens to sources."""

    async def degraded(self, source: MediaSource) -> None:
        """Publish that a source cannot be read, by its outage."""
        ...

    async def recovered(self, source: MediaSource, now: datetime) -> None:
        """Publish that a source can be read again; it still has its outage."""
        ...


class ScanMeters(Protocol):
    """Measures scans."""

    def ended(self, kind: SourceKind, outcome: str, seconds: float) -> None:
        """Count a run of a scan: `complete`, `incomplete` or the code of its failure."""
        ...

    def batch(self, kind: SourceKind, counts: Counts) -> None:
        """Count the files of a batch."""
        ...


class SourceJobs(Protocol):
    """Finds the jobs of sources."""

    async def newest(self, source_ids: Collection[UUID], limit: int) -> Mapping[UUID, Sequence[UUID]]:
        """Return by source the ids of its scans, the newest first."""
        ...
