"""Routes of what stations send: their audio, and the titles of what they play."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.follow_up.byte_ranges import ClosingResponse
from chassis.http.tokens import CurrentPrincipal
from music.application.radio.titles import TitleFollower
from music.domain.radio.errors import (
    DirectoryUnavailable,
    StationNotFound,
    StationNotPermitted,
    StationPathBroken,
    StationTooSlow,
    StationUnreachable,
    StationUnsupported,
    TooManyRadioStreams,
)
from music.domain.scanning.errors import TooManyStreams
from music.presentation.dependencies import ApplicationDep
from music.presentation.errors import refuses
from music.presentation.radio.params import StationId
from music.presentation.radio.schemas import MetadataResponse

router = APIRouter(prefix="/music/radio/stations", tags=["music: radio"])

_AUDIO: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The audio as the station sends it, until one of them ends",
        "content": {"audio/mpeg": {"schema": {"type": "string", "format": "binary"}, "example": "\xff\xfb\x90d"}},
    }
}
_EVENTS: Final = event_stream(
    "metadata",
    MetadataResponse,
    '{"stationId":"9617a958-0601-11e8-ae97-52543be04c81","title":"Nina Simone - Sinnerman","artist":"Nina Simone",'
    '"song":"Sinnerman","at":"2026-11-30T12:00:00Z"}',
)
IcyMetadata = Annotated[
    str | None,
    Header(
        alias="Icy-MetaData",
        max_length=10,
        description="`1` keeps the blocks with titles in the audio; `icy-metaint` states where they are",
        examples=["1"],
    ),
]


@router.get(
    "/{stationId}/stream",
    summary="Hear a radio station",
    response_class=Response,
    responses=_AUDIO
    | refuses(
        StationNotFound,
        TooManyRadioStreams,
        StationUnreachable,
        StationNotPermitted,
        StationUnsupported,
        StationTooSlow,
        StationPathBroken,
        DirectoryUnavailable,
    ),
)
async def stream_radio_station(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    station_id: StationId,
    request: Request,
    icy_metadata: IcyMetadata = None,
) -> Response:
    """Relay a station of the user or of the directory, for six hours at most, and until the session ends."""
    async with AsyncExitStack() as opening:
        stream = await use_cases.radio.play.open(
            principal.user_id, station_id, principal.session_id, with_titles=icy_metadata == "1"
        )
        opening.push_async_exit(stream.opened)
        headers = {
            "Cache-Control": "private, no-store",
            "Content-Type": stream.media_type,
            "X-Content-Type-Options": "nosniff",
            # A proxy on the way must not wait for the end.
            "X-Accel-Buffering": "no",
            **({} if stream.interval is None else {"icy-metaint": str(stream.interval)}),
        }
        if request.scope.get("is_head"):
            return Response(headers=headers)
        return ClosingResponse(stream.chunks(), 200, headers, opening.pop_all())


async def _follower(
    use_cases: ApplicationDep, principal: CurrentPrincipal, station_id: StationId
) -> AsyncIterator[TitleFollower]:
    """Yield a follower for as long as its stream is open; a stream that has begun cannot be refused."""
    station = await use_cases.radio.play.locate(principal.user_id, station_id)
    follower = use_cases.radio.titles.join(principal.user_id, station, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        use_cases.radio.titles.leave(follower)


@router.get(
    "/{stationId}/events",
    summary="Follow the titles of a radio station",
    response_class=EventSourceResponse,
    responses=refuses(StationNotFound, TooManyStreams, DirectoryUnavailable) | _EVENTS,
)
async def follow_radio_titles(follower: Annotated[TitleFollower, Depends(_follower)]) -> AsyncIterator[ServerSentEvent]:
    """Stream what a station plays as server-sent events `metadata`, until the access token expires.

    It begins with what plays now, as soon as the station states it. A user may follow five stations.
    """
    async for event in as_events("metadata", follower.changes(), MetadataResponse.of):
        yield event
