"""Ports of tracks whose files are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice


@dataclass(frozen=True, slots=True)
class MissingTrack:
    """A track whose file is missing. Where the file was stays with the server."""

    id: UUID
    title: str
    artists: Sequence[str]
    album_id: UUID
    album_name: str
    folder_id: UUID
    folder_name: str
    missing_at: datetime


class MissingTracks(Protocol):
    """Reads and deletes tracks whose files are missing."""

    async def part(self, folder_id: UUID | None, part: Slice) -> Part[MissingTrack]:
        """Return tracks of a folder, or of all, the last that went missing first."""
        ...

    async def delete(self, folder_id: UUID | None, limit: int) -> Sequence[UUID]:
        """Delete up to `limit` tracks of a folder, or of all, those first that are missing for longest.

        Return the music folders they were of, each once per track.
        """
        ...

    async def delete_one(self, track_id: UUID) -> UUID | None:
        """Delete a track whose file is missing, and return its music folder; null when there is none."""
        ...

    async def count(self, folder_id: UUID | None) -> int:
        """Return how many tracks of a folder, or of all, are missing."""
        ...
