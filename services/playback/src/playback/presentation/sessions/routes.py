"""Routes of playback sessions."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.document.openapi import headers
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from playback.application.sessions.requests import SessionRequest
from playback.domain.assets.errors import AssetNotPlayable
from playback.domain.assets.subject import Subject
from playback.domain.delivery.errors import DeliveryUnavailable
from playback.domain.entitlements.errors import AccountErased, PlanRequired, PurchaseRequired
from playback.domain.sessions.errors import (
    AvailabilityEnded,
    DeviceRequired,
    KeyReused,
    NotAvailableYet,
    RegionNotAvailable,
    SessionEnded,
    SessionNotFound,
    StreamLimitReached,
)
from playback.presentation.dependencies import PRIVATE, ApplicationDep
from playback.presentation.errors import refuses
from playback.presentation.sessions.requests import (
    AddressDep,
    EndParams,
    HeartbeatRequest,
    RequestKeyDep,
    SessionId,
    SessionStart,
    SubjectText,
)
from playback.presentation.sessions.schemas import HeartbeatResponse, SessionResponse, StartedResponse

router = APIRouter(prefix="/playback", tags=["playback"])


@router.post(
    "/{subject}/session",
    status_code=201,
    summary="Start a playback session",
    responses={
        201: {"headers": headers("Cache-Control")},
        **refuses(
            AssetNotPlayable,
            NotAvailableYet,
            AvailabilityEnded,
            RegionNotAvailable,
            DeviceRequired,
            PlanRequired,
            PurchaseRequired,
            AccountErased,
            StreamLimitReached,
            SessionEnded,
            KeyReused,
            DeliveryUnavailable,
        ),
    },
)
async def start_session(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    subject: SubjectText,
    body: SessionStart,
    address: AddressDep,
    key: RequestKeyDep,
    response: Response,
) -> Success[StartedResponse]:
    """Check that the user may play the video here and now, and return how: addresses, licences, subtitles, position.

    The session holds one of the streams of the user while heartbeats arrive. The region is the country of the
    address.
    """
    request = SessionRequest(
        user_id=principal.user_id,
        auth_session_id=principal.session_id,
        device_id=principal.device_id,
        device_name=body.device_name,
        subject=Subject.parse(subject),
        address=address,
        replaces=body.replaces,
        key=key,
    )
    started = await use_cases.sessions.start(request)
    response.headers.update(PRIVATE)
    for cookie in started.grant.cookies:
        response.set_cookie(
            cookie.name,
            cookie.value,
            path=cookie.path,
            domain=cookie.domain,
            expires=started.session.expires_at,
            secure=True,
            httponly=True,
            samesite="none",
        )
    return Success(data=StartedResponse.of(started))


@router.post("/sessions/{sessionId}/heartbeats", summary="Keep a playback session", responses=refuses(SessionNotFound))
async def send_heartbeat(
    use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId, body: HeartbeatRequest
) -> Success[HeartbeatResponse]:
    """Store the position and hold the stream; the response says whether the session has ended, and why.

    Without a heartbeat for 90 seconds a session ends.
    """
    session = await use_cases.sessions.keep.beat(principal.user_id, session_id, body.position_ms, body.state)
    return Success(data=HeartbeatResponse.of(session))


@router.delete(
    "/sessions/{sessionId}", status_code=204, summary="End a playback session", responses=refuses(SessionNotFound)
)
async def end_playback_session(
    use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId, params: Annotated[EndParams, Query()]
) -> None:
    """End an own session: its stream is free, and its addresses are refused. A repetition changes nothing."""
    await use_cases.sessions.keep.end(principal.user_id, session_id, params.position_ms)


@router.get(
    "/sessions",
    summary="List own active playback sessions",
    responses={200: {"headers": headers("Cache-Control")}},
)
async def list_playback_sessions(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[list[SessionResponse]]:
    """Return the sessions that count among the streams of the user, the oldest first."""
    response.headers.update(PRIVATE)
    sessions = await use_cases.sessions.keep.of_user(principal.user_id)
    return Success(data=[SessionResponse.of(session) for session in sessions])
