"""Deleting, reacting and reporting: forms on the pages of reviews."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.visits import OpenVisit, Visit

router = APIRouter(prefix="/my/reviews")

FOLDERS: Final = {"review": "reviews", "comment": "comments"}


@router.post("/{kind}/{target_id:uuid}/delete")
async def delete(visit: OpenVisit, kind: str, target_id: UUID) -> Response:
    """Delete a review or comment of the visitor."""
    await visit.form()
    return await _call(visit, "DELETE", f"social/{_folder(kind)}/{target_id}", "reviews.deleted")


@router.post("/{kind}/{target_id:uuid}/helpful")
async def helpful(visit: OpenVisit, kind: str, target_id: UUID) -> Response:
    """Add or withdraw the reaction of the visitor."""
    form = await visit.form()
    method = "DELETE" if form.get("withdraw") else "PUT"
    return await _call(visit, method, f"social/{_folder(kind)}/{target_id}/reactions/helpful")


@router.post("/{kind}/{target_id:uuid}/report")
async def report(visit: OpenVisit, kind: str, target_id: UUID) -> Response:
    """Report a review or comment to the moderators."""
    _folder(kind)
    form = await visit.form()
    body = {"kind": kind, "targetId": str(target_id), "reason": str(form.get("reason") or "")}
    try:
        await visit.call("POST", "social/reports", json=body)
    except ApiError as error:
        if error.status != 409:
            raise
    return visit.back("reviews.reported")


async def _call(visit: Visit, method: str, path: str, notice: str = "") -> Response:
    await visit.call(method, path)
    return visit.back(notice)


def _folder(kind: str) -> str:
    if kind not in FOLDERS:
        raise HTTPException(404)
    return FOLDERS[kind]
