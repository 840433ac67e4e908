"""The route of the public events."""

import time
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response

from chassis.http.document.error_cases import refusals
from chassis.http.errors import validation_error
from chassis.http.validation.problems import Problem
from gateway.application import Application
from gateway.application.events.log import Entry
from gateway.application.events.public_events import PastEvents, PublicEvents
from gateway.domain.errors import TooManyStreams
from gateway.domain.events.positions import BadPosition, Positions
from gateway.domain.events.public import Selection
from gateway.presentation.errors import ERRORS
from gateway.presentation.events.admission import CLIENT
from gateway.presentation.events.document import STREAM
from gateway.presentation.events.schemas import POSITION, EventParams, EventsPage
from gateway.presentation.events.stream import HEADERS, EventStream

router = APIRouter(tags=["events"])
_AFTER: Final = "after"
_LAST_EVENT_ID: Final = "Last-Event-ID"

LastEventId = Annotated[
    str | None,
    Header(
        alias=_LAST_EVENT_ID,
        max_length=4096,
        description="Id of the last event that was received; browsers send it when they connect again",
        examples=[POSITION],
    ),
]


@router.get(
    "/events",
    summary="Follow public events",
    response_model=EventsPage,
    responses={**refusals(ERRORS, TooManyStreams), **STREAM},
)
async def follow_events(
    request: Request, params: Annotated[EventParams, Query()], last_event_id: LastEventId = None
) -> Response:
    """Stream what happens to titles and lists, as server-sent events: an event of the log each, in its public form.

    `event` is the type, `data` the event as JSON, and `id` the position behind it. A stream begins with what comes
    next; with `Last-Event-ID`, or `after`, it continues behind that position, at any replica and after any restart,
    and neither skips nor repeats an event. Events of a type about one title come in their order.

    An event `gap` states that events behind the position were deleted, or that the log was created again: read the
    affected titles again. Of the types whose log is compacted, only the last event of each title is kept: a client that
    continues may miss states in between, and never the last one.

    With `Accept: application/json` the response is a page of the events behind `after`.
    """
    application: Application = request.app.state.application
    events = application.events
    source, text = (_AFTER, params.after) if last_event_id is None else (_LAST_EVENT_ID, last_event_id)
    after = None if text is None else _position(events, source, text)
    selection = Selection(frozenset(params.type), frozenset(params.media_id))
    if not _wants_page(request.headers.get("accept", "")):
        return EventStream(
            events,
            application.streams,
            request.scope[CLIENT],
            selection,
            after,
            now=time.time,
            heartbeat_seconds=request.app.state.heartbeat_seconds,
        )
    if after is None:
        raise validation_error(Problem(_AFTER, "query", "missing", "is required for a JSON response"))
    return _page(await events.past(selection, after, most=params.limit), params.limit)


def _position(events: PublicEvents, source: str, text: str) -> Positions:
    try:
        return events.position(text)
    except BadPosition as bad:
        place = "query" if source == _AFTER else "header"
        raise validation_error(Problem(source, place, "position", str(bad))) from bad


def _wants_page(accept: str) -> bool:
    return "application/json" in accept and EventStream.media_type not in accept


def _page(past: PastEvents, limit: int) -> Response:
    meta = {
        "count": len(past.entries),
        "limit": limit,
        "hasMore": past.has_more,
        "position": past.position,
        "gaps": [{"types": sorted(gap.types), "reason": gap.reason} for gap in past.gaps],
    }
    data = b",".join(_item(entry) for entry in past.entries)
    body = b'{"success":true,"data":[' + data + b'],"meta":' + orjson.dumps(meta) + b"}"
    return Response(body, media_type="application/json", headers=HEADERS)


def _item(entry: Entry) -> bytes:
    """Return an event with its position; its JSON is an object, and is not written again."""
    return entry.event.data[:-1] + b',"position":' + orjson.dumps(entry.position) + b"}"
