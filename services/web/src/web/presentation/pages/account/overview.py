"""The overview of an account, and what happened to it."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.visits import AccountVisit

router = APIRouter()

PER_PAGE: Final = 25


@router.get("/account")
async def overview(visit: AccountVisit) -> Response:
    """Return the overview: who the user is, how safe the account is, and where each setting is."""
    parts = await visit.parts(
        factors=("auth/factors", {}),
        sessions=("auth/sessions", {"limit": 1}),
        unread=("notifications/summary", {}),
        events=("auth/audit", {"limit": 5}),
    )
    return visit.render("account/overview.html", account=await visit.get("auth/me"), **parts)


@router.get("/account/activity")
async def activity(visit: AccountVisit, cursor: str = "") -> Response:
    """Return the security events, the newest first."""
    reply = await visit.listed("auth/audit", limit=PER_PAGE, cursor=cursor)
    return visit.render("account/activity.html", events=reply.data, meta=reply.meta)
