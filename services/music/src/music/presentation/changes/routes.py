"""The event stream of the library, and of scans and the analysis for administrators."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.document.event_streams import RETRY_MS, event_stream
from chassis.http.tokens import CurrentPrincipal
from music.application.changes.live import LiveEvent, LiveKind
from music.domain.scanning.errors import TooManyStreams
from music.presentation.changes.events import LastEventId, body_of
from music.presentation.changes.schemas import LibraryChangeResponse
from music.presentation.dependencies import ApplicationDep, listener
from music.presentation.errors import refuses

router = APIRouter(prefix="/music", tags=["music"])

_STREAM: Final[dict[int | str, dict[str, Any]]] = event_stream(
    LiveKind.LIBRARY_CHANGE,
    LibraryChangeResponse,
    '{"kind":"added","tracks":12,"albumIds":["0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"],"occurredAt":"2026-11-30T12:00:00Z"}',
)
_STREAM[200]["description"] = (
    "Events `library:change`; for administrators also `scan:progress` and `scan:completed`, each with the scan, and "
    "`lufs:progress` with the progress of the analysis. Comments keep an idle connection open"
)


async def _events(
    use_cases: ApplicationDep, principal: CurrentPrincipal, last_event_id: LastEventId = None
) -> AsyncIterator[AsyncIterator[LiveEvent | None]]:
    """Yield the events for as long as their stream is open; a stream that has begun cannot be refused."""
    after = None if last_event_id is None else int(last_event_id)
    async with use_cases.live.open(listener(principal), after, expires_at=principal.expires_at) as events:
        yield events


@router.get(
    "/events",
    summary="Follow what happens to music",
    response_class=EventSourceResponse,
    responses=refuses(TooManyStreams) | _STREAM,
)
async def follow_music_library(
    events: Annotated[AsyncIterator[LiveEvent | None], Depends(_events)],
) -> AsyncIterator[ServerSentEvent]:
    """Stream what changes in the music folders that the user may hear, and for administrators scans and the analysis.

    Changes begin with what comes next, or after `Last-Event-ID`, which browsers send when they connect again; they are
    kept for a day. The stream ends when the access token expires. A user may have five open. A WebSocket at
    `/music/events/socket` sends the same.
    """
    yield ServerSentEvent(retry=RETRY_MS)
    async for event in events:
        if event is None:
            yield ServerSentEvent(comment="still here")
        else:
            yield ServerSentEvent(event=event.kind, id=None if event.id is None else str(event.id), data=body_of(event))
