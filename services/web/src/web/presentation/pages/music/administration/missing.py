"""Tracks whose files are missing, and the analysis of sound."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.music.visits import MusicAdminVisit

router = APIRouter(prefix="/admin/music")

PAGE_SIZE: Final = 50


@router.get("/missing")
async def missing(visit: MusicAdminVisit) -> Response:
    """Return the tracks whose files are missing, of one folder or of all."""
    params = visit.request.query_params
    folder_id, cursor = params.get("folderId", ""), params.get("cursor", "")
    listed = await visit.listed("admin/music/missing", folderId=folder_id, limit=PAGE_SIZE, cursor=cursor)
    folders = await visit.part("admin/music/folders")
    return visit.render(
        "music/missing.html", tracks=listed.data, meta=listed.meta, folders=folders, folder_id=folder_id
    )


@router.post("/missing/purge")
async def purge(visit: MusicAdminVisit) -> Response:
    """Delete missing tracks, those first that are missing for longest."""
    form = await visit.form()
    folder_id = str(form.get("folderId") or "")
    await visit.call("POST", "admin/music/missing/purge", json={"folderId": folder_id} if folder_id else {})
    return visit.redirect("/admin/music/missing", "music_admin.purged")


@router.post("/missing/{track_id:uuid}/delete")
async def delete(visit: MusicAdminVisit, track_id: UUID) -> Response:
    """Delete a missing track."""
    await visit.form()
    await visit.call("DELETE", f"admin/music/missing/{track_id}")
    return visit.back("music_admin.track_deleted", "/admin/music/missing")


@router.get("/analysis")
async def analysis(visit: MusicAdminVisit) -> Response:
    """Return how far the analysis is, for an open page."""
    return visit.render("music/analysis.html", analysis=await visit.part("admin/music/analysis"))


@router.post("/analysis/retry")
async def retry(visit: MusicAdminVisit) -> Response:
    """Analyze the tracks again that have failed."""
    await visit.form()
    await visit.call("POST", "admin/music/analysis/retry")
    return visit.redirect("/admin/music", "admin.done")
