"""Comments on a review: a part of the page of reviews."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.reviews.page import REASONS
from web.presentation.pages.titles.addresses import render_part
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import OpenVisit, Visit

router = APIRouter(prefix="/parts/reviews")

PAGE: Final = 20
LAST_LEVEL: Final = 3
"""The level of replies that have none."""


@router.get("/{review_id:uuid}/comments")
async def comments(visit: OpenVisit, review_id: UUID) -> Response:
    """Return the comments on a review."""
    return await _part(visit, review_id)


@router.post("/{review_id:uuid}/comments")
async def write(visit: OpenVisit, review_id: UUID) -> Response:
    """Write a comment, or a reply to one."""
    form = await visit.form()
    text, parent_id = str(form.get("text") or ""), str(form.get("parentId") or "")
    place = {"parentId": parent_id} if parent_id else {"reviewId": str(review_id)}
    try:
        await visit.call("POST", "social/comments", json={**place, "text": text})
    except ApiError as error:
        return await _part(visit, review_id, text=text, **rejection_of(error).shown())
    return await _part(visit, review_id)


async def _part(visit: Visit, review_id: UUID, **values: Any) -> Response:
    params = visit.request.query_params
    spoilers, cursor = params.get("spoilers", "") == "true", params.get("cursor", "")
    parent_id = params.get("parent", "")
    path = f"social/comments/{UUID(parent_id)}/replies" if _is_id(parent_id) else f"social/reviews/{review_id}/comments"
    listed = await visit.listed(path, spoilers=spoilers, limit=PAGE, cursor=cursor)
    return render_part(
        visit,
        "reviews/comments.html",
        review_id=str(review_id),
        parent_id=parent_id if _is_id(parent_id) else "",
        comments=listed.data,
        meta=listed.meta,
        reasons=REASONS,
        spoilers=spoilers,
        continued=bool(cursor),
        last_level=LAST_LEVEL,
        **{**NONE, "text": "", **values},
    )


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
