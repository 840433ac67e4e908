"""Pictures of users: what may be uploaded, what becomes of it, and where it lies in the object storage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args
from uuid import UUID

PictureType = Literal["image/jpeg", "image/png", "image/webp"]
PICTURE_TYPES: Final[tuple[PictureType, ...]] = get_args(PictureType)
LARGEST_BYTES: Final = 5 * 1024 * 1024

SIZES: Final = (512, 128)
"""Longest sides in pixels of what is published."""
PUBLISHED_TYPE: Final = "image/webp"
PUBLISHED_BYTES: Final = 1024 * 1024

UPLOAD_LIFETIME: Final = timedelta(minutes=5)
"""How long the storage accepts an upload."""
UPLOAD_KEPT: Final = timedelta(hours=1)
"""When what was uploaded is removed at the latest: long after the storage accepted the last upload of the key."""
MOST_UPLOADS: Final = 10
"""Uploads that a user may start within `UPLOAD_KEPT`."""

_UPLOADS: Final = "uploads/avatars/"


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that a user may upload, or has uploaded; its id becomes that of the picture."""

    id: UUID
    account_id: UUID
    content_type: str
    created_at: datetime

    @property
    def key(self) -> str:
        """Its key in the storage."""
        return upload_key(self.id)


def upload_key(upload_id: UUID) -> str:
    """Return the key of an upload, which says nothing about its user."""
    return f"{_UPLOADS}{upload_id}"


def parse_upload_key(key: str) -> UUID | None:
    """Return the id of an upload by its key, or null for another text."""
    text = key.removeprefix(_UPLOADS)
    try:
        upload_id = UUID(text)
    except ValueError:
        return None
    return upload_id if upload_key(upload_id) == key else None


def picture_key(avatar_id: UUID, size: int) -> str:
    """Return the key of a published picture in a size."""
    return f"avatars/{avatar_id}/{size}.webp"


def picture_keys(avatar_id: UUID) -> tuple[str, ...]:
    """Return the keys of a published picture in every size."""
    return tuple(picture_key(avatar_id, size) for size in SIZES)


def retry_after(uploads: Mapping[UUID, datetime], now: datetime) -> int | None:
    """Return the seconds until a user may start another upload, or null for now."""
    recent = sorted(at for at in uploads.values() if at > now - UPLOAD_KEPT)
    if len(recent) < MOST_UPLOADS:
        return None
    return max(1, int((recent[-MOST_UPLOADS] + UPLOAD_KEPT - now).total_seconds()) + 1)
