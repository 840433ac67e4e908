"""Conflicts of metadata: what databases suggest and administrators decide, and how the databases do."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import whole_number
from web.presentation.pages.music.visits import MusicAdminVisit
from web.presentation.pages.user_names import user_names
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import Visit

router = APIRouter(prefix="/admin/music/conflicts")

PAGE_SIZE: Final = 50
STATUSES: Final = ("pending", "accepted", "rejected", "ignored")
FIELDS: Final = ("", "mbid", "biography", "picture")
DECISIONS: Final = ("accept", "reject", "ignore")


@router.get("")
async def conflicts(visit: MusicAdminVisit) -> Response:
    """Return conflicts with a status, and the databases."""
    params = visit.request.query_params
    status = params.get("status", "") if params.get("status", "") in STATUSES else STATUSES[0]
    field = params.get("field", "") if params.get("field", "") in FIELDS else ""
    query = {"status": status, "field": field, "limit": PAGE_SIZE, "cursor": params.get("cursor", "")}
    listed = await visit.listed("admin/music/conflicts", **query)
    return visit.render(
        "music/conflicts.html",
        conflicts=listed.data,
        meta=listed.meta,
        providers=await visit.part("admin/music/providers"),
        status=status,
        statuses=STATUSES,
        field=field,
        fields=FIELDS,
    )


@router.get("/{conflict_id:uuid}")
async def conflict(visit: MusicAdminVisit, conflict_id: UUID) -> Response:
    """Return a conflict with the values to choose from."""
    return await _page(visit, conflict_id)


@router.post("/{conflict_id:uuid}/{decision}")
async def decide(visit: MusicAdminVisit, conflict_id: UUID, decision: str) -> Response:
    """Accept a suggestion, reject all, or ignore the database for the field."""
    if decision not in DECISIONS:
        raise HTTPException(404)
    form = await visit.form()
    body = {"suggestion": whole_number(str(form.get("suggestion") or "0"))} if decision == "accept" else None
    try:
        await visit.call("POST", f"admin/music/conflicts/{conflict_id}/{decision}", json=body)
    except ApiError as error:
        if error.status != 409:
            raise
        rejected = rejection_of(error)
        return await _page(visit, conflict_id, rejected.status, **rejected.shown())
    return visit.redirect("/admin/music/conflicts", "music_admin.decided")


async def _page(visit: Visit, conflict_id: UUID, status: int = 200, **values: Any) -> Response:
    shown = await visit.get(f"admin/music/conflicts/{conflict_id}")
    names = await user_names(visit, [shown["resolvedBy"]] if shown["resolvedBy"] else [])
    return visit.render_status(status, "music/conflict.html", conflict=shown, names=names, **{**NONE, **values})
