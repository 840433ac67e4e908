"""Albums and files for federation; no client reaches these routes."""

import base64
import hashlib
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from chassis.http.schemas import Parameters, Success
from chassis.http.validation.id_lists import id_list, read_ids
from music.application import Application
from music.application.folders.access import Listener
from music.application.unit_of_work import UnitOfWork
from music.domain.library.errors import TrackNotFound
from music.presentation.dependencies import AlbumId, ApplicationDep, TrackId
from music.presentation.federation.access import FederationListener
from music.presentation.library.schemas import AlbumResponse, AlbumWithTracksResponse, TrackResponse
from music.presentation.streaming.responses import track_response

router = APIRouter(prefix="/internal/federation/albums", include_in_schema=False)

MOST_ALBUMS: Final = 100
WANTS_DIGEST: Final = "want-repr-digest"
"""RFC 9530: the client compares the hash of the whole file."""


class AlbumIdsParams(Parameters):
    """The albums that are read."""

    ids: str = id_list(MOST_ALBUMS, "albums")


async def _lasts(_: UnitOfWork) -> bool:
    """Return that nothing has ended: federation ends what it reads when the relation to the peer does."""
    return False


@router.get("")
async def albums_for_federation(
    use_cases: ApplicationDep, listener: FederationListener, params: Annotated[AlbumIdsParams, Query()]
) -> Success[list[AlbumResponse]]:
    """Return the albums that exist, in the order of their ids."""
    albums = await use_cases.library.albums_by_id(listener, read_ids(params.ids))
    return Success(data=[AlbumResponse.of(album) for album in albums])


@router.get("/{albumId}")
async def album_for_federation(
    use_cases: ApplicationDep, listener: FederationListener, album_id: AlbumId
) -> Success[AlbumWithTracksResponse]:
    """Return an album with its tracks."""
    album, tracks = await use_cases.library.album(listener, album_id)
    return Success(data=AlbumWithTracksResponse.with_tracks(album, [TrackResponse.of(track) for track in tracks]))


@router.get("/{albumId}/tracks/{trackId}/file")
async def file_for_federation(
    use_cases: ApplicationDep, listener: FederationListener, album_id: AlbumId, track_id: TrackId, request: Request
) -> Response:
    """Send the file of a track of this album as it is, or a range of it; with its hash, if that is requested."""
    if (await use_cases.library.track(listener, track_id)).album_id != album_id:
        raise TrackNotFound(track_id)
    digest = await _digest(use_cases, listener, track_id) if WANTS_DIGEST in request.headers else None
    response = await track_response(use_cases, listener, _lasts, track_id, None, request)
    if digest is not None:
        response.headers["Repr-Digest"] = digest
    return response


async def _digest(use_cases: Application, listener: Listener, track_id: UUID) -> str:
    file = await use_cases.library.file(listener, track_id)
    hashed = hashlib.sha256()
    async with use_cases.files.open(file) as opened:
        async for chunk in opened.chunks(None):
            hashed.update(chunk)
    return f"sha-256=:{base64.b64encode(hashed.digest()).decode()}:"
