"""The pages of uploads: a new one for an asset, one that is going on, and all of them."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import Json
from web.presentation.visits import POLICY, OperatorVisit, Visit, with_source

router = APIRouter()

PATH: Final = "/admin/playback/uploads"
STATUSES: Final = ("", "open", "copying", "completing", "completed", "rejected", "aborted", "expired")
PAGE_SIZE: Final = 30
KINDS: Final = ("subtitles", "captions", "forced")


@router.get(PATH)
async def uploads(visit: OperatorVisit) -> Response:
    """Return the uploads, the newest first."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "") for name in ("status", "assetId")}
    listed = await visit.listed("admin/playback/uploads", **chosen, limit=PAGE_SIZE, cursor=params.get("cursor", ""))
    return visit.render(
        "playback/uploads.html", uploads=listed.data, meta=listed.meta, chosen=chosen, statuses=STATUSES
    )


@router.get("/admin/playback/assets/{asset_id:uuid}/upload")
async def new_upload(visit: OperatorVisit, asset_id: UUID) -> Response:
    """Return the page on which a file for an asset is chosen."""
    asset = await visit.get(f"admin/playback/assets/{asset_id}")
    return _page(visit, asset, None)


@router.get(PATH + "/{upload_id:uuid}")
async def upload(visit: OperatorVisit, upload_id: UUID) -> Response:
    """Return an upload; its file is chosen again in order to resume it."""
    state = await visit.get(f"admin/playback/uploads/{upload_id}")
    asset = await visit.get(f"admin/playback/assets/{state['assetId']}")
    return _page(visit, asset, state)


def _page(visit: Visit, asset: Json, state: Json | None) -> Response:
    response = visit.render("playback/upload.html", asset=asset, upload=state, kinds=KINDS)
    # The browser sends the parts to the storage itself, which no other page may do.
    policy = with_source(POLICY, "connect-src", visit.request.app.state.storage_origin)
    response.headers["Content-Security-Policy"] = policy
    return response
