"""Files of media sources, opened by a link that a browser needs no token for."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.visits import AccountVisit

router = APIRouter(prefix="/my/sources/files/{file_id:uuid}")


@router.post("/open")
async def open_file(visit: AccountVisit, file_id: UUID) -> Response:
    """Make a link to a file, and lead to it: the browser stores it if the form says so, or else plays what it can."""
    form = await visit.form()
    link = await visit.call("POST", f"sources/files/{file_id}/link")
    return visit.redirect(link.data["path"] + ("?download=true" if form.get("download") else ""))
