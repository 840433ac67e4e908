"""Who requested which content key, and what was decided, for administrators."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.user_names import user_names
from web.presentation.visits import AdminVisit

router = APIRouter()

PAGE_SIZE: Final = 50
OUTCOMES: Final = (
    "",
    "released",
    "unknown_session",
    "other_user",
    "other_sign_in",
    "ended_session",
    "unpublished",
    "unknown_key",
    "other_version",
    "withheld",
)
SYSTEMS: Final = ("", "clearkey", "widevine", "playready", "fairplay")


@router.get("/admin/playback/key-releases")
async def key_releases(visit: AdminVisit) -> Response:
    """Return the decisions about content keys, the newest first."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "") for name in ("outcome", "system", "userId")}
    cursor = params.get("cursor", "")
    listed = await visit.listed("admin/playback/key-releases", **chosen, limit=PAGE_SIZE, cursor=cursor)
    users = [one["userId"] for one in listed.data if one["userId"]]
    return visit.render(
        "playback/key_releases.html",
        releases=listed.data,
        meta=listed.meta,
        chosen=chosen,
        outcomes=OUTCOMES,
        systems=SYSTEMS,
        names=await user_names(visit, users),
    )
