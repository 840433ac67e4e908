"""Routes of the files of tracks."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from chassis.http.follow_up.byte_ranges import BEYOND, FILE, extent, range_of
from chassis.http.follow_up.preconditions import is_current
from chassis.http.tokens import CurrentPrincipal
from music.application.library.views import TrackFile
from music.domain.library.errors import TrackNotFound
from music.presentation.dependencies import ApplicationDep, TrackId, listener
from music.presentation.errors import refuses

router = APIRouter(prefix="/music/tracks", tags=["music"])

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "wma": "audio/x-ms-wma",
    "aiff": "audio/aiff",
    "aif": "audio/aiff",
}


class _FileResponse(StreamingResponse):
    """A response that closes its file, also when the client has gone before the first byte."""

    def __init__(
        self, chunks: AsyncIterator[bytes], status: int, headers: Mapping[str, str], file: AsyncExitStack
    ) -> None:
        super().__init__(chunks, status, headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the content."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._file.aclose()


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
        headers = _headers(file) | {"ETag": state.entity_tag}
        if is_current(request.headers.get("If-None-Match"), state.entity_tag):
            return Response(status_code=304, headers=headers)
        part = range_of(request, state.entity_tag, state.bytes)
        headers |= extent(part, state.bytes)
        status = 206 if part else 200
        if request.scope.get("is_head"):
            return Response(status_code=status, headers=headers)
        return _FileResponse(opened.chunks(part), status, headers, opening.pop_all())


def _headers(file: TrackFile) -> dict[str, str]:
    suffix = file.path.rpartition(".")[2].lower()
    name = quote(f"{file.title}.{suffix}", safe="")
    return {
        "Accept-Ranges": "bytes",
        # What a user may hear is checked again before a stored copy is played.
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f"inline; filename*=UTF-8''{name}",
        "Content-Type": MEDIA_TYPES.get(suffix, "application/octet-stream"),
        "X-Content-Type-Options": "nosniff",
    }
