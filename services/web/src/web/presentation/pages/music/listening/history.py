"""What the user has played: single plays, and what was played most in a period."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.music.entries import queued
from web.presentation.pages.music.visits import ListenerVisit

router = APIRouter(prefix="/music/history")

PERIODS: Final = ("7", "30", "90", "365")
TOP: Final = 10
PLAYS: Final = 50


@router.get("")
async def history(visit: ListenerVisit) -> Response:
    """Return how much was played in a period, what was played most, and every play, the last first."""
    params = visit.request.query_params
    days = params.get("days", "") if params.get("days", "") in PERIODS else PERIODS[1]
    cursor = params.get("cursor", "")
    plays = {"limit": PLAYS, "cursor": cursor}
    if cursor:
        parts = await visit.parts(plays=("music/me/history", plays))
    else:
        period = {"days": days, "limit": TOP}
        parts = await visit.parts(
            plays=("music/me/history", plays),
            summary=("music/me/summary", {"days": days}),
            tracks=("music/me/top/tracks", period),
            albums=("music/me/top/albums", period),
            artists=("music/me/top/artists", period),
        )
    return visit.render("music/history.html", **parts, days=days, periods=PERIODS, is_first=not cursor, queued=queued)
