"""Bodies of tracks whose files are missing."""

from datetime import datetime
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.schemas import RequestModel, ResponseModel
from music.application.missing.managing import Purged
from music.application.missing.ports import MissingTrack

_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"
MISSING: Final = Order("music-missing", (instant, identifier))


class MissingParams(DeepPartParams):
    """Which missing tracks to return."""

    folder_id: UUID | None = Field(default=None, description="Only tracks of this music folder", examples=[_ID])


class MissingPurgeRequest(RequestModel):
    """Which missing tracks to delete."""

    folder_id: Annotated[UUID, Field(strict=False)] | None = Field(
        default=None, description="Only tracks of this music folder", examples=[_ID]
    )


class MissingTrackResponse(ResponseModel):
    """A track whose file is missing."""

    id: UUID = Field(description="Id of the track", examples=[_ID])
    title: str = Field(description="Its title", examples=["Sinnerman"])
    artists: list[str] = Field(description="Names of its artists", examples=[["Nina Simone"]])
    album_id: UUID = Field(description="Id of its album", examples=[_ID])
    album_name: str = Field(description="Name of its album", examples=["Pastel Blues"])
    folder_id: UUID = Field(description="Id of its music folder", examples=[_ID])
    folder_name: str = Field(description="Name of its music folder", examples=["Records"])
    missing_since: datetime = Field(
        description="When a scan has first missed the file", examples=["2026-11-30T12:00:00Z"]
    )

    @classmethod
    def of(cls, track: MissingTrack) -> Self:
        """Return the body of a track."""
        return cls(
            id=track.id,
            title=track.title,
            artists=list(track.artists),
            album_id=track.album_id,
            album_name=track.album_name,
            folder_id=track.folder_id,
            folder_name=track.folder_name,
            missing_since=track.missing_at,
        )


class MissingPurgeResponse(ResponseModel):
    """What a request has deleted."""

    deleted: int = Field(description="Tracks that were deleted, at most 1000", examples=[12])
    remaining: int = Field(description="Tracks that are still missing: request again to delete them", examples=[0])

    @classmethod
    def of(cls, purged: Purged) -> Self:
        """Return the body of what was deleted."""
        return cls(deleted=purged.deleted, remaining=purged.remaining)
