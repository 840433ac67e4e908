"""What the database knows of the files in the storage."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from playback.domain.assets.asset import Version
from playback.domain.assets.subject import Subject
from playback.domain.storage.files import FileClass, Owner


@dataclass(frozen=True, slots=True)
class AssetUse:
    """How many bytes the files of an asset have, by class."""

    asset_id: UUID
    subject: Subject
    bytes: Mapping[FileClass, int]


@dataclass(frozen=True, slots=True)
class StorageUse:
    """How many bytes the files have, by class; the largest assets first."""

    bytes: Mapping[FileClass, int]
    unfinished: int
    """Sizes of uploads that have not ended."""
    assets: Sequence[AssetUse]


class StoredFiles(Protocol):
    """Reads what files are referred to, and for how long they are kept."""

    async def kept(self, owners: Collection[Owner]) -> frozenset[Owner]:
        """Return those of the owners whose files are needed."""
        ...

    async def retired(self, before: datetime, limit: int) -> Sequence[Version]:
        """Return versions that were retired before an instant and whose output is stored, the oldest first."""
        ...

    async def unneeded_originals(self, before: datetime, limit: int) -> Sequence[UUID]:
        """Return uploads all of whose versions have failed or were retired before an instant, the oldest first."""
        ...

    async def delete_original(self, upload_id: UUID, before: datetime, now: datetime) -> bool:
        """Note that an original is deleted; return whether it was still unneeded."""
        ...

    async def use(self, most: int) -> StorageUse:
        """Return the use of the storage, with the largest `most` assets."""
        ...
