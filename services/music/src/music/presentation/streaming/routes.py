"""Routes of the files of tracks."""

from contextlib import AsyncExitStack

from fastapi import APIRouter, Request, Response

from chassis.http.follow_up.byte_ranges import BEYOND, FILE, ClosingResponse, extent, file_headers, range_of
from chassis.http.follow_up.preconditions import is_current
from chassis.http.tokens import CurrentPrincipal
from music.application.library.views import TrackFile
from music.domain.library.errors import TrackNotFound
from music.domain.library.formats import media_type, suffix_of
from music.presentation.dependencies import ApplicationDep, TrackId, listener
from music.presentation.errors import refuses

router = APIRouter(prefix="/music/tracks", tags=["music"])


@router.get(
    "/{trackId}/stream",
    summary="Read the file of a track",
    response_class=Response,
    responses=FILE
    | {304: {"description": "The client has the file already, by `If-None-Match`"}}
    | refuses(TrackNotFound, cases=[BEYOND]),
)
async def stream_track(
    use_cases: ApplicationDep, principal: CurrentPrincipal, track_id: TrackId, request: Request
) -> Response:
    """Send the file of a track as it is, or one range of it."""
    file = await use_cases.library.file(listener(principal), track_id)
    async with AsyncExitStack() as opening:
        opened = await opening.enter_async_context(use_cases.files.open(file))
        state = opened.state
        headers = _headers(file, state.entity_tag)
        if is_current(request.headers.get("If-None-Match"), state.entity_tag):
            return Response(status_code=304, headers=headers)
        part = range_of(request, state.entity_tag, state.bytes)
        headers |= extent(part, state.bytes)
        status = 206 if part else 200
        if request.scope.get("is_head"):
            return Response(status_code=status, headers=headers)
        return ClosingResponse(opened.chunks(part), status, headers, opening.pop_all())


def _headers(file: TrackFile, tag: str) -> dict[str, str]:
    # What a user may hear is checked again before a stored copy is played.
    name = f"{file.title}.{suffix_of(file.path)}"
    return file_headers(name, media_type(file.path), tag, "private, no-cache")
