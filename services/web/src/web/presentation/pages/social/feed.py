"""What friends and followed people do, and what one user shares."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError, Part
from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/feed")

PAGE: Final = 30
CHANGES: Final = {
    "befriend": ("POST", "social/friends/requests"),
    "part": ("DELETE", "social/friends/{}"),
    "follow": ("PUT", "social/following/{}"),
    "unfollow": ("DELETE", "social/following/{}"),
    "block": ("PUT", "social/blocks/{}"),
}
"""What the buttons of the page of a user do with the id of that user."""
AUDIENCES: Final = ("everyone", "followers", "friends", "only_me")


@router.get("")
async def feed(visit: AccountVisit) -> Response:
    """Return the feed, who is watching now, and who sees what the user does."""
    query = {"limit": PAGE, "cursor": visit.request.query_params.get("cursor", "")}
    parts = await visit.parts(
        items=("social/feed", query), watching=("social/watching-now", {}), sharing=("social/me/sharing", {})
    )
    titles = await _titles(visit, parts["items"])
    return visit.render("social/feed.html", **parts, titles=titles, audiences=AUDIENCES)


@router.post("/sharing")
async def share(visit: AccountVisit) -> Response:
    """Decide who sees what the user does."""
    form = await visit.form()
    chosen = {name: str(form.get(name) or "") for name in ("activity", "watchingNow")}
    await visit.call("PUT", "social/me/sharing", json=chosen)
    return visit.redirect("/my/feed", "layout.saved")


@router.get("/{username}")
async def shared(visit: AccountVisit, username: str) -> Response:
    """Return what a user shares with the visitor, and what the two are to each other."""
    return await _person(visit, _name(username))


@router.post("/{username}/{change}")
async def relate(visit: AccountVisit, username: str, change: str) -> Response:
    """Change what the visitor is to a user."""
    name, form = _name(username), await visit.form()
    user_id = _id(str(form.get("userId") or ""))
    if change not in CHANGES:
        raise ApiError(404, "USER_NOT_FOUND")
    method, path = CHANGES[change]
    body = {"json": {"userId": user_id}} if change == "befriend" else {}
    try:
        await visit.call(method, path.format(user_id), **body)
    except ApiError as error:
        if error.status >= 500:
            raise
        rejected = rejection_of(error)
        return await _person(visit, name, rejected.status, **rejected.shown())
    return visit.redirect("/my/friends" if change == "block" else f"/my/feed/{name}", "layout.saved")


async def _person(visit: Visit, name: str, status: int = 200, **values: Any) -> Response:
    person = await visit.get(f"social/users/{name}")
    query = {"limit": PAGE, "cursor": visit.request.query_params.get("cursor", "")}
    items = await visit.part(f"social/users/{name}/activity", **query)
    titles = await _titles(visit, items)
    shown = {"person": person, "items": items, "titles": titles, **NONE, **values}
    return visit.render_status(status, "social/person.html", **shown)


async def _titles(visit: Visit, items: Part) -> dict[str, dict[str, Any]]:
    """Return the titles of activity by their ids, for their posters."""
    ids = (one["media"]["id"] for one in items.data or [] if one["media"]["kind"] in ("movie", "show"))
    return await titles_by_id(visit, ids, language=visit.viewer.language)


def _name(username: str) -> str:
    if not (username.isascii() and username.replace("_", "a").isalnum()):
        raise ApiError(404, "USER_NOT_FOUND")
    return username


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise ApiError(404, "USER_NOT_FOUND") from None
