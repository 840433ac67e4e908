"""What scans need."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sources.domain.files.listed import ListedFolder
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

    async def seen(
        self, source_id: UUID, paths: Collection[str], folders: Collection[str], scan: UUID, batch: int
    ) -> None:
        """Note unchanged files, and folders with all of their files, that were listed in a batch of a scan.

        A batch that is repeated replaces the first.
        """
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


class Folders(Protocol):
    """Stores what the folders of sources had, so that those that are unchanged are not compared file by file."""

    async def digests(self, source_id: UUID) -> frozenset[bytes]:
        """Return the digests of the folders of which every file is stored as it was listed, and no other is there."""
        ...

    async def save(self, source_id: UUID, listed: Sequence[ListedFolder], scan: UUID) -> None:
        """Store the digests of folders whose files are stored; they count as soon as the scan confirms them."""
        ...

    async def forget(self, source_id: UUID, paths: Collection[str]) -> None:
        """Forget the digests of folders: some of their files have been stored again."""
        ...

    async def forget_unseen(self, source_id: UUID, scan: UUID) -> None:
        """Forget the digests of folders that a complete listing has not shown."""
        ...

    async def confirm(self, source_id: UUID, scan: UUID) -> None:
        """Let the digests count that a scan has stored, unless a file of the folder is there that it has not shown."""
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
