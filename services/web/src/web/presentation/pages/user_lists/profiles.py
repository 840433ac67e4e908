"""The profile of a user as others see it: ratings, watchlist and history, as far as they are shown."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.visits import OpenVisit, own_path

router = APIRouter()

PARTS: Final = ("ratings", "watchlist", "history")
SHOWN: Final = 18
PAGE: Final = 48


@router.get("/users/{username}")
async def profile(visit: OpenVisit, username: str) -> Response:
    """Return the profile with the beginning of each part, or one part alone."""
    user = await visit.get(f"users/{_name(username)}")
    parameters = visit.request.query_params
    part = parameters.get("show", "")
    if part in PARTS:
        query = {"limit": PAGE, "offset": visit.offset}
        result = await visit.part(f"users/{user['username']}/{part}", **query)
        return visit.render("user_lists/profile.html", user=_shown(user), parts={part: result}, shown=part, names=PARTS)
    parts = await visit.parts(**{name: (f"users/{user['username']}/{name}", {"limit": SHOWN}) for name in PARTS})
    return visit.render("user_lists/profile.html", user=_shown(user), parts=parts, shown="", names=PARTS)


def _shown(user: dict[str, Any]) -> dict[str, Any]:
    """Return a user with the address of the picture on this site, and a website only if it is one."""
    website = user["website"] or ""
    picture = own_path(user["avatarUrl"] or "", "")
    return {**user, "picture": picture, "website": website if website.startswith(("https://", "http://")) else ""}


def _name(username: str) -> str:
    if not username.replace("_", "").replace("-", "").replace(".", "").isalnum() or not username.isascii():
        raise ApiError(404, "USER_NOT_FOUND")
    return username
