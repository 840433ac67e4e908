"""What the scripts of the player send: sessions, heartbeats, measures and requests for licences."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import key_header
from web.presentation.pages.titles.addresses import segment
from web.presentation.script_calls import passed, sent
from web.presentation.visits import OpenVisit

router = APIRouter()


@router.post("/watch/sessions")
async def start(visit: OpenVisit) -> Response:
    """Start a session; return it as JSON, or as HTML why it is refused and what can be done about it."""
    body = await sent(visit)
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
    # Cookies of a session are those of a CDN, which permit its files.
    visit.cookies += reply.cookies
    return visit.json({**reply.data, "withCredentials": bool(reply.cookies)})


@router.post("/watch/sessions/{session_id:uuid}/heartbeats")
async def heartbeat(visit: OpenVisit, session_id: UUID) -> Response:
    """Keep a session, and the position."""
    body = await sent(visit)
    return await passed(visit, "POST", f"playback/sessions/{session_id}/heartbeats", json=body)


@router.post("/watch/sessions/{session_id:uuid}/events")
async def events(visit: OpenVisit, session_id: UUID) -> Response:
    """Pass on what the player has measured."""
    body = await sent(visit)
    return await passed(visit, "POST", f"playback/sessions/{session_id}/events", json=body)


@router.post("/watch/sessions/{session_id:uuid}/stop")
async def stop(visit: OpenVisit, session_id: UUID) -> Response:
    """End the session of a page that closes, with its last position."""
    body = await sent(visit)
    return await passed(
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
    body = await sent(visit)
    session = visit.request.query_params.get("session", "")
    try:
        reply = await visit.call("POST", "playback/licenses/clearkey", query={"session": session}, json=body)
    except ApiError as error:
        return visit.json({"code": error.code}, error.status)
    return visit.respond(Response(reply.body, 200, {"Cache-Control": "no-store"}, "application/json"))
