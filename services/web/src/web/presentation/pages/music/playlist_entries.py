"""The entries of a playlist: added, moved and removed; and the users who share it."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.library.changes import id_of, one_of
from web.presentation.pages.music.playlists import playlist_page
from web.presentation.pages.music.visits import ListenerVisit
from web.presentation.visits import Visit

router = APIRouter(prefix="/music/playlists/{playlist_id:uuid}")

SIDES: Final = ("start", "end", "before", "after")
ROLES: Final = ("viewer", "editor")


@router.post("/entries")
async def add(visit: ListenerVisit, playlist_id: UUID) -> Response:
    """Add tracks at the end; those that the playlist has already are left out."""
    form = await visit.form()
    body = {"trackIds": [str(value) for value in form.getlist("track")], "duplicates": "skip"}
    added = await visit.call("POST", f"music/playlists/{playlist_id}/entries", json=body)
    notice = "music.entries_added" if added.data["entryIds"] else "music.entries_present"
    return visit.redirect(f"/music/playlists/{playlist_id}", notice)


@router.post("/entries/{entry_id:uuid}/remove")
async def remove(visit: ListenerVisit, playlist_id: UUID, entry_id: UUID) -> Response:
    """Remove an entry."""
    await visit.form()
    await visit.call("DELETE", f"music/playlists/{playlist_id}/entries/{entry_id}")
    return visit.back("music.entry_removed", f"/music/playlists/{playlist_id}")


@router.post("/entries/{entry_id:uuid}/position")
async def move(visit: ListenerVisit, playlist_id: UUID, entry_id: UUID) -> Response:
    """Move an entry to the start or end, or before or after another one."""
    form = await visit.form()
    side = one_of(form, "side", SIDES)
    other = {"entryId": str(id_of(str(form.get("other") or "")))} if side in ("before", "after") else {}
    await visit.call("PUT", f"music/playlists/{playlist_id}/entries/{entry_id}/position", json={"side": side, **other})
    if visit.is_fragment:
        return visit.json({})
    return visit.back("", f"/music/playlists/{playlist_id}")


@router.post("/collaborators")
async def invite(visit: ListenerVisit, playlist_id: UUID) -> Response:
    """Invite a user by name."""
    form = await visit.form()
    role = one_of(form, "role", ROLES)
    name = str(form.get("username") or "").strip()
    try:
        user_id = await _user_id(visit, name)
        await visit.call("PUT", f"music/playlists/{playlist_id}/collaborators/{user_id}", json={"role": role})
    except ApiError as error:
        if error.status not in (404, 409):
            raise
        problem = "lists.no_such_user" if error.status == 404 else "music.not_invited"
        return await playlist_page(visit, playlist_id, 400, problem=problem, sent=form)
    return visit.redirect(f"/music/playlists/{playlist_id}", "music.invited")


@router.post("/collaborators/{user_id:uuid}/remove")
async def remove_collaborator(visit: ListenerVisit, playlist_id: UUID, user_id: UUID) -> Response:
    """Remove a user; of oneself, leave the playlist or decline."""
    await visit.form()
    await visit.call("DELETE", f"music/playlists/{playlist_id}/collaborators/{user_id}")
    facts = visit.viewer.facts
    if facts is not None and facts.user_id == str(user_id):
        return visit.redirect("/music/playlists", "music.playlist_left")
    return visit.redirect(f"/music/playlists/{playlist_id}", "lists.member_removed")


async def _user_id(visit: Visit, name: str) -> str:
    """Return the id of a user by name; raise ApiError (404) for what cannot be one."""
    if not (name.isascii() and name.replace("_", "").isalnum()):
        raise ApiError(404, "USER_NOT_FOUND")
    return str((await visit.get(f"users/{name}"))["id"])
