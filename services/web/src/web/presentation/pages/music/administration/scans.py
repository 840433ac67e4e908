"""Scans of the music folders and the schedules of music, for administrators."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.admin.schedules import changes_in
from web.presentation.pages.music.administration.folders import is_scanning, overview_page
from web.presentation.pages.music.visits import MusicAdminVisit
from web.presentation.rejections import rejection_of

router = APIRouter(prefix="/admin/music")


@router.get("/scans")
async def scans(visit: MusicAdminVisit) -> Response:
    """Return the scans, for an open page."""
    part = await visit.part("admin/music/scans")
    folders = await visit.part("admin/music/folders")
    return visit.render("music/scans.html", scans=part, folders=folders, is_scanning=is_scanning(part.data))


@router.post("/scans")
async def scan(visit: MusicAdminVisit) -> Response:
    """Scan the music folders, all of their files if the form says so."""
    form = await visit.form()
    try:
        await visit.call("POST", "admin/music/scans", json={"isFull": bool(form.get("isFull"))})
    except ApiError as error:
        rejected = rejection_of(error)
        return await overview_page(visit, rejected.status, failed=rejected)
    return visit.redirect("/admin/music", "music.scan_begins")


@router.post("/scans/{scan_id:uuid}/cancel")
async def cancel(visit: MusicAdminVisit, scan_id: UUID) -> Response:
    """End a scan."""
    await visit.form()
    await visit.call("POST", f"admin/music/scans/{scan_id}/cancel")
    return visit.redirect("/admin/music", "music.scan_ended")


@router.post("/schedules/{name}")
async def change_schedule(visit: MusicAdminVisit, name: str) -> Response:
    """Change when a schedule of music runs, and whether it does."""
    await visit.call("PATCH", f"admin/music/schedules/{name}", json=changes_in(await visit.form()))
    return visit.redirect("/admin/music", "admin.done")


@router.post("/schedules/{name}/run")
async def run_schedule(visit: MusicAdminVisit, name: str) -> Response:
    """Run a schedule of music now."""
    await visit.form()
    await visit.call("POST", f"admin/music/schedules/{name}/run")
    return visit.redirect("/admin/music", "admin.done")
