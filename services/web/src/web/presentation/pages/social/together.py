"""Sessions in which users watch or listen together."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.library.changes import found_titles, one_of
from web.presentation.pages.social.together_changes import ADDING, CHANGES, WHOLE, apply_change
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/together")

PATH: Final = "social/sessions"
KINDS: Final = ("watching", "listening")
SHOWN_TRACKS: Final = 20
"""Tracks of the queue whose names are read: each by the visitor's own rights."""


@router.get("")
async def sessions_together(visit: AccountVisit) -> Response:
    """Return the sessions of the user, and what begins or joins one."""
    return await _sessions(visit)


@router.post("")
async def begin_together(visit: AccountVisit) -> Response:
    """Begin a session."""
    form = await visit.form()
    body = {
        "kind": one_of(form, "kind", KINDS),
        "name": str(form.get("name") or ""),
        "adding": one_of(form, "adding", ADDING),
    }
    return await _entered(visit, PATH, body)


@router.post("/join")
async def join_together(visit: AccountVisit) -> Response:
    """Join the session with a code."""
    form = await visit.form()
    return await _entered(visit, f"{PATH}/join", {"code": str(form.get("code") or "").strip()})


@router.get("/{session_id:uuid}")
async def session_together(visit: AccountVisit, session_id: UUID) -> Response:
    """Return a session: the whole page, or the part that has changed."""
    return await _session(visit, session_id)


@router.post("/{session_id:uuid}/{change}")
async def change_together(visit: AccountVisit, session_id: UUID, change: str) -> Response:
    """Change a session, and show it again."""
    if change not in CHANGES and change not in WHOLE:
        raise HTTPException(404)
    form = await visit.form()
    try:
        await apply_change(visit, change, f"{PATH}/{session_id}", form)
    except ApiError as error:
        if error.status >= 500 or error.status == 404:
            raise
        rejected = rejection_of(error)
        return await _session(visit, session_id, rejected.status, **rejected.shown())
    return visit.redirect("/my/together" if change in ("leave", "end") else f"/my/together/{session_id}")


async def _entered(visit: Visit, path: str, body: dict[str, Any]) -> Response:
    try:
        session = (await visit.call("POST", path, json=body)).data
    except ApiError as error:
        if error.status >= 500:
            raise
        rejected = rejection_of(error)
        # A code that is not found is an error of the form, and not of the page.
        status = 400 if error.status == 404 else rejected.status
        return await _sessions(visit, status, **rejected.shown(), name=body.get("name", ""), code=body.get("code", ""))
    return visit.redirect(f"/my/together/{session['id']}")


async def _sessions(visit: Visit, status: int = 200, **values: Any) -> Response:
    parts = await visit.parts(sessions=(PATH, {}))
    shown = {"name": "", "code": "", **NONE, **values}
    return visit.render_status(status, "together/sessions.html", **parts, kinds=KINDS, adding=ADDING, **shown)


async def _session(visit: Visit, session_id: UUID, status: int = 200, **values: Any) -> Response:
    session = await visit.get(f"{PATH}/{session_id}")
    items = [item for item in (session["playback"]["item"], *session["queue"]) if item]
    shown = {
        "session": session,
        "names": await _names_of_tracks(visit, items),
        "controls": session["role"] != "listener",
    }
    if visit.is_fragment:
        return visit.render("together/state.html", **shown, **NONE)
    words = visit.request.query_params.get("q", "").strip()
    hits = await _found(visit, session["kind"], words)
    return visit.render_status(
        status, "together/session.html", **shown, adding=ADDING, words=words, hits=hits, **{**NONE, **values}
    )


async def _found(visit: Visit, kind: str, words: str) -> list[dict[str, Any]]:
    """Return what may be added: titles of the catalog, or tracks that the visitor may hear."""
    if kind == "watching":
        return [{"field": "mediaItemId", "id": one["mediaId"], **one} for one in await found_titles(visit, words)]
    if not words:
        return []
    part = await visit.part("music/search", q=words, limit=SHOWN_TRACKS)
    tracks = (part.data or {}).get("tracks", [])
    return [{"field": "trackId", "durationMs": track["durationMs"], "kind": "track", **track} for track in tracks]


async def _names_of_tracks(visit: Visit, items: Iterable[dict[str, Any]]) -> dict[str, str]:
    ids = list(dict.fromkeys(item["trackId"] for item in items if item["trackId"]))[:SHOWN_TRACKS]
    parts = await visit.parts(**{track_id: (f"music/tracks/{track_id}", {}) for track_id in ids})
    return {track_id: part.data["title"] for track_id, part in parts.items() if part.data}
