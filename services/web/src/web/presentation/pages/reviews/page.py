"""The reviews of a movie or show, and the review of the visitor."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import seen_version, whole_number
from web.presentation.pages.titles.addresses import moved, segment, texts_of
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import OpenVisit, Visit

router = APIRouter()

PAGE: Final = 20
ORDERS: Final = ("new", "helpful")
REASONS: Final = ("spam", "harassment", "hate", "spoiler", "off_topic", "illegal", "other")


@router.get("/movies/{slug}/reviews")
async def movie_reviews(visit: OpenVisit, slug: str) -> Response:
    """Return the reviews of a movie."""
    return await reviews_page(visit, "movies", slug)


@router.get("/shows/{slug}/reviews")
async def show_reviews(visit: OpenVisit, slug: str) -> Response:
    """Return the reviews of a show."""
    return await reviews_page(visit, "shows", slug)


@router.post("/movies/{slug}/reviews")
async def write_movie_review(visit: OpenVisit, slug: str) -> Response:
    """Write or change the visitor's review of a movie."""
    return await _write(visit, "movies", slug)


@router.post("/shows/{slug}/reviews")
async def write_show_review(visit: OpenVisit, slug: str) -> Response:
    """Write or change the visitor's review of a show."""
    return await _write(visit, "shows", slug)


async def reviews_page(visit: Visit, folder: str, slug: str, status: int = 200, **values: Any) -> Response:
    """Return the page; `values` are those of a form that the API has rejected."""
    reply = await visit.listed(f"catalog/{folder}/{segment(slug)}", **texts_of(visit))
    redirect = moved(visit, reply)
    if redirect:
        return redirect
    title: dict[str, Any] = reply.data
    media_id, params = title["mediaItemId"], visit.request.query_params
    order = params.get("order", "") if params.get("order", "") in ORDERS else ORDERS[0]
    spoilers = params.get("spoilers", "") == "true"
    query = {"order": order, "spoilers": spoilers, "limit": PAGE, "cursor": params.get("cursor", "")}
    paths: dict[str, tuple[str, dict[str, Any]]] = {"reviews": (f"social/titles/{media_id}/reviews", query)}
    if visit.viewer.is_signed_in:
        paths["own"] = ("social/me/reviews", {"mediaItemId": media_id, "limit": 1})
    parts = await visit.parts(**paths)
    own = parts["own"].data if "own" in parts else None
    return visit.render_status(
        status,
        "reviews/page.html",
        title=title,
        folder=folder,
        reviews=parts["reviews"],
        own=own[0] if own else None,
        order=order,
        orders=ORDERS,
        spoilers=spoilers,
        reasons=REASONS,
        **{**NONE, "sent": None, **values},
    )


async def _write(visit: Visit, folder: str, slug: str) -> Response:
    form = await visit.form()
    text, rating = str(form.get("text") or ""), str(form.get("rating") or "").strip()
    content: dict[str, Any] = {
        "rating": whole_number(rating) if rating else None,
        "text": text if text.strip() else None,
        "spoiler": form.get("spoiler") == "true",
    }
    review_id, media_id = str(form.get("reviewId") or ""), str(form.get("mediaItemId") or "")
    try:
        if review_id:
            path = f"social/reviews/{segment(review_id)}"
            await visit.call("PATCH", path, json=content, headers=seen_version(form))
        else:
            new = {"subject": {"mediaItemId": media_id}, "language": visit.viewer.language}
            await visit.call("POST", "social/reviews", json={**content, **new})
    except ApiError as error:
        rejected = rejection_of(error)
        values = {**rejected.shown(), "sent": {"text": text, "rating": rating, "spoiler": content["spoiler"]}}
        return await reviews_page(visit, folder, slug, rejected.status, **values)
    return visit.redirect(f"/{folder}/{segment(slug)}/reviews", "reviews.written")
