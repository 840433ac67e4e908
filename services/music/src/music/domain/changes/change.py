"""What has changed in a music folder."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

MOST_ALBUMS: Final = 100
"""Albums that a change names; with more, it names none."""


class ChangeKind(StrEnum):
    """What has become of tracks. The values are stored."""

    ADDED = "added"
    UPDATED = "updated"
    """Their files have changed, or were moved."""
    MISSING = "missing"
    RECOVERED = "recovered"
    """Their files are there again."""
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class LibraryChange:
    """A change of tracks that one transaction has made."""

    id: int
    """Rises with each change."""
    folder_id: UUID
    kind: ChangeKind
    tracks: int
    album_ids: tuple[UUID, ...]
    """The albums of added and updated tracks, unless there are too many."""
    occurred_at: datetime
