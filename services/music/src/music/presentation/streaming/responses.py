"""Responses with a track: as its file is, or encoded."""

import logging
from contextlib import AsyncExitStack
from urllib.parse import quote
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from chassis.core.sessions.permission import MayContinue, NotPermitted, while_permitted
from chassis.http.follow_up.byte_ranges import ClosingResponse, extent, file_headers, range_of
from chassis.http.follow_up.preconditions import is_current
from music.application import Application
from music.application.folders.access import Listener
from music.application.library.views import TrackFile
from music.application.streaming.downloading import Archive, ArchiveEnded, DownloadAlbums
from music.application.streaming.permission import HasEnded
from music.application.streaming.ports import EncodingFailed, FileState, OpenFile, Transcodes
from music.domain.library.formats import media_type, suffix_of
from music.domain.streaming.encodings import Target

logger = logging.getLogger(__name__)

# What a user may hear is checked again before a stored copy is played.
_CACHE = "private, no-cache"


class GrowingResponse(ClosingResponse):
    """A response whose content is written while it is sent, and may end early."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the content."""
        try:
            await super().__call__(scope, receive, send)
        except NotPermitted:
            logger.info("a track or an album ended early: its user may not hear it any more")
        except (EncodingFailed, ArchiveEnded) as failure:
            # The status has been sent: the client sees that the body has no end.
            logger.info("a track or an album ended early", extra={"cause": str(failure)})


def file_response(
    file: TrackFile,
    opened: OpenFile,
    suffix: str,
    request: Request,
    opening: AsyncExitStack,
    *,
    may_continue: MayContinue,
    download: bool = False,
) -> Response:
    """Return an open file, or the range of it that is requested; it is closed with the response.

    Browsers store a `download`. It ends early when it may not continue.
    """
    state = opened.state
    headers = headers_of(file, suffix, state.entity_tag, download=download)
    if is_current(request.headers.get("If-None-Match"), state.entity_tag):
        return Response(status_code=304, headers=headers)
    part = range_of(request, state.entity_tag, state.bytes)
    headers |= extent(part, state.bytes)
    status = 206 if part else 200
    if request.scope.get("is_head"):
        return Response(status_code=status, headers=headers)
    return GrowingResponse(while_permitted(opened.chunks(part), may_continue), status, headers, opening.pop_all())


async def encoded_response(
    transcodes: Transcodes,
    file: TrackFile,
    source: FileState,
    target: Target,
    request: Request,
    opening: AsyncExitStack,
    *,
    may_continue: MayContinue,
) -> Response:
    """Return an encoded track. `HEAD` and a current copy begin no encoding, and a range waits for its end."""
    async with AsyncExitStack() as looking:
        earlier = await looking.enter_async_context(transcodes.stored(file, source, target))
        if earlier.stored is not None:
            return file_response(file, earlier.stored, target.suffix, request, looking, may_continue=may_continue)
    headers = headers_of(file, target.suffix, earlier.entity_tag)
    if is_current(request.headers.get("If-None-Match"), earlier.entity_tag):
        return Response(status_code=304, headers=headers)
    if request.scope.get("is_head"):
        # Its length is not known yet, so none is stated.
        return StreamingResponse(iter(()), 200, headers)
    whole = "Range" in request.headers and request.headers["Range"].strip() != "bytes=0-"
    encoded = await opening.enter_async_context(transcodes.open(file, source, target, whole=whole))
    if encoded.stored is not None:
        return file_response(file, encoded.stored, target.suffix, request, opening, may_continue=may_continue)
    return GrowingResponse(while_permitted(encoded.growing, may_continue), 200, headers, opening.pop_all())


def archive_response(
    downloads: DownloadAlbums, archive: Archive, request: Request, *, may_continue: MayContinue
) -> Response:
    """Return an album as an archive that browsers store; it ends early when it may not continue."""
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{archive.name}.zip', safe='')}",
        "Content-Length": str(archive.bytes),
        "Content-Type": "application/zip",
        "X-Content-Type-Options": "nosniff",
    }
    if request.scope.get("is_head"):
        return Response(status_code=200, headers=headers)
    return GrowingResponse(while_permitted(downloads.chunks(archive), may_continue), 200, headers, AsyncExitStack())


async def track_response(
    use_cases: Application,
    listener: Listener,
    has_ended: HasEnded,
    track_id: UUID,
    target: Target | None,
    request: Request,
    *,
    download: bool = False,
) -> Response:
    """Return a track as its file is, or encoded, which ends early with that by which its user is signed in.

    Raise TrackNotFound, TranscodersBusy, TranscodingUnavailable, TrackUnreadable.
    """
    file = await use_cases.library.file(listener, track_id)
    may_continue = use_cases.permission.of_track(listener, has_ended, track_id)
    async with AsyncExitStack() as opening:
        opened = await opening.enter_async_context(use_cases.files.open(file))
        if target is None:
            suffix = suffix_of(file.path)
            return file_response(file, opened, suffix, request, opening, may_continue=may_continue, download=download)
        return await encoded_response(
            use_cases.transcodes, file, opened.state, target, request, opening, may_continue=may_continue
        )
    raise AssertionError("opening ends no exception")


def headers_of(file: TrackFile, suffix: str, tag: str, *, download: bool = False) -> dict[str, str]:
    """Return the headers of a track."""
    return file_headers(f"{file.title}.{suffix}", media_type(f"a.{suffix}"), tag, _CACHE, download=download)
