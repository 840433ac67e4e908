"""Friends, followers, requests and blocks of a user."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/friends")

SHOWN: Final = 100
LISTS: Final = {
    "requests": "social/friends/pending",
    "waiting": "social/followers/pending",
    "friends": "social/friends",
    "followers": "social/followers",
    "following": "social/following",
    "blocks": "social/blocks",
}
CHANGES: Final = {
    "accept": ("POST", "social/friends/requests/{}/accept"),
    "decline": ("POST", "social/friends/requests/{}/decline"),
    "withdraw": ("DELETE", "social/friends/requests/{}"),
    "part": ("DELETE", "social/friends/{}"),
    "accept-follower": ("POST", "social/followers/{}/accept"),
    "remove-follower": ("DELETE", "social/followers/{}"),
    "unfollow": ("DELETE", "social/following/{}"),
    "unblock": ("DELETE", "social/blocks/{}"),
}
"""What the buttons of the page do with the id of a user."""


@router.get("")
async def friends(visit: AccountVisit) -> Response:
    """Return the people of the user, and those who were searched for."""
    return await _page(visit)


@router.post("/{change}/{user_id:uuid}")
async def change_relation(visit: AccountVisit, change: str, user_id: UUID) -> Response:
    """Change a relation, and show the page again."""
    if change not in CHANGES:
        raise HTTPException(404)
    await visit.form()
    method, path = CHANGES[change]
    try:
        await visit.call(method, path.format(user_id))
    except ApiError as error:
        if error.status >= 500:
            raise
        rejected = rejection_of(error)
        return await _page(visit, rejected.status, **rejected.shown())
    return visit.redirect("/my/friends", "layout.saved")


async def _page(visit: Visit, status: int = 200, **values: Any) -> Response:
    query = visit.request.query_params
    words, chosen = query.get("q", "").strip(), query.get("list", "")
    paths: dict[str, tuple[str, dict[str, Any]]] = {name: (path, {"limit": SHOWN}) for name, path in LISTS.items()}
    if chosen in LISTS:
        # A further page of one list, of which the others are no part.
        paths = {chosen: (LISTS[chosen], {"limit": SHOWN, "cursor": query.get("cursor", "")})}
    if words:
        paths["matches"] = ("social/users", {"query": words, "limit": SHOWN})
    parts = await visit.parts(**paths)
    matches = parts.pop("matches", None)
    return visit.render_status(
        status,
        "social/friends.html",
        lists=parts,
        is_further=chosen in LISTS,
        matches=matches,
        words=words,
        **{**NONE, **values},
    )
