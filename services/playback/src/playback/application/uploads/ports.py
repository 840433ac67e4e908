"""Port of uploads in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from playback.domain.uploads.upload import Upload, UploadStatus


@dataclass(frozen=True, slots=True)
class UploadFilter:
    """Which uploads a list contains; an empty value matches any."""

    status: UploadStatus | None = None
    asset_id: UUID | None = None


class Uploads(Protocol):
    """Reads and writes uploads."""

    async def find(self, upload_id: UUID, *, lock: bool = False) -> Upload | None:
        """Return an upload, locked until the end of the transaction if requested."""
        ...

    async def add(self, upload: Upload) -> bool:
        """Add an upload; return whether none of its id existed."""
        ...

    async def save(self, upload: Upload) -> None:
        """Replace the state of an upload."""
        ...

    async def page(self, chosen: UploadFilter, part: Slice) -> Part[Upload]:
        """Return a part of the uploads, the newest first."""
        ...

    async def count_open(self, user_id: UUID) -> int:
        """Return how many uploads of a user have not ended."""
        ...

    async def expired(self, now: datetime, limit: int) -> Sequence[Upload]:
        """Return uploads without a whole file whose time is over, the oldest first."""
        ...
