"""Imports of albums, and the names of their files."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from federation.domain.sharing.share import SharedAlbum, SharedTrack

SUFFIXES: Final = frozenset(
    {"flac", "mp3", "m4a", "ogg", "oga", "opus", "wav", "aiff", "aif", "aac", "wma", "ape", "wv"}
)
"""Formats that are imported."""
_LONGEST: Final = 80
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\ud800-\udfff]')


class ImportState(StrEnum):
    """What becomes of an import. The values are stored and part of the API."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DELETED = "deleted"
    """The server of the album requested it."""


@dataclass(frozen=True, slots=True)
class Import:
    """A copy of an album of a peer."""

    id: UUID
    peer_id: UUID
    album_id: UUID
    name: str
    artist: str
    state: ImportState
    track_count: int
    requested_by: UUID
    created_at: datetime
    updated_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedTrack:
    """A file of an import that is stored."""

    track_id: UUID
    path: str
    digest: str
    bytes: int


def path_of(peer_id: UUID, album: SharedAlbum, track: SharedTrack, index: int) -> str:
    """Return the path of a track below the folder of imports: one folder for each server, artist and album."""
    number = f"{track.disc}-{track.number:02d}" if track.number is not None else f"{track.disc}-x{index:03d}"
    suffix = track.suffix.lower() if track.suffix.lower() in SUFFIXES else "bin"
    name = f"{number} {_safe(track.title)} {str(track.id)[:8]}.{suffix}"
    # Two editions of an album may have one name.
    return f"{peer_id}/{_safe(album.summary.artist)}/{_safe(album.summary.name)} {str(album.summary.id)[:8]}/{name}"


def _safe(name: str) -> str:
    cleaned = _NOT_IN_NAMES.sub("_", name).strip(" .")[:_LONGEST].strip(" .")
    while len(cleaned.encode()) > _LONGEST * 2:
        cleaned = cleaned[:-1]
    return cleaned or "_"
