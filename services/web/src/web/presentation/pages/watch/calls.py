"""What the scripts of the player send: sessions, heartbeats, measures and requests for licences."""

from typing import Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from chassis.core.browser_sessions import CSRF_HEADER
from web.application.api import ApiError
from web.presentation.fields import key_header
from web.presentation.pages.titles.addresses import segment
from web.presentation.visits import ForgedForm, OpenVisit, Visit

router = APIRouter()

MOST_BYTES: Final = 65_536


@router.post("/watch/sessions")
async def start(visit: OpenVisit) -> Response:
    """Start a session; return it as JSON, or as HTML why it is refused and what can be done about it."""
    body = await _sent(visit)
    path = f"playback/{segment(str(body.get('subject')))}/session"
    try:
        reply = await visit.call(
            "POST",
            path,
            json={name: body.get(name) for name in ("deviceName", "replaces")},
            headers=key_header(str(body.get("key"))),
        )
    except ApiError as error:
        status = error.status if error.status < 500 else 503
        return visit.render_status(status, "watch/refused.html", error=error, reason=visit.reason(error))
    return visit.json(reply.data)


@router.post("/watch/sessions/{session_id:uuid}/heartbeats")
async def heartbeat(visit: OpenVisit, session_id: UUID) -> Response:
    """Keep a session, and the position."""
    body = await _sent(visit)
    return await _passed(visit, "POST", f"playback/sessions/{session_id}/heartbeats", json=body)


@router.post("/watch/sessions/{session_id:uuid}/events")
async def events(visit: OpenVisit, session_id: UUID) -> Response:
    """Pass on what the player has measured."""
    body = await _sent(visit)
    return await _passed(visit, "POST", f"playback/sessions/{session_id}/events", json=body)


@router.post("/watch/sessions/{session_id:uuid}/stop")
async def stop(visit: OpenVisit, session_id: UUID) -> Response:
    """End the session of a page that closes, with its last position."""
    body = await _sent(visit)
    return await _passed(
        visit, "DELETE", f"playback/sessions/{session_id}", query={"positionMs": body.get("positionMs")}
    )


@router.post("/watch/sessions/{session_id:uuid}/end")
async def end(visit: OpenVisit, session_id: UUID) -> Response:
    """End another session of the user by a form, and return to the page of the player."""
    await visit.form()
    await visit.call("DELETE", f"playback/sessions/{session_id}")
    return visit.back("watch.stream_ended")


@router.post("/watch/licences/clearkey")
async def licence(visit: OpenVisit) -> Response:
    """Pass on a request for a licence, and the licence as it comes."""
    body = await _sent(visit)
    session = visit.request.query_params.get("session", "")
    try:
        reply = await visit.call("POST", "playback/licenses/clearkey", query={"session": session}, json=body)
    except ApiError as error:
        return visit.json({"code": error.code}, error.status)
    return visit.respond(Response(reply.body, 200, {"Cache-Control": "no-store"}, "application/json"))


async def _passed(visit: Visit, method: str, path: str, **options: Any) -> Response:
    try:
        reply = await visit.call(method, path, **options)
    except ApiError as error:
        return visit.json({"code": error.code}, error.status)
    return visit.json(reply.data)


async def _sent(visit: Visit) -> dict[str, Any]:
    """Return the JSON object that a script of this session has sent; raise ForgedForm or ApiError."""
    if not visit.session.is_own_form(visit.request.headers.get(CSRF_HEADER, "")):
        raise ForgedForm
    content = await visit.request.body()
    if len(content) > MOST_BYTES:
        raise ApiError(413, "PAYLOAD_TOO_LARGE")
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise ApiError(400, "BAD_REQUEST") from error
    if not isinstance(body, dict):
        raise ApiError(400, "BAD_REQUEST")
    return body
