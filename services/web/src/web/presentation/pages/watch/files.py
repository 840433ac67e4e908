"""The page that plays a file of a media source, and what its script sends."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.domain.browser_video import browser_type
from web.presentation.pages.titles.addresses import KINDS, media_id
from web.presentation.pages.titles.watching import watch_path
from web.presentation.pages.watch.player import is_video, player_page, title_of
from web.presentation.script_calls import passed, sent
from web.presentation.visits import AccountVisit, OpenVisit, Visit

router = APIRouter()

REPORT_SECONDS: Final = 30
"""Between two reports of the position."""


@router.get("/watch/{folder}/{slug}/files/{file_id:uuid}")
async def file_page(visit: AccountVisit, folder: str, slug: str, file_id: UUID) -> Response:
    """Return the page that plays a version of a title which the visitor has in a media source."""
    if folder not in KINDS:
        raise HTTPException(404)
    title = await title_of(visit, folder, slug)
    if isinstance(title, Response):
        return title
    title_id = title["mediaItemId"]
    owned = await visit.get(f"sources/titles/{title_id}")
    file = next((one for one in owned["versions"] if one["id"] == str(file_id)), None)
    if file is None:
        raise ApiError(404, "FILE_NOT_FOUND")
    season, episodes = file["match"]["season"], file["match"]["episodes"]
    place = (season, episodes[0]) if season is not None and episodes else None
    listed = (await visit.part(f"playback/titles/{title_id}")).data or []
    prepared = next((one for one in listed if is_video(one, is_trailer=False, place=place)), None)
    return player_page(
        visit,
        title=title,
        folder=folder,
        playable={"season": place and place[0], "episode": place and place[1], "isTrailer": False},
        file=file,
        media_type=browser_type(file["name"], None, ()) or "",
        reported=_place(title_id, folder, season, episodes),
        prepared_path=watch_path(folder, title["slug"], prepared) if prepared else "",
    )


def _place(title_id: str, folder: str, season: int | None, episodes: list[int]) -> Json:
    """Return what a position is of, as the library names it; null for an episode whose season is not known."""
    if folder == "movies":
        return {"mediaItemId": title_id}
    if season is None or not episodes:
        return None
    several = {"episodeEnd": episodes[-1]} if len(episodes) > 1 else {}
    return {"mediaItemId": title_id, "season": season, "episode": episodes[0], **several}


@router.post("/watch/files/{file_id:uuid}")
async def open_file(visit: OpenVisit, file_id: UUID) -> Response:
    """Return the address of a file and where the visitor has stopped, or as HTML why there is none."""
    body = await sent(visit)
    try:
        link = await visit.call("POST", f"sources/files/{file_id}/link")
    except ApiError as error:
        status = error.status if error.status < 500 else 503
        return visit.render_status(status, "watch/refused.html", error=error, reason=visit.reason(error))
    place = body.get("place") or {}
    position = await _position(visit, place) if place else 0
    return visit.json(
        {"file": link.data["path"], "resumePositionMs": position, "heartbeatSeconds": REPORT_SECONDS, "subtitles": []}
    )


async def _position(visit: Visit, place: dict[str, Any]) -> int:
    """Return where the visitor has stopped last on any device, in milliseconds; 0 for nowhere."""
    part = await visit.part(f"me/positions/{media_id(str(place.get('mediaItemId')))}")
    episode = (place.get("season"), place.get("episode"))
    seconds = (one["positionSeconds"] for one in part.data or [] if (one["season"], one["episode"]) == episode)
    return int(1000 * next(seconds, 0))


@router.post("/watch/positions")
async def report(visit: OpenVisit) -> Response:
    """Pass on where the visitor is in a file."""
    body = await sent(visit)
    title_id = media_id(str(body.pop("mediaItemId", "")))
    return await passed(visit, "PUT", f"me/positions/{title_id}", json=body)
