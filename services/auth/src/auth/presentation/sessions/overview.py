"""Routes of the user's own sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from auth.domain.errors import SessionEnded
from auth.domain.sessions.errors import SessionNotFound
from auth.presentation.dependencies import ActorDep, ApplicationDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.sessions.delivery import CurrentDeliveryDep
from auth.presentation.sessions.requests import SessionsParams
from auth.presentation.sessions.responses import SessionResponse
from chassis.http.schemas import Page, page_meta

router = APIRouter(prefix="/auth/sessions", tags=["auth"])

SessionId = Annotated[
    UUID, Path(alias="sessionId", description="Id of the session", examples=["0199b129-0a0a-7b1b-8c2c-9d3d4e4e5f5f"])
]


@router.get("", summary="List my sessions", responses=refuses(SessionEnded) | uncacheable(200))
async def list_sessions(
    use_cases: ApplicationDep, actor: ActorDep, params: Annotated[SessionsParams, Query()]
) -> Page[SessionResponse]:
    """Return a page of the devices on which the user is signed in: this one first, then the last used ones."""
    listed = await use_cases.sessions.list(actor, params.limit, params.offset)
    return Page(
        data=[SessionResponse.of(session) for session in listed.sessions],
        meta=page_meta(count=len(listed.sessions), total=listed.total, limit=params.limit, offset=params.offset),
    )


@router.delete("", status_code=204, summary="End my other sessions", responses=refuses(SessionEnded) | uncacheable(204))
async def end_other_sessions(use_cases: ApplicationDep, actor: ActorDep) -> None:
    """End every session of the user but this one. The response has no body.

    Their access tokens stop working within seconds, and their event streams end.
    """
    await use_cases.sessions.end.others(actor)


@router.delete(
    "/{sessionId}",
    status_code=204,
    summary="End a session",
    responses=refuses(SessionEnded, SessionNotFound) | uncacheable(204),
)
async def end_session(
    use_cases: ApplicationDep, actor: ActorDep, session_id: SessionId, delivery: CurrentDeliveryDep
) -> None:
    """End one session of the user, also this one. The response has no body.

    Its access token stops working within seconds, and its event streams end.
    """
    await use_cases.sessions.end.one(actor, session_id)
    if session_id == actor.session_id:
        delivery.forget()
