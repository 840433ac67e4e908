"""Bodies of imports."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import RequestModel, ResponseModel
from chassis.http.validation.inputs import Id
from federation.domain.imports.imported import Import, ImportState
from federation.presentation.dependencies import ID, TIME


class AlbumImportRequest(RequestModel):
    """An album of a peer to copy."""

    peer_id: Id = Field(description="Id of the peer", examples=[ID])
    album_id: Id = Field(description="Id of the album there", examples=[ID])


class AlbumImportResponse(ResponseModel):
    """A copy of an album of a peer."""

    id: UUID = Field(description="Id of the import", examples=[ID])
    peer_id: UUID = Field(description="Id of the peer", examples=[ID])
    album_id: UUID = Field(description="Id of the album there", examples=[ID])
    name: str = Field(description="Name of the album", examples=["Pastel Blues"])
    artist: str = Field(description="Name of its artist", examples=["Nina Simone"])
    state: ImportState = Field(description="`running`, `done`, `failed` or `deleted`", examples=["done"])
    reason: str | None = Field(description="Why it has failed, or null", examples=[None])
    track_count: int = Field(description="Tracks of the album", examples=[9])
    stored_count: int = Field(description="Tracks that are copied", examples=[9])
    created_at: datetime = Field(description="When it was requested", examples=[TIME])
    updated_at: datetime = Field(description="When its state has changed last", examples=[TIME])

    @classmethod
    def of(cls, counted: tuple[Import, int]) -> Self:
        """Return the body of an import."""
        imported, stored = counted
        return cls(
            id=imported.id,
            peer_id=imported.peer_id,
            album_id=imported.album_id,
            name=imported.name,
            artist=imported.artist,
            state=imported.state,
            reason=imported.reason,
            track_count=imported.track_count,
            stored_count=stored,
            created_at=imported.created_at,
            updated_at=imported.updated_at,
        )
