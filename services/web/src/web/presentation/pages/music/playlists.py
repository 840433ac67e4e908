"""Playlists: those of the user, those shared with them and public ones; and one with its entries."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.fields import seen_version
from web.presentation.pages.music.entries import queued
from web.presentation.pages.music.visits import ListenerVisit
from web.presentation.pages.user_names import user_names
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import Visit

router = APIRouter(prefix="/music/playlists")

SCOPES: Final = ("all", "mine", "shared", "public")
PAGE_SIZE: Final = 30
ENTRIES: Final = 100
EDITORS: Final = frozenset({"owner", "editor"})


@router.get("")
async def playlists(visit: ListenerVisit) -> Response:
    """Return playlists, and the invitations that wait for the user."""
    return await _overview(visit)


@router.post("")
async def create(visit: ListenerVisit) -> Response:
    """Create a playlist, perhaps with tracks, and show it."""
    form = await visit.form()
    body = {
        "name": str(form.get("name") or "").strip(),
        "isPublic": bool(form.get("isPublic")),
        "trackIds": [str(value) for value in form.getlist("track")],
    }
    try:
        created = (await visit.call("POST", "music/playlists", json=body)).data
    except ApiError as error:
        rejected = rejection_of(error)
        return await _overview(visit, rejected.status, sent=form, **rejected.shown())
    return visit.redirect(f"/music/playlists/{created['id']}", "music.playlist_created")


@router.get("/choice")
async def choice(visit: ListenerVisit) -> Response:
    """Return the playlists to which the user may add a track."""
    track_id = visit.request.query_params.get("track", "")
    track = await visit.get(f"music/tracks/{_id(track_id)}")
    listed = await visit.part("music/playlists", scope="all", limit=100)
    own = [one for one in listed.data or [] if one["role"] in EDITORS]
    return visit.render("music/playlist_choice.html", track=track, playlists=own, listed=listed)


@router.post("/invitations/{playlist_id:uuid}/accept")
async def accept(visit: ListenerVisit, playlist_id: UUID) -> Response:
    """Accept an invitation, and show the playlist."""
    await visit.form()
    await visit.call("POST", f"music/me/playlist-invitations/{playlist_id}/accept")
    return visit.redirect(f"/music/playlists/{playlist_id}", "music.invitation_accepted")


@router.get("/{playlist_id:uuid}")
async def playlist(visit: ListenerVisit, playlist_id: UUID) -> Response:
    """Return a playlist with its entries."""
    return await playlist_page(visit, playlist_id)


@router.post("/{playlist_id:uuid}")
async def change(visit: ListenerVisit, playlist_id: UUID) -> Response:
    """Rename a playlist, describe it, or change who sees it."""
    form = await visit.form()
    body = {
        "name": str(form.get("name") or "").strip(),
        "description": str(form.get("description") or "").strip() or None,
        "isPublic": bool(form.get("isPublic")),
    }
    try:
        await visit.call("PATCH", f"music/playlists/{playlist_id}", json=body, headers=seen_version(form))
    except ApiError as error:
        if error.status not in (400, 409):
            raise
        rejected = rejection_of(error)
        return await playlist_page(visit, playlist_id, rejected.status, sent=form, **rejected.shown())
    return visit.redirect(f"/music/playlists/{playlist_id}", "layout.saved")


@router.post("/{playlist_id:uuid}/delete")
async def delete(visit: ListenerVisit, playlist_id: UUID) -> Response:
    """Delete a playlist; its tracks stay."""
    await visit.form()
    await visit.call("DELETE", f"music/playlists/{playlist_id}")
    return visit.redirect("/music/playlists", "music.playlist_deleted")


async def playlist_page(visit: Visit, playlist_id: UUID, status: int = 200, **values: Any) -> Response:
    """Return the page of a playlist with a status."""
    shown: Json = await visit.get(f"music/playlists/{playlist_id}")
    cursor = visit.request.query_params.get("cursor", "")
    parts = await visit.parts(
        entries=(f"music/playlists/{playlist_id}/entries", {"limit": ENTRIES, "cursor": cursor}),
        **({"people": (f"music/playlists/{playlist_id}/collaborators", {})} if shown["role"] else {}),
    )
    people = parts["people"].data or [] if "people" in parts else []
    names = await user_names(visit, (shown["ownerId"], *(one["userId"] for one in people)))
    return visit.render_status(
        status,
        "music/playlist.html",
        playlist=shown,
        entries=parts["entries"],
        people=people,
        names=names,
        may_edit=shown["role"] in EDITORS,
        is_first=not cursor,
        queued=queued,
        **{"sent": {}, "problem": "", **NONE, **values},
    )


async def _overview(visit: Visit, status: int = 200, **values: Any) -> Response:
    params = visit.request.query_params
    scope = params.get("scope", "") if params.get("scope", "") in SCOPES else SCOPES[0]
    cursor = params.get("cursor", "")
    listed = await visit.listed("music/playlists", scope=scope, limit=PAGE_SIZE, cursor=cursor)
    invitations = await visit.part("music/me/playlist-invitations")
    others = [one["ownerId"] for one in (*listed.data, *(invitations.data or [])) if one["role"] != "owner"]
    return visit.render_status(
        status,
        "music/playlists.html",
        playlists=listed.data,
        meta=listed.meta,
        scope=scope,
        scopes=SCOPES,
        invitations=invitations.data or [],
        names=await user_names(visit, others),
        **{"sent": {}, **NONE, **values},
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ApiError(404, "TRACK_NOT_FOUND") from error
