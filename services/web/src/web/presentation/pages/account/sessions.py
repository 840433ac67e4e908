"""The sessions of an account: where it is signed in."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.visits import AccountVisit

router = APIRouter()

PATH: Final = "/account/sessions"
PER_PAGE: Final = 50


@router.get(PATH)
async def sessions(visit: AccountVisit) -> Response:
    """Return the sessions, the own one first."""
    reply = await visit.listed("auth/sessions", limit=PER_PAGE)
    ordered = sorted(reply.data, key=lambda one: not one["isCurrent"])
    return visit.render("account/sessions.html", sessions=ordered)


@router.post(PATH + "/{session_id:uuid}/end")
async def end_session(visit: AccountVisit, session_id: UUID) -> Response:
    """End one session."""
    await visit.form()
    await visit.call("DELETE", f"auth/sessions/{session_id}")
    return visit.redirect(PATH, "account.session_ended")


@router.post(PATH + "/end-others")
async def end_other_sessions(visit: AccountVisit) -> Response:
    """End every session but this one."""
    await visit.form()
    await visit.call("DELETE", "auth/sessions")
    return visit.redirect(PATH, "account.others_ended")
