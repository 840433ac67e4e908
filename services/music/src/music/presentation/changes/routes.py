"""The event stream of the library."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.tokens import CurrentPrincipal
from music.application.changes.feed import LibraryFollower
from music.domain.changes.change import LibraryChange
from music.domain.scanning.errors import TooManyStreams
from music.presentation.changes.schemas import LibraryChangeResponse
from music.presentation.dependencies import ApplicationDep, listener
from music.presentation.errors import refuses

router = APIRouter(prefix="/music", tags=["music"])

_STREAM: Final = event_stream(
    "change",
    LibraryChangeResponse,
    '{"kind":"added","tracks":12,"albumIds":["0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"],"occurredAt":"2026-11-30T12:00:00Z"}',
)
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern="^[0-9]{1,18}$",
        description="Id of the last event that was received: the stream continues after it",
        examples=["1042"],
    ),
]


async def _follower(
    use_cases: ApplicationDep, principal: CurrentPrincipal, last_event_id: LastEventId = None
) -> AsyncIterator[LibraryFollower]:
    """Yield a follower for as long as its stream is open; a stream that has begun cannot be refused."""
    after = None if last_event_id is None else int(last_event_id)
    follower = await use_cases.changes.join(listener(principal), after, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        use_cases.changes.leave(follower)


@router.get(
    "/events",
    summary="Follow changes of the music library",
    response_class=EventSourceResponse,
    responses=refuses(TooManyStreams) | _STREAM,
)
async def follow_music_library(
    follower: Annotated[LibraryFollower, Depends(_follower)],
) -> AsyncIterator[ServerSentEvent]:
    """Stream what changes in the music folders that the user may hear as server-sent events `change`.

    The stream begins with what comes next, or after `Last-Event-ID`, which browsers send when they connect again.
    Changes are kept for a day. It ends when the access token expires. A user may have five streams open.
    """
    async for event in as_events("change", follower.changes(), LibraryChangeResponse.of, id_of=_id):
        yield event


def _id(change: LibraryChange) -> str:
    return str(change.id)
