"""Assets, their versions, and what each version consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from playback.domain.assets.errors import WindowInvalid
from playback.domain.assets.subject import Subject


class Access(StrEnum):
    """What a user needs in order to play an asset. The values are stored."""

    FREE = "free"
    """Nothing: trailers, and what is given away."""
    PLAN = "plan"
    """A plan that is paid."""
    PURCHASE = "purchase"
    """The title, bought or rented."""


class VersionStatus(StrEnum):
    """State of a version. The values are stored."""

    PROCESSING = "processing"
    READY = "ready"
    """Complete and verified; the newest one is the current version of its asset."""
    FAILED = "failed"
    RETIRED = "retired"
    """Was replaced or unpublished; its output is deleted some time later."""
    PURGED = "purged"
    """Its output is deleted."""


SubtitleKind = Literal["subtitles", "captions", "forced"]
Encryption = Literal["none", "cbcs", "aes-128"]


@dataclass(frozen=True, slots=True)
class Availability:
    """Where and when an asset can be played."""

    regions: frozenset[str] | None = None
    """Countries in ISO 3166-1 alpha-2; null for all."""
    begins_at: datetime | None = None
    ends_at: datetime | None = None

    def check(self) -> None:
        """Raise WindowInvalid when it ends before it begins."""
        if self.begins_at is not None and self.ends_at is not None and self.ends_at <= self.begins_at:
            raise WindowInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """The video of a subject. Its versions replace each other; the current one is played."""

    id: UUID
    subject: Subject
    access: Access
    availability: Availability
    current_version: int | None = None
    """The number of the version that is played; null before the first one is ready, and when it is unpublished."""
    revision: int = 1
    """Grows with every change by an editor."""
    created_by: UUID
    created_at: datetime
    updated_at: datetime
    unpublished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One encoding of one source."""

    asset_id: UUID
    number: int
    source: str
    """The key of the original file in the storage."""
    source_bytes: int
    encryption: Encryption
    status: VersionStatus
    prefix: str
    """Where its files are in the storage; nothing below it ever changes. Ends with a slash."""
    media: Mapping[str, Any] = field(default_factory=dict)
    """What the probe found. JSON."""
    duration_ms: int | None = None
    bytes: int | None = None
    """Size of its output."""
    reason_code: str | None = None
    reason: str | None = None
    """Why it failed."""
    created_by: UUID
    created_at: datetime
    ready_at: datetime | None = None
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One stream of a version that is encoded on its own: a video of one height, or the audio of one language."""

    asset_id: UUID
    number: int
    name: str
    """Such as `720p`, or `audio-en`; unique in its version."""
    status: VersionStatus
    width: int | None = None
    height: int | None = None
    bits_per_second: int | None = None
    codecs: str | None = None
    """As in RFC 6381."""
    language: str | None = None
    """BCP 47."""
    file: str | None = None
    """The key of the encoded file, from which packaging continues; null once it is deleted."""
    bytes: int | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtitle:
    """A subtitle file of an asset, converted to WebVTT. It belongs to every version."""

    id: UUID
    asset_id: UUID
    language: str
    label: str
    kind: SubtitleKind
    file: str
    """The key of the WebVTT file."""
    bytes: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PlayableSubject:
    """A subject that can be played at present, and by whom. Regions are left to the session."""

    subject: Subject
    access: Access
    duration_ms: int | None


def version_prefix(asset_id: UUID, number: int) -> str:
    """Return where the files of a version are."""
    return f"vod/{asset_id}/{number}/"


def subtitles_prefix(asset_id: UUID) -> str:
    """Return where the subtitles that were uploaded for an asset are."""
    return f"vod/{asset_id}/subtitles/"
