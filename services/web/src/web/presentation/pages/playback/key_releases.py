"""Who requested which content key, and what was decided, for administrators."""

from collections.abc import Iterable
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import Json
from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.pages.user_names import user_names
from web.presentation.visits import AdminVisit, Visit

router = APIRouter()

PAGE_SIZE: Final = 50
MOST_VIDEOS: Final = 10
"""Videos of a page that are read for their titles; further ones are shown by their ids."""
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
    "unreadable",
    "server_refused",
    "server_failed",
)
SYSTEMS: Final = ("", "clearkey", "widevine", "playready", "fairplay", "aes-128")


@router.get("/admin/playback/key-releases")
async def key_releases(visit: AdminVisit) -> Response:
    """Return the decisions about content keys, the newest first."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "") for name in ("outcome", "system", "userId")}
    cursor = params.get("cursor", "")
    listed = await visit.listed("admin/playback/key-releases", **chosen, limit=PAGE_SIZE, cursor=cursor)
    users = [one["userId"] for one in listed.data if one["userId"]]
    videos = await _videos(visit, (one["assetId"] for one in listed.data))
    return visit.render(
        "playback/key_releases.html",
        releases=listed.data,
        meta=listed.meta,
        chosen=chosen,
        outcomes=OUTCOMES,
        systems=SYSTEMS,
        names=await user_names(visit, users),
        videos=videos,
        titles=await titles_by_id(visit, [video["mediaItemId"] for video in videos.values()]),
    )


async def _videos(visit: Visit, ids: Iterable[str | None]) -> dict[str, Json]:
    """Return videos by their ids, as far as they can be read."""
    distinct = list(dict.fromkeys(asset_id for asset_id in ids if asset_id))[:MOST_VIDEOS]
    parts = await visit.parts(**{asset_id: (f"admin/playback/assets/{asset_id}", {}) for asset_id in distinct})
    return {asset_id: part.data for asset_id, part in parts.items() if part.data}
