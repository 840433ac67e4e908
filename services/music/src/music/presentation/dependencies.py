"""What the routes of music depend on."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path

from chassis.http.dependencies import application
from chassis.http.tokens import Principal
from music.application import Application
from music.application.folders.access import Listener

PRIVATE: Final = {"Cache-Control": "private, no-store"}
"""Headers of a response that belongs to one user."""
_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"

ApplicationDep = Annotated[Application, Depends(application)]
FolderId = Annotated[UUID, Path(alias="folderId", description="Id of the music folder", examples=[_ID])]
ScanId = Annotated[UUID, Path(alias="scanId", description="Id of the scan", examples=[_ID])]
ArtistId = Annotated[UUID, Path(alias="artistId", description="Id of the artist", examples=[_ID])]
AlbumId = Annotated[UUID, Path(alias="albumId", description="Id of the album", examples=[_ID])]
TrackId = Annotated[UUID, Path(alias="trackId", description="Id of the track", examples=[_ID])]
ConflictId = Annotated[UUID, Path(alias="conflictId", description="Id of the conflict", examples=[_ID])]
GenreId = Annotated[UUID, Path(alias="genreId", description="Id of the genre", examples=[_ID])]


def listener(principal: Principal) -> Listener:
    """Return the user of a request."""
    return Listener(principal.user_id, "admin" in principal.roles)
