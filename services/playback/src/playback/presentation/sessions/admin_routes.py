"""Routes of playback sessions for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.schemas import Page, PageMeta
from chassis.http.tokens import AdminPrincipal
from playback.application.sessions.ports import SessionFilter
from playback.domain.sessions.errors import SessionNotFound
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses
from playback.presentation.sessions.requests import ActiveParams, SessionId
from playback.presentation.sessions.schemas import AdminSessionResponse

router = APIRouter(prefix="/admin/playback", tags=["playback: administration"])


@router.get("/sessions", summary="List active playback sessions")
async def list_active_sessions(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[ActiveParams, Query()]
) -> Page[AdminSessionResponse]:
    """Return the sessions of all users that have not ended, the newest first."""
    chosen = SessionFilter(
        users=None if params.user_id is None else [params.user_id],
        assets=None if params.asset_id is None else [params.asset_id],
    )
    sessions = await use_cases.sessions.keep.active(chosen, params.limit + 1, params.offset)
    shown = [AdminSessionResponse.of(session) for session in sessions[: params.limit]]
    meta = PageMeta(
        count=len(shown), total=None, limit=params.limit, offset=params.offset, has_more=len(sessions) > params.limit
    )
    return Page(data=shown, meta=meta)


@router.delete(
    "/sessions/{sessionId}",
    status_code=204,
    summary="End the playback session of a user",
    responses=refuses(SessionNotFound),
)
async def end_session_of_user(use_cases: ApplicationDep, _: AdminPrincipal, session_id: SessionId) -> None:
    """End a session of any user. A repetition changes nothing."""
    await use_cases.sessions.keep.end_any(session_id)
