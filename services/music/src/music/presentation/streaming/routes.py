"""Routes of the files of tracks."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from chassis.http.follow_up.byte_ranges import BEYOND, FILE
from chassis.http.tokens import CurrentPrincipal
from music.application.streaming.permission import session
from music.domain.library.errors import TrackNotFound
from music.domain.streaming.errors import TrackUnreadable, TranscodersBusy, TranscodingUnavailable
from music.presentation.dependencies import ApplicationDep, TrackId, listener
from music.presentation.errors import refuses
from music.presentation.streaming.params import StreamParams
from music.presentation.streaming.responses import track_response

router = APIRouter(prefix="/music/tracks", tags=["music"])


@router.get(
    "/{trackId}/stream",
    summary="Read the file of a track",
    response_class=Response,
    responses=FILE
    | {304: {"description": "The client has the file already, by `If-None-Match`"}}
    | refuses(TrackNotFound, TranscodersBusy, TranscodingUnavailable, TrackUnreadable, cases=[BEYOND]),
)
async def stream_track(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    track_id: TrackId,
    params: Annotated[StreamParams, Query()],
    request: Request,
) -> Response:
    """Send the file of a track as it is, or encoded, or one range of it.

    A track that is requested in a format for the first time is sent while it is encoded, without a length and from the
    beginning; a request of a range waits until it is encoded. After that it is a file as any other.
    """
    target = params.target()
    return await track_response(
        use_cases, listener(principal), session(principal.session_id), track_id, target, request
    )
