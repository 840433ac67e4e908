"""Routes of the playback and the queue of a session, and of the exchange of clocks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from social.domain.people.errors import AccountErased
from social.domain.together import errors
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses
from social.presentation.together.clocks import ServerClock
from social.presentation.together.dependencies import ItemId, SessionId, VersionsDep
from social.presentation.together.requests import (
    TogetherClockRequest,
    TogetherCommandRequest,
    TogetherItemRequest,
    TogetherPlaceRequest,
)
from social.presentation.together.schemas import TogetherClockResponse, TogetherSessionResponse

router = APIRouter(prefix="/social/sessions/{sessionId}", tags=["social: together"], dependencies=[Depends(private)])

_MEMBER = (AccountErased, errors.SessionNotFound, errors.RoleRequired)
_TAGGED: Responses = {200: {"headers": headers("Cache-Control", "ETag")}}
SessionResult = Success[TogetherSessionResponse]


@router.put(
    "/playback",
    summary="Play, pause, seek or skip",
    responses=refuses(*_MEMBER, errors.NothingToPlay, errors.PlaybackChanged) | _TAGGED,
)
async def command_session(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    session_id: SessionId,
    body: TogetherCommandRequest,
    versions: VersionsDep,
    response: Response,
) -> SessionResult:
    """Change the playback for everyone. Only the host and DJs may.

    With `If-Match`, a command that is based on a former version is refused: of two members who skip at once, one does.
    """
    await use_cases.together.play.command(principal.user_id, session_id, body.to_command(), versions)
    result = await _session(use_cases, principal, session_id)
    # Another member may have changed it meanwhile: the tag is that of the body.
    response.headers["ETag"] = entity_tag(result.data.playback.version)
    return result


@router.post(
    "/queue",
    status_code=201,
    summary="Add to the queue",
    responses=refuses(*_MEMBER, errors.ItemOfOtherKind, errors.TogetherLimitReached),
)
async def add_to_session(
    use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId, body: TogetherItemRequest
) -> SessionResult:
    """Add to the end of the queue, if the host permits it; without a current item it becomes the current one."""
    await use_cases.together.play.add(principal.user_id, session_id, body.to_subject())
    return await _session(use_cases, principal, session_id)


@router.put("/queue/{itemId}", summary="Move an item of the queue", responses=refuses(*_MEMBER, errors.ItemNotFound))
async def move_in_session(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    session_id: SessionId,
    item_id: ItemId,
    body: TogetherPlaceRequest,
) -> SessionResult:
    """Move an item before another one, or to the end. Only the host and DJs may."""
    await use_cases.together.play.move(principal.user_id, session_id, item_id, body.before)
    return await _session(use_cases, principal, session_id)


@router.delete(
    "/queue/{itemId}",
    status_code=204,
    summary="Remove an item of the queue",
    responses=refuses(*_MEMBER, errors.ItemNotFound),
)
async def remove_from_session(
    use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId, item_id: ItemId
) -> None:
    """Remove an item: one's own, or as the host or a DJ any. The response has no body."""
    await use_cases.together.play.remove(principal.user_id, session_id, item_id)


async def _clock(use_cases: ApplicationDep) -> ServerClock:
    return ServerClock(use_cases.together.clock)


@router.post("/clock", summary="Compare clocks", responses=refuses(errors.SessionNotFound))
async def compare_clocks(
    clock: Annotated[ServerClock, Depends(_clock)],
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    session_id: SessionId,
    body: TogetherClockRequest,
) -> Success[TogetherClockResponse]:
    """Return when the server has received the request and replied, by which a client computes how its clock differs.

    When the response arrives at `t3`, the server's clock is ahead by `((receivedMs - sentMs) + (repliedMs - t3)) / 2`,
    with an error of half the time on the way at most. Use the best of several exchanges. A WebSocket of the session
    does the same with less delay.
    """
    await use_cases.together.read.get(principal.user_id, session_id)
    return Success(data=clock.reply(body.sent_ms))


async def _session(use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId) -> SessionResult:
    view = await use_cases.together.read.get(principal.user_id, session_id)
    return Success(data=TogetherSessionResponse.of(view))
