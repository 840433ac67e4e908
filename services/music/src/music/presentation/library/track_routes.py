"""Routes of tracks."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.library.errors import TrackNotFound
from music.presentation.dependencies import PRIVATE, ApplicationDep, TrackId, listener
from music.presentation.errors import refuses
from music.presentation.library.params import TRACKS, TrackParams
from music.presentation.library.schemas import TrackResponse, TrackTextResponse

router = APIRouter(prefix="/music/tracks", tags=["music"])


@router.get("", summary="List tracks")
async def list_tracks(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[TrackParams, Query()],
    response: Response,
) -> CursorPage[TrackResponse]:
    """Return the tracks that the signed-in user may hear, by title."""
    response.headers.update(PRIVATE)
    part = params.part(TRACKS)
    tracks = await use_cases.library.tracks(listener(principal), params.chosen(), part)
    return params.page(TRACKS, part, tracks, TrackResponse.of)


@router.get("/{trackId}", summary="Get a track", responses=refuses(TrackNotFound))
async def get_track(
    use_cases: ApplicationDep, principal: CurrentPrincipal, track_id: TrackId, response: Response
) -> Success[TrackResponse]:
    """Return a track."""
    response.headers.update(PRIVATE)
    return Success(data=TrackResponse.of(await use_cases.library.track(listener(principal), track_id)))


@router.get("/{trackId}/text", summary="Get the lyrics of a track", responses=refuses(TrackNotFound))
async def get_track_text(
    use_cases: ApplicationDep, principal: CurrentPrincipal, track_id: TrackId, response: Response
) -> Success[TrackTextResponse]:
    """Return the lyrics and the comment that the file of a track has."""
    response.headers.update(PRIVATE)
    return Success(data=TrackTextResponse.of(await use_cases.library.text(listener(principal), track_id)))
