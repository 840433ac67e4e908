"""Music folders of the server, for administrators."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError, Json, invalid_field
from web.presentation.fields import seen_version, whole_number
from web.presentation.pages.music.visits import MusicAdminVisit
from web.presentation.pages.user_names import user_names
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import Visit

router = APIRouter(prefix="/admin/music")

VISIBILITIES: Final = ("everyone", "chosen")
PURGES: Final = ("never", "after-days", "at-once")
UNFINISHED: Final = frozenset({"queued", "processing"})
MOST_USERS: Final = 100


@router.get("")
async def overview(visit: MusicAdminVisit) -> Response:
    """Return the music folders, the scans and the schedules."""
    return await overview_page(visit)


@router.post("/folders")
async def add(visit: MusicAdminVisit) -> Response:
    """Add a folder, which is scanned at once."""
    form = await visit.form()
    try:
        body = {"path": str(form.get("path") or "").strip(), **await _changes(visit, form)}
        await visit.call("POST", "admin/music/folders", json=body)
    except ApiError as error:
        rejected = rejection_of(error)
        return await overview_page(visit, rejected.status, sent=form, **rejected.shown())
    return visit.redirect("/admin/music", "music.folder_added")


@router.get("/folders/{folder_id:uuid}")
async def folder(visit: MusicAdminVisit, folder_id: UUID) -> Response:
    """Return the form of a folder."""
    return await _folder_page(visit, folder_id)


@router.post("/folders/{folder_id:uuid}")
async def change(visit: MusicAdminVisit, folder_id: UUID) -> Response:
    """Change the name, who may hear it, or what becomes of missing files, as the visitor has seen it."""
    form = await visit.form()
    try:
        body = await _changes(visit, form)
        await visit.call("PATCH", f"admin/music/folders/{folder_id}", json=body, headers=seen_version(form))
    except ApiError as error:
        if error.status in (404, 412):
            raise
        rejected = rejection_of(error)
        return await _folder_page(visit, folder_id, rejected.status, sent=form, **rejected.shown())
    return visit.redirect("/admin/music", "layout.saved")


@router.post("/folders/{folder_id:uuid}/delete")
async def delete(visit: MusicAdminVisit, folder_id: UUID) -> Response:
    """Forget a folder with what was read of it."""
    form = await visit.form()
    await visit.call("DELETE", f"admin/music/folders/{folder_id}", headers=seen_version(form))
    return visit.redirect("/admin/music", "music.folder_deleted")


async def overview_page(visit: Visit, status: int = 200, **values: Any) -> Response:
    """Return the page of the administration with a status."""
    parts = await visit.parts(
        folders=("admin/music/folders", {}),
        scans=("admin/music/scans", {}),
        schedules=("admin/music/schedules", {}),
        analysis=("admin/music/analysis", {}),
    )
    shown = {"sent": {}, **NONE, **values}
    return visit.render_status(
        status,
        "music/admin.html",
        **parts,
        is_scanning=is_scanning(parts["scans"].data),
        visibilities=VISIBILITIES,
        purges=PURGES,
        **shown,
    )


def is_scanning(scans: Json) -> bool:
    """Return whether the newest scan has not ended."""
    return bool(scans) and scans[0]["status"] in UNFINISHED


async def _folder_page(visit: Visit, folder_id: UUID, status: int = 200, **values: Any) -> Response:
    stored: Json = await visit.get(f"admin/music/folders/{folder_id}")
    names = await user_names(visit, stored["userIds"])
    # A user whose name is hidden stays by id.
    users = "\n".join(names.get(user_id, user_id) for user_id in stored["userIds"])
    shown = {"sent": {}, **NONE, **values}
    return visit.render_status(
        status,
        "music/folder.html",
        folder=stored,
        users=users,
        visibilities=VISIBILITIES,
        purges=PURGES,
        **shown,
    )


async def _changes(visit: Visit, form: FormData) -> Json:
    """Return what a form says of a folder, as the API takes it; raise ApiError (400) for a user who does not exist."""
    visibility = str(form.get("visibility") or VISIBILITIES[0])
    body: dict[str, Any] = {
        "name": str(form.get("name") or "").strip(),
        "visibility": visibility,
        "purge": {"purge": str(form.get("purge") or PURGES[0])},
    }
    if days := str(form.get("days") or "").strip():
        body["purge"]["days"] = whole_number(days)
    if visibility == "chosen":
        body["userIds"] = await _user_ids(visit, str(form.get("users") or "").split())
    return body


async def _user_ids(visit: Visit, names: list[str]) -> list[str]:
    """Return the ids of users by their names or ids; raise ApiError (400) for an unknown one."""
    if len(names) > MOST_USERS:
        raise invalid_field("users", "too_long", max_length=MOST_USERS)
    ids: list[str] = []
    for name in names:
        try:
            ids.append(str(UUID(name)))
        except ValueError:
            if not name.replace("_", "").replace("-", "").replace(".", "").isalnum():
                raise invalid_field("users", "username_unknown", username=name) from None
            part = await visit.part(f"users/{name}")
            if part.is_broken:
                raise part.error or ApiError(503, "SERVICE_UNAVAILABLE") from None
            if part.data is None:
                raise invalid_field("users", "username_unknown", username=name) from None
            ids.append(part.data["id"])
    return ids
