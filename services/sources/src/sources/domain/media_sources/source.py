"""A media source: a library of files on a server or in a folder, and the state of its connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID


class SourceKind(StrEnum):
    """How a source is read. The values are stored."""

    FOLDER = "folder"
    S3 = "s3"
    WEBDAV = "webdav"
    JELLYFIN = "jellyfin"
    EMBY = "emby"
    PLEX = "plex"
    SUBSONIC = "subsonic"


class Visibility(StrEnum):
    """Who sees the files of a source."""

    PRIVATE = "private"
    """Its owner."""
    EVERYONE = "everyone"
    """Every user of the installation."""


@dataclass(frozen=True, slots=True)
class Outage:
    """Why a source cannot be read, and since when."""

    since: datetime
    code: str
    reason: str
    until: datetime | None = None
    """When it is tried again, if that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSource:
    """One library of media. Its credentials are stored apart, encrypted."""

    id: UUID
    kind: SourceKind
    name: str
    owner_id: UUID
    visibility: Visibility
    is_paused: bool = False
    configuration: Mapping[str, Any] = field(default_factory=dict)
    """What the kind needs besides credentials, for example an address; its settings class has checked it."""
    revision: int = 1
    created_at: datetime
    updated_at: datetime
    position: str | None = None
    """Where the last scan has ended, for kinds that state what has changed since."""
    scanned_at: datetime | None = None
    """When the last complete scan began."""
    listed_at: datetime | None = None
    """When the last complete listing began: what has left a source is known only then."""
    scan_interval: timedelta | None = None
    """The time between the last two scans, from which the next one is computed."""
    next_scan_at: datetime
    outage: Outage | None = None

    def is_visible_to(self, user_id: UUID) -> bool:
        """Return whether a user may see the files of this source."""
        return self.visibility is Visibility.EVERYONE or self.owner_id == user_id
