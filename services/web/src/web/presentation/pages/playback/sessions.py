"""Active sessions of all users, for administrators."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.pages.user_names import user_names
from web.presentation.visits import AdminVisit

router = APIRouter()

PAGE_SIZE: Final = 50


@router.get("/admin/playback/sessions")
async def active_sessions(visit: AdminVisit) -> Response:
    """Return the sessions that have not ended."""
    listed = await visit.listed("admin/playback/sessions", limit=PAGE_SIZE, offset=visit.offset)
    return visit.render(
        "playback/sessions.html",
        sessions=listed.data,
        meta=listed.meta,
        titles=await titles_by_id(visit, [one["mediaItemId"] for one in listed.data]),
        names=await user_names(visit, [one["userId"] for one in listed.data]),
    )


@router.post("/admin/playback/sessions/{session_id:uuid}/end")
async def end(visit: AdminVisit, session_id: UUID) -> Response:
    """End a session of a user."""
    await visit.form()
    await visit.call("DELETE", f"admin/playback/sessions/{session_id}")
    return visit.redirect("/admin/playback/sessions", "admin.done")
