"""The event stream of the inbox."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.tokens import CurrentPrincipal
from notifications.application.messages.feed import InboxFollower
from notifications.application.messages.inbox import Change
from notifications.domain.errors import TooManyStreams
from notifications.presentation.dependencies import ApplicationDep, private
from notifications.presentation.errors import refuses
from notifications.presentation.messages.schemas import ChangeResponse
from notifications.presentation.messages.texts import WriterDep

router = APIRouter(prefix="/notifications", tags=["notifications"], dependencies=[Depends(private)])

_STREAM: Final = event_stream(
    "notification",
    ChangeResponse,
    '{"id":"0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1","kind":"new_episode","title":"Severance: S02E05",'
    '"sequence":1042,"isDeleted":false}',
)
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern="^[0-9]{1,18}$",
        description="Id of the last event that was received, its `sequence`: the stream continues after it",
        examples=["1042"],
    ),
]


async def _follower(
    use_cases: ApplicationDep, principal: CurrentPrincipal, last_event_id: LastEventId = None
) -> AsyncIterator[InboxFollower]:
    """Yield a follower of the inbox, for as long as its stream is open; a stream that has begun cannot be refused."""
    after = None if last_event_id is None else int(last_event_id)
    follower = await use_cases.inbox_feed.join(principal.user_id, after, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        use_cases.inbox_feed.leave(follower)


@router.get(
    "/stream",
    summary="Follow my notifications",
    response_class=EventSourceResponse,
    responses=refuses(TooManyStreams) | _STREAM,
)
async def follow_notifications(
    follower: Annotated[InboxFollower, Depends(_follower)], write: WriterDep
) -> AsyncIterator[ServerSentEvent]:
    """Stream new and changed notifications as server-sent events `notification`, each with its `sequence` as id.

    The stream begins with what comes next, or after `Last-Event-ID`, which browsers send when they connect again: no
    change is skipped, and one that was sent already may come twice. It ends when the access token expires.
    """
    changes = follower.changes()

    def response(change: Change) -> ChangeResponse:
        return ChangeResponse.of_change(change, write(change.notification))

    async for event in as_events("notification", changes, response, id_of=_sequence):
        yield event


def _sequence(change: Change) -> str:
    return str(change.notification.sequence)
