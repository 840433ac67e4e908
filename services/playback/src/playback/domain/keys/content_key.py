"""Content keys. A version has one per label, and a new version has new ones."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

KEY_BYTES: Final = 16
"""AES-128, as ISO/IEC 23001-7 requires."""


Method = Literal["cbcs", "aes-128"]
"""How keys encrypt: patterns of samples (ISO/IEC 23001-7), or whole segments of HLS (RFC 8216)."""


class Label(StrEnum):
    """What a key encrypts. The values are stored, and are the labels of the packager."""

    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class ContentKey:
    """A key that encrypts segments. No representation shows it."""

    id: UUID
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContentKeys:
    """The keys of a version."""

    video: ContentKey
    audio: ContentKey
    method: Method = "cbcs"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """A content key as it is stored: encrypted, and bound to its id, its asset and its version."""

    asset_id: UUID
    number: int
    """The number of the version."""
    id: UUID
    label: Label
    wrapped: bytes = field(repr=False)
    created_at: datetime
