"""The queue of reports and the decisions of moderators."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import whole_number
from web.presentation.pages.user_names import user_names
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import OpenVisit, Visit

router = APIRouter(prefix="/admin/reviews")

PAGE: Final = 20
VERDICTS: Final = ("dismiss", "hide", "remove", "warn", "mute")


@router.get("")
async def queue(visit: OpenVisit) -> Response:
    """Return what was reported and waits for a decision, and the last decisions."""
    return await _page(visit)


@router.post("/{target_id:uuid}/decisions")
async def decide(visit: OpenVisit, target_id: UUID) -> Response:
    """Record a decision."""
    form = await visit.form()
    verdict, hours = str(form.get("verdict") or ""), str(form.get("muteHours") or "").strip()
    body = {
        "verdict": verdict,
        "why": str(form.get("why") or ""),
        "muteHours": whole_number(hours) if hours and verdict == "mute" else None,
    }
    try:
        await visit.call("POST", f"admin/social/reports/{target_id}/decisions", json=body)
    except ApiError as error:
        rejected = rejection_of(error)
        return await _page(visit, rejected.status, **rejected.shown())
    return visit.redirect("/admin/reviews", "reviews.decided")


async def _page(visit: Visit, status: int = 200, **values: Any) -> Response:
    cursor = visit.request.query_params.get("cursor", "")
    cases = await visit.listed("admin/social/reports", limit=PAGE, cursor=cursor)
    trail = await visit.part("admin/social/decisions", limit=PAGE)
    decided = trail.data or []
    names = await user_names(visit, [one[key] for one in decided for key in ("authorId", "moderatorId")])
    return visit.render_status(
        status,
        "reviews/queue.html",
        cases=cases.data,
        meta=cases.meta,
        trail=trail,
        names=names,
        verdicts=VERDICTS,
        **{**NONE, **values},
    )
