"""One album or artist for administrators: its picture, its id at MusicBrainz, and its look-up."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.music.visits import MusicAdminVisit
from web.presentation.rejections import NONE, rejection_of
from web.presentation.uploads import file_in
from web.presentation.visits import Visit

router = APIRouter(prefix="/admin/music")

PICTURES: Final[Mapping[str, str]] = {"albums": "cover", "artists": "picture"}
MOST_BYTES: Final = 5 * 1024 * 1024
BINARY: Final = {"Content-Type": "application/octet-stream"}


@router.get("/{kind}/{item_id:uuid}")
async def item(visit: MusicAdminVisit, kind: str, item_id: UUID) -> Response:
    """Return the forms of an album or artist."""
    return await _page(visit, kind, item_id)


@router.post("/{kind}/{item_id:uuid}/picture")
async def choose_picture(visit: MusicAdminVisit, kind: str, item_id: UUID) -> Response:
    """Show another picture, whatever files and databases have."""
    path = f"{_path(kind, item_id)}/{PICTURES[kind]}"
    form = await visit.form()
    try:
        await visit.call("PUT", path, content=await file_in(form, MOST_BYTES), headers=BINARY)
    except ApiError as error:
        return await _rejected(visit, kind, item_id, error)
    return _done(visit, kind, item_id)


@router.post("/{kind}/{item_id:uuid}/picture/withdraw")
async def withdraw_picture(visit: MusicAdminVisit, kind: str, item_id: UUID) -> Response:
    """Show what files or a database have again."""
    path = f"{_path(kind, item_id)}/{PICTURES[kind]}"
    await visit.form()
    await visit.call("DELETE", path)
    return _done(visit, kind, item_id)


@router.post("/{kind}/{item_id:uuid}/mbid")
async def choose_mbid(visit: MusicAdminVisit, kind: str, item_id: UUID) -> Response:
    """Correct the id at MusicBrainz; an empty one is that there is none."""
    path = f"{_path(kind, item_id)}/mbid"
    form = await visit.form()
    mbid = str(form.get("mbid") or "").strip()
    try:
        await visit.call("PUT", path, json={"mbid": mbid or None})
    except ApiError as error:
        return await _rejected(visit, kind, item_id, error, sent={"mbid": mbid})
    return _done(visit, kind, item_id)


@router.post("/{kind}/{item_id:uuid}/mbid/withdraw")
async def withdraw_mbid(visit: MusicAdminVisit, kind: str, item_id: UUID) -> Response:
    """Use what tags and look-ups state again."""
    path = f"{_path(kind, item_id)}/mbid"
    await visit.form()
    await visit.call("DELETE", path)
    return _done(visit, kind, item_id)


@router.post("/{kind}/{item_id:uuid}/enrich")
async def enrich(visit: MusicAdminVisit, kind: str, item_id: UUID) -> Response:
    """Request the look-up of an album or artist."""
    path = f"{_path(kind, item_id)}/enrich"
    await visit.form()
    try:
        await visit.call("POST", path)
    except ApiError as error:
        return await _rejected(visit, kind, item_id, error)
    return visit.redirect(f"/admin/music/{kind}/{item_id}", "music_admin.look_up_begins")


async def _page(visit: Visit, kind: str, item_id: UUID, status: int = 200, **values: Any) -> Response:
    _path(kind, item_id)
    shown = await visit.get(f"music/{kind}/{item_id}")
    conflicts = await visit.part("admin/music/conflicts", entityId=str(item_id), status="pending")
    return visit.render_status(
        status,
        "music/item.html",
        kind=kind,
        item=shown,
        picture=shown.get("cover" if kind == "albums" else "picture"),
        conflicts=conflicts.data or [],
        **{"sent": {}, **NONE, **values},
    )


async def _rejected(visit: Visit, kind: str, item_id: UUID, error: ApiError, **values: Any) -> Response:
    """Return the page with what is wrong; raise the error when there is no such album or artist."""
    if error.status == 404:
        raise error
    rejected = rejection_of(error)
    return await _page(visit, kind, item_id, rejected.status, **rejected.shown(), **values)


def _done(visit: Visit, kind: str, item_id: UUID) -> Response:
    return visit.redirect(f"/admin/music/{kind}/{item_id}", "layout.saved")


def _path(kind: str, item_id: UUID) -> str:
    if kind not in PICTURES:
        raise HTTPException(404)
    return f"admin/music/{kind}/{item_id}"
