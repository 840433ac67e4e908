"""Bodies of changes of the library."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from music.domain.changes.change import ChangeKind, LibraryChange
from music.presentation.library.schemas import ID


class LibraryChangeResponse(ResponseModel):
    """Tracks that were added, updated, deleted, went missing or are there again, many in one event."""

    kind: ChangeKind = Field(description="`added`, `updated`, `missing`, `recovered` or `deleted`", examples=["added"])
    tracks: int = Field(description="Number of tracks", examples=[12])
    album_ids: list[UUID] = Field(
        description="Albums of added and updated tracks; none when there are more than 100", examples=[[ID]]
    )
    occurred_at: datetime = Field(description="When it has happened", examples=["2026-11-30T12:00:00Z"])

    @classmethod
    def of(cls, change: LibraryChange) -> Self:
        """Return the body of a change."""
        return cls(
            kind=change.kind, tracks=change.tracks, album_ids=list(change.album_ids), occurred_at=change.occurred_at
        )
