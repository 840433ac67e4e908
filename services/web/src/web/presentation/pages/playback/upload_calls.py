"""What the scripts of the page of an upload send."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.fields import key_header
from web.presentation.pages.playback.uploads import PATH
from web.presentation.script_calls import passed, sent
from web.presentation.visits import OperatorVisit

router = APIRouter()


@router.post(PATH)
async def start(visit: OperatorVisit) -> Response:
    """Start an upload, once for each key."""
    body = await sent(visit)
    headers = key_header(str(body.get("key")))
    return await passed(visit, "POST", "admin/playback/uploads", json=body.get("upload") or {}, headers=headers)


@router.post(PATH + "/{upload_id:uuid}/state")
async def state(visit: OperatorVisit, upload_id: UUID) -> Response:
    """Return an upload with the parts that the storage has."""
    await sent(visit)
    return await passed(visit, "GET", f"admin/playback/uploads/{upload_id}")


@router.post(PATH + "/{upload_id:uuid}/parts")
async def parts(visit: OperatorVisit, upload_id: UUID) -> Response:
    """Return the requests by which parts are sent to the storage."""
    body = await sent(visit)
    return await passed(visit, "POST", f"admin/playback/uploads/{upload_id}/parts", json=body)


@router.post(PATH + "/{upload_id:uuid}/complete")
async def complete(visit: OperatorVisit, upload_id: UUID) -> Response:
    """Complete an upload whose parts are stored."""
    await sent(visit)
    return await passed(visit, "POST", f"admin/playback/uploads/{upload_id}/complete")


@router.post(PATH + "/{upload_id:uuid}/abort")
async def abort(visit: OperatorVisit, upload_id: UUID) -> Response:
    """Abort an upload and delete its parts."""
    await sent(visit)
    return await passed(visit, "DELETE", f"admin/playback/uploads/{upload_id}")
