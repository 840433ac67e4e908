"""Changes of an asset: who may play it, publication, versions, jobs and subtitles."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import seen_version
from web.presentation.pages.playback.assets import PATH, availability, show
from web.presentation.pages.playback.uploads import PATH as UPLOADS
from web.presentation.rejections import rejection_of
from web.presentation.visits import OperatorVisit

router = APIRouter()

ACTIONS: Final = ("publish", "unpublish", "rotate-keys")
ASSET: Final = PATH + "/assets/{asset_id:uuid}"


@router.post(ASSET)
async def change(visit: OperatorVisit, asset_id: UUID) -> Response:
    """Change who may play an asset, where and when, as the editor has seen it."""
    form = await visit.form()
    try:
        await visit.call(
            "PATCH", f"admin/playback/assets/{asset_id}", json=dict(availability(form)), headers=seen_version(form)
        )
    except ApiError as error:
        if error.status == 412:
            raise
        rejection = rejection_of(error)
        return await show(visit, asset_id, rejection.status, sent=form, **rejection.shown())
    return visit.redirect(f"{PATH}/assets/{asset_id}", "layout.saved")


@router.post(ASSET + "/source-files")
async def use_file(visit: OperatorVisit, asset_id: UUID) -> Response:
    """Make a version from a file of a media source, and continue with its upload."""
    form = await visit.form()
    body = {"assetId": str(asset_id), "sourceFileId": str(form.get("file") or "")}
    try:
        upload = await visit.call("POST", "admin/playback/uploads/source-files", json=body)
    except ApiError as error:
        rejection = rejection_of(error)
        return await show(visit, asset_id, rejection.status, copy_rejection=rejection)
    return visit.redirect(f"{UPLOADS}/{upload.data['id']}")


@router.post(ASSET + "/{action}")
async def act(visit: OperatorVisit, asset_id: UUID, action: str) -> Response:
    """Publish or unpublish an asset, or encode it again with new keys."""
    await visit.form()
    if action not in ACTIONS:
        raise HTTPException(404)
    await visit.call("POST", f"admin/playback/assets/{asset_id}/{action}")
    return visit.redirect(f"{PATH}/assets/{asset_id}", "admin.done")


@router.post(ASSET + "/versions/{number:int}/reprocess")
async def reprocess(visit: OperatorVisit, asset_id: UUID, number: int) -> Response:
    """Encode the source of a version again, as a new version."""
    await visit.form()
    await visit.call("POST", f"admin/playback/assets/{asset_id}/versions/{number}/reprocess")
    return visit.redirect(f"{PATH}/assets/{asset_id}", "admin.done")


@router.post(ASSET + "/versions/{number:int}/cancel")
async def cancel(visit: OperatorVisit, asset_id: UUID, number: int) -> Response:
    """End the work on a version, and with it the programs that encode it."""
    await visit.form()
    await visit.call("POST", f"admin/playback/assets/{asset_id}/versions/{number}/cancel")
    return visit.redirect(f"{PATH}/assets/{asset_id}", "admin.done")


@router.post(ASSET + "/subtitles/{subtitle_id:uuid}/delete")
async def delete_subtitles(visit: OperatorVisit, asset_id: UUID, subtitle_id: UUID) -> Response:
    """Delete subtitles."""
    await visit.form()
    await visit.call("DELETE", f"admin/playback/assets/{asset_id}/subtitles/{subtitle_id}")
    return visit.redirect(f"{PATH}/assets/{asset_id}", "admin.done")
