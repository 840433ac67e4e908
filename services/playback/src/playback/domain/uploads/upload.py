"""An upload: a file that an editor sends to the storage in parts, and what becomes of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from playback.domain.assets.asset import Encryption, SubtitleKind
from playback.domain.uploads.errors import UploadEnded, UploadPartUnknown

MEBIBYTE: Final = 1024 * 1024
PART_BYTES: Final = 16 * MEBIBYTE
MOST_PARTS: Final = 10_000
"""What S3 allows."""
LIFETIME: Final = timedelta(hours=24)
"""How long an upload may take; it is aborted afterwards."""
MOST_OPEN: Final = 20
"""Uploads that an editor may have open."""
SUBTITLE_BYTES: Final = 4 * MEBIBYTE
"""The largest file of subtitles."""


class Purpose(StrEnum):
    """What an upload is for. The values are stored."""

    VIDEO = "video"
    """The source of a new version."""
    SUBTITLES = "subtitles"


class UploadStatus(StrEnum):
    """State of an upload. The values are stored."""

    OPEN = "open"
    """Parts are sent."""
    COPYING = "copying"
    """A job copies the file of a media source."""
    COMPLETING = "completing"
    """Every part is stored; a job makes a file of them and checks it."""
    COMPLETED = "completed"
    REJECTED = "rejected"
    """The file is not what it is uploaded as; it was deleted."""
    ABORTED = "aborted"
    EXPIRED = "expired"


ACTIVE: Final = (UploadStatus.OPEN, UploadStatus.COPYING, UploadStatus.COMPLETING)
"""The states of uploads that have not ended."""
EXPIRING: Final = (UploadStatus.OPEN, UploadStatus.COPYING)
"""The states that end when their time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that an editor sends in parts."""

    id: UUID
    asset_id: UUID
    purpose: Purpose
    file_name: str
    size: int
    part_bytes: int
    """Size of every part but the last."""
    language: str | None = None
    """BCP 47; of subtitles and sound."""
    kind: SubtitleKind | None = None
    """Kind of subtitles."""
    label: str | None = None
    sha256: str | None = None
    """Digest of the whole file in hexadecimal, if the client states it."""
    encryption: Encryption
    """How the segments of the version are encrypted."""
    storage_upload: str
    """The storage's own id of the upload."""
    status: UploadStatus = UploadStatus.OPEN
    reason_code: str | None = None
    reason: str | None = None
    """Why it was rejected."""
    version: int | None = None
    """The number of the version that it became the source of."""
    created_by: UUID
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    deleted_at: datetime | None = None
    """When the original was deleted after its retention."""
    sealed_link: bytes | None = field(default=None, repr=False)
    """The encrypted link to the file of a media source, while it is copied."""
    entity_tag: str | None = None
    """What the file of a media source was when it was linked."""

    @property
    def key(self) -> str:
        """Where the file is in the storage."""
        return upload_key(self.id)

    @property
    def parts(self) -> int:
        """Return the number of parts."""
        return -(-self.size // self.part_bytes)

    def part_length(self, number: int) -> int:
        """Return the size of a part; raise UploadPartUnknown."""
        if not 1 <= number <= self.parts:
            raise UploadPartUnknown(number, self.parts)
        return min(self.part_bytes, self.size - (number - 1) * self.part_bytes)

    def check_open(self) -> None:
        """Raise UploadEnded unless parts can be sent."""
        if self.status is not UploadStatus.OPEN:
            raise UploadEnded(self.status)

    def with_status(
        self, status: UploadStatus, now: datetime, *, reason_code: str | None = None, reason: str | None = None
    ) -> "Upload":
        """Return the upload in another state, without the link that it was copied by."""
        ended = replace(self, status=status, updated_at=now, reason_code=reason_code, reason=reason)
        return replace(ended, sealed_link=None)


def upload_key(upload_id: UUID) -> str:
    """Return where the file of an upload is."""
    return f"uploads/{upload_id}/source"


def part_bytes_of(size: int) -> int:
    """Return the size of the parts of a file: 16 MiB, or as many whole mebibytes as 10,000 parts need."""
    needed = -(-size // MOST_PARTS)
    return max(PART_BYTES, -(-needed // MEBIBYTE) * MEBIBYTE)
