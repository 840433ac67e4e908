"""The pages of assets: the list with the form of a new one, and one with its versions, subtitles, uploads and jobs."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError, Json, Part
from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.pages.user_names import user_names
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import OperatorVisit, Visit

router = APIRouter()

PATH: Final = "/admin/playback"
PAGE_SIZE: Final = 30
STATUSES: Final = ("", "ready", "processing", "failed", "unpublished", "empty")
ACCESS: Final = ("plan", "free", "purchase")
UNFINISHED: Final = frozenset({"queued", "processing", "cancelling"})
EDITS: Final = 20
"""The newest edits, which are shown."""
LIBRARY: Final = 200
"""Of so many versions of a title, those of an episode are looked for."""


@router.get(PATH)
async def assets(visit: OperatorVisit) -> Response:
    """Return the assets and the form of a new one."""
    return await _list(visit, 200)


@router.post(PATH + "/assets")
async def add(visit: OperatorVisit) -> Response:
    """Add an asset, and continue with it."""
    form = await visit.form()
    try:
        added = await visit.call(
            "POST", "admin/playback/assets", json={"subject": _subject(form), **availability(form)}
        )
    except ApiError as error:
        rejection = rejection_of(error)
        return await _list(visit, rejection.status, sent=form, **rejection.shown())
    return visit.redirect(f"{PATH}/assets/{added.data['id']}", "layout.saved")


@router.get(PATH + "/assets/{asset_id:uuid}")
async def asset(visit: OperatorVisit, asset_id: UUID) -> Response:
    """Return an asset; with HX-Request only its versions and jobs, for an open page."""
    return await show(visit, asset_id, 200)


async def show(visit: Visit, asset_id: UUID, status: int, **values: Any) -> Response:
    """Return the page of an asset, with what is wrong with a form that was sent."""
    path = f"admin/playback/assets/{asset_id}"
    whole: Json = await visit.get(path)
    parts = await visit.parts(
        jobs=(f"{path}/jobs", {}),
        subtitles=(f"{path}/subtitles", {}),
        uploads=("admin/playback/uploads", {"assetId": str(asset_id), "limit": PAGE_SIZE}),
        quality=(f"{path}/quality", {}),
        retention=(f"insights/titles/{whole['mediaItemId']}/retention", _video(whole)),
        edits=(f"{path}/edits", {}),
        library=(f"sources/titles/{whole['mediaItemId']}", {}),
    )
    jobs = parts["jobs"].data or []
    edits: list[Json] = [] if visit.is_fragment else (parts["edits"].data or [])[:EDITS]
    template = "playback/asset_state.html" if visit.is_fragment else "playback/asset.html"
    return visit.render_status(
        status,
        template,
        asset=whole,
        titles=await titles_by_id(visit, [whole["mediaItemId"]]),
        is_busy=any(job["status"] in UNFINISHED for job in jobs),
        access=ACCESS,
        editors=await user_names(visit, [edit["editedBy"] for edit in edits]),
        **{**parts, "edits": edits, "library": _files(whole, parts["library"])},
        **{"sent": FormData(), "copy_rejection": None, **NONE, **values},
    )


def _files(asset: Json, part: Part) -> list[Json]:
    """Return the files of a movie or an episode in the media sources of the editor, the best first."""
    place = asset["subject"].partition(":")[2]
    versions = part.data["versions"][:LIBRARY] if part.data and place != "trailer" else []
    return [one for one in versions if not place or place in _places(one["match"])]


def _places(match: Json) -> list[str]:
    return [f"{match['season']}x{episode:02}" for episode in match["episodes"]] if match else []


def _video(asset: Json) -> dict[str, str]:
    """Return which video of its title an asset is, as insights names it; none for a movie."""
    part = asset["subject"].partition(":")[2]
    return {"video": part} if part else {}


def availability(form: FormData) -> Mapping[str, Any]:
    """Return who may play an asset, where and when, as a form has it; days begin and end at midnight UTC."""
    text = {name: str(form.get(name) or "").strip() for name in ("access", "regions", "begin", "end")}
    regions = text["regions"].replace(",", " ").upper().split()
    return {
        "access": text["access"] or "plan",
        "regions": regions or None,
        "beginsAt": f"{text['begin']}T00:00:00Z" if text["begin"] else None,
        "endsAt": f"{text['end']}T00:00:00Z" if text["end"] else None,
    }


def _subject(form: FormData) -> str:
    media_id, season, episode = (str(form.get(name) or "").strip() for name in ("mediaItemId", "season", "episode"))
    if form.get("kind") == "trailer":
        return f"{media_id}:trailer"
    return f"{media_id}:{season}x{episode.zfill(2)}" if season or episode else media_id


async def _list(visit: Visit, status: int, **values: Any) -> Response:
    params = visit.request.query_params
    chosen = {name: params.get(name, "") for name in ("status", "mediaId")}
    listed = await visit.listed("admin/playback/assets", **chosen, limit=PAGE_SIZE, cursor=params.get("cursor", ""))
    return visit.render_status(
        status,
        "playback/assets.html",
        assets=listed.data,
        meta=listed.meta,
        titles=await titles_by_id(visit, [one["mediaItemId"] for one in listed.data]),
        chosen=chosen,
        statuses=STATUSES,
        access=ACCESS,
        **{"sent": FormData(), **NONE, **values},
    )
