"""Routes of sessions and their members."""

from uuid import UUID

from fastapi import APIRouter, Depends

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from social.application import Application
from social.domain.people.errors import AccountErased
from social.domain.together import errors
from social.presentation.dependencies import ApplicationDep, PersonId, private
from social.presentation.errors import refuses
from social.presentation.together.dependencies import SessionId
from social.presentation.together.requests import (
    TogetherCodeRequest,
    TogetherRoleRequest,
    TogetherSessionPatch,
    TogetherSessionRequest,
)
from social.presentation.together.schemas import TogetherSessionResponse

router = APIRouter(prefix="/social/sessions", tags=["social: together"], dependencies=[Depends(private)])

_HOST = (AccountErased, errors.SessionNotFound, errors.RoleRequired)
SessionResult = Success[TogetherSessionResponse]


@router.post(
    "",
    status_code=201,
    summary="Begin a session",
    responses=refuses(AccountErased, errors.ItemOfOtherKind, errors.TogetherLimitReached),
)
async def begin_session(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: TogetherSessionRequest
) -> SessionResult:
    """Begin to watch or listen together. The signed-in user is the host, and gives the code to others."""
    first = None if body.item is None else body.item.to_subject()
    session_id = await use_cases.together.manage.begin(
        principal.user_id, body.to_kind(), body.name.strip(), body.to_adding(), first
    )
    return await _session(use_cases, principal.user_id, session_id)


@router.get("", summary="List my sessions")
async def list_sessions_together(
    use_cases: ApplicationDep, principal: CurrentPrincipal
) -> Success[list[TogetherSessionResponse]]:
    """Return the sessions that go on with the signed-in user, at most ten, the latest joined first."""
    views = await use_cases.together.read.mine(principal.user_id)
    return Success(data=[TogetherSessionResponse.of(view) for view in views])


@router.post(
    "/join",
    summary="Join a session by its code",
    responses=refuses(AccountErased, errors.CodeNotFound, errors.TooManyCodes, errors.TogetherLimitReached),
)
async def join_session(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: TogetherCodeRequest
) -> SessionResult:
    """Join as a listener; a member may repeat it. Ten codes may be tried within ten minutes without success.

    A code that has expired or was replaced is refused as one that never was, as is that of a host with whom the user
    has a block, and of a session from which the user was removed.
    """
    session_id = await use_cases.together.manage.join(principal.user_id, body.code)
    return await _session(use_cases, principal.user_id, session_id)


@router.get("/{sessionId}", summary="Get a session", responses=refuses(errors.SessionNotFound))
async def get_session_together(
    use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId
) -> SessionResult:
    """Return a session of which the signed-in user is a member."""
    return await _session(use_cases, principal.user_id, session_id)


@router.patch("/{sessionId}", summary="Change a session", responses=refuses(*_HOST))
async def change_session(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    session_id: SessionId,
    body: TogetherSessionPatch,
) -> SessionResult:
    """Change the name, or who may add to the queue. Only the host may."""
    name = None if body.name is None else body.name.strip()
    await use_cases.together.manage.change(principal.user_id, session_id, name, body.to_adding())
    return await _session(use_cases, principal.user_id, session_id)


@router.delete("/{sessionId}", status_code=204, summary="End a session", responses=refuses(*_HOST))
async def end_session_together(use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId) -> None:
    """End the session for everyone. Only the host may. The response has no body."""
    await use_cases.together.manage.end(principal.user_id, session_id)


@router.post("/{sessionId}/code", summary="Replace the code", responses=refuses(*_HOST))
async def replace_session_code(
    use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId
) -> SessionResult:
    """Replace the code, which is valid for twelve hours. Only the host may. Who was removed may join with it."""
    await use_cases.together.manage.replace_code(principal.user_id, session_id)
    return await _session(use_cases, principal.user_id, session_id)


@router.post(
    "/{sessionId}/leave",
    status_code=204,
    summary="Leave a session",
    responses=refuses(AccountErased, errors.SessionNotFound),
)
async def leave_session(use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId) -> None:
    """Leave. After the host a DJ becomes the host, or who has joined first; after the last one the session ends.

    The response has no body.
    """
    await use_cases.together.manage.leave(principal.user_id, session_id)


@router.put(
    "/{sessionId}/members/{userId}",
    summary="Change the role of a member",
    responses=refuses(*_HOST, errors.MemberNotFound),
)
async def set_session_role(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    session_id: SessionId,
    user_id: PersonId,
    body: TogetherRoleRequest,
) -> SessionResult:
    """Make a member a DJ or a listener, or the host instead of the signed-in user. Only the host may."""
    await use_cases.together.manage.set_role(principal.user_id, session_id, user_id, body.to_role())
    return await _session(use_cases, principal.user_id, session_id)


@router.delete(
    "/{sessionId}/members/{userId}",
    status_code=204,
    summary="Remove a member",
    responses=refuses(*_HOST, errors.MemberNotFound),
)
async def remove_session_member(
    use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId, user_id: PersonId
) -> None:
    """Remove a member, who cannot come back with the present code. Only the host may. The response has no body."""
    await use_cases.together.manage.kick(principal.user_id, session_id, user_id)


async def _session(use_cases: Application, user_id: UUID, session_id: UUID) -> SessionResult:
    return Success(data=TogetherSessionResponse.of(await use_cases.together.read.get(user_id, session_id)))
