"""What rises and falls, over which time, and why."""

from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.presentation.visits import OpenVisit

router = APIRouter()

WINDOWS: Final = ("1d", "7d", "30d", "90d", "365d")
KINDS: Final = ("", "movie", "show")
SIGNALS: Final = ("popularity", "live_watchers", "total_watchers", "votes", "plays")
WATCHERS: Final = "watchers"
"""The plain comparison of watchers, beside the signals that are compared with their own past."""
TITLES: Final = 20


@router.get("/trends")
async def trends(visit: OpenVisit) -> Response:
    """Return risers and fallers; with HX-Request only their list, for an open page that has heard of a change."""
    params = visit.request.query_params
    window, kind = params.get("window") or "7d", params.get("type") or ""
    signal = params.get("signal") or WATCHERS
    if window not in WINDOWS or kind not in KINDS or signal not in (WATCHERS, *SIGNALS):
        raise HTTPException(400)
    query = {"window": window, "type": kind, "limit": TITLES}
    if signal == WATCHERS:
        movements = await visit.part("insights/movements", **query)
    else:
        movements = await visit.part("insights/movers", signal=signal, **query)
    chosen = {"window": window, "type": kind, "signal": signal}
    template = "browse/movements.html" if visit.is_fragment else "browse/trends.html"
    return visit.render(
        template, movements=movements, chosen=chosen, windows=WINDOWS, kinds=KINDS, signals=(WATCHERS, *SIGNALS)
    )
