"""The reviews of a movie, show, season or public list, and the review of the visitor."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import seen_version, whole_number
from web.presentation.pages.titles.addresses import moved, segment, small_number, texts_of
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import OpenVisit, Visit

router = APIRouter()

PAGE: Final = 20
ORDERS: Final = ("new", "helpful")
REASONS: Final = ("spam", "harassment", "hate", "spoiler", "off_topic", "illegal", "other")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is reviewed, as the page shows it and the API names it."""

    name: str
    address: str
    """Of its own page, below which the reviews are."""
    path: str
    """Of its reviews in the API, without the last segment."""
    subject: dict[str, Any]
    season: int | None = None


@router.get("/movies/{slug}/reviews")
async def movie_reviews(visit: OpenVisit, slug: str) -> Response:
    """Return the reviews of a movie."""
    return await _page(visit, await _title(visit, "movies", slug))


@router.get("/shows/{slug}/reviews")
async def show_reviews(visit: OpenVisit, slug: str) -> Response:
    """Return the reviews of a show."""
    return await _page(visit, await _title(visit, "shows", slug))


@router.get("/shows/{slug}/seasons/{number}/reviews")
async def season_reviews(visit: OpenVisit, slug: str, number: str) -> Response:
    """Return the reviews of a season."""
    return await _page(visit, await _title(visit, "shows", slug, small_number(number)))


@router.get("/lists/{list_id:uuid}/reviews")
async def list_reviews(visit: OpenVisit, list_id: UUID) -> Response:
    """Return the reviews of a list that is public."""
    return await _page(visit, await _list(visit, list_id))


@router.post("/movies/{slug}/reviews")
async def write_movie_review(visit: OpenVisit, slug: str) -> Response:
    """Write or change the visitor's review of a movie."""
    return await _write(visit, await _title(visit, "movies", slug))


@router.post("/shows/{slug}/reviews")
async def write_show_review(visit: OpenVisit, slug: str) -> Response:
    """Write or change the visitor's review of a show."""
    return await _write(visit, await _title(visit, "shows", slug))


@router.post("/shows/{slug}/seasons/{number}/reviews")
async def write_season_review(visit: OpenVisit, slug: str, number: str) -> Response:
    """Write or change the visitor's review of a season."""
    return await _write(visit, await _title(visit, "shows", slug, small_number(number)))


@router.post("/lists/{list_id:uuid}/reviews")
async def write_list_review(visit: OpenVisit, list_id: UUID) -> Response:
    """Write or change the visitor's review of a list."""
    return await _write(visit, await _list(visit, list_id))


async def _title(visit: Visit, folder: str, slug: str, season: int | None = None) -> Reviewed | Response:
    """Return a title or one of its seasons, or the redirect to its present address; raise ApiError (404)."""
    address, part = f"/{folder}/{segment(slug)}", "" if season is None else f"/seasons/{season}"
    reply = await visit.listed(f"catalog{address}", **texts_of(visit))
    if redirect := moved(visit, reply, address, f"{part}/reviews"):
        return redirect
    title = reply.data
    if season is not None and season not in {one["number"] for one in title["seasons"]}:
        raise ApiError(404, "SEASON_NOT_FOUND")
    subject = {"mediaItemId": title["mediaItemId"]} | ({} if season is None else {"season": season})
    path = f"social/titles/{title['mediaItemId']}{part}"
    return Reviewed(title["title"], f"/{folder}/{title['slug']}{part}", path, subject, season)


async def _list(visit: Visit, list_id: UUID) -> Reviewed:
    """Return a list; raise ApiError (404) for one that is not public, which has no reviews."""
    result = await visit.get(f"lists/{list_id}")
    if result["visibility"] != "public":
        raise ApiError(404, "LIST_NOT_FOUND")
    return Reviewed(result["name"], f"/lists/{list_id}", f"social/lists/{list_id}", {"listId": str(list_id)})


async def _page(visit: Visit, reviewed: Reviewed | Response, status: int = 200, **values: Any) -> Response:
    """Return the page; `values` are those of a form that the API has rejected."""
    if isinstance(reviewed, Response):
        return reviewed
    params = visit.request.query_params
    order = params.get("order", "") if params.get("order", "") in ORDERS else ORDERS[0]
    spoilers = params.get("spoilers", "") == "true"
    query = {"order": order, "spoilers": spoilers, "limit": PAGE, "cursor": params.get("cursor", "")}
    paths: dict[str, tuple[str, dict[str, Any]]] = {"reviews": (f"{reviewed.path}/reviews", query)}
    if visit.viewer.is_signed_in:
        paths["own"] = ("social/me/reviews", {**reviewed.subject, "limit": 1})
    parts = await visit.parts(**paths)
    own = parts["own"].data if "own" in parts else None
    return visit.render_status(
        status,
        "reviews/page.html",
        reviewed=reviewed,
        reviews=parts["reviews"],
        own=own[0] if own else None,
        order=order,
        orders=ORDERS,
        spoilers=spoilers,
        reasons=REASONS,
        **{**NONE, "sent": None, **values},
    )


async def _write(visit: Visit, reviewed: Reviewed | Response) -> Response:
    if isinstance(reviewed, Response):
        return reviewed
    form = await visit.form()
    text, rating = str(form.get("text") or ""), str(form.get("rating") or "").strip()
    content: dict[str, Any] = {
        "rating": whole_number(rating) if rating else None,
        "text": text if text.strip() else None,
        "spoiler": form.get("spoiler") == "true",
    }
    review_id = str(form.get("reviewId") or "")
    try:
        if review_id:
            path = f"social/reviews/{segment(review_id)}"
            await visit.call("PATCH", path, json=content, headers=seen_version(form))
        else:
            new = {"subject": reviewed.subject, "language": visit.viewer.language}
            await visit.call("POST", "social/reviews", json={**content, **new})
    except ApiError as error:
        rejected = rejection_of(error)
        values = {**rejected.shown(), "sent": {"text": text, "rating": rating, "spoiler": content["spoiler"]}}
        return await _page(visit, reviewed, rejected.status, **values)
    return visit.redirect(f"{reviewed.address}/reviews", "reviews.written")
