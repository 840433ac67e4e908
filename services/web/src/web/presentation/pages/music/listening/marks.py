"""Favourites and ratings of the user, and the plays that the player reports."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.presentation.fields import whole_number
from web.presentation.pages.music.entries import queued
from web.presentation.pages.music.visits import ListenerVisit
from web.presentation.script_calls import passed, sent

router = APIRouter(prefix="/music")

KINDS: Final = ("tracks", "albums", "artists")
ALBUMS: Final = 50
TRACKS: Final = 100
PLAYED: Final = ("id", "trackId", "playedAt", "completion", "context", "sourceType", "sourceId")


@router.get("/favourites")
async def favourites(visit: ListenerVisit) -> Response:
    """Return the favourites of the user, the newest first."""
    parts = await visit.parts(
        artists=("music/me/favourites/artists", {"limit": ALBUMS}),
        albums=("music/me/favourites/albums", {"limit": ALBUMS}),
        tracks=("music/me/favourites/tracks", {"limit": TRACKS}),
    )
    return visit.render("music/favourites.html", queued=queued, **parts)


@router.post("/marks/{kind}/{item_id:uuid}/favourite")
async def mark(visit: ListenerVisit, kind: str, item_id: UUID) -> Response:
    """Make a track, album or artist a favourite, or none; return the button to a page that stays open."""
    form = await visit.form()
    is_favourite = bool(form.get("isFavourite"))
    path = f"music/me/favourites/{_kind(kind)}/{item_id}"
    await visit.call("PUT" if is_favourite else "DELETE", path)
    if visit.is_fragment:
        name = str(form.get("name") or "")
        return visit.render(
            "music/favourite.html", kind=kind, id=str(item_id), is_favourite=is_favourite, name=name, is_changed=True
        )
    return visit.back("layout.saved", "/music")


@router.post("/marks/{kind}/{item_id:uuid}/rating")
async def rate(visit: ListenerVisit, kind: str, item_id: UUID) -> Response:
    """Rate a track, album or artist; an empty rating removes it."""
    form = await visit.form()
    path = f"music/me/ratings/{_kind(kind)}/{item_id}"
    if rating := str(form.get("rating") or ""):
        await visit.call("PUT", path, json={"rating": whole_number(rating)})
    else:
        await visit.call("DELETE", path)
    return visit.back("layout.saved", "/music")


@router.post("/plays")
async def play(visit: ListenerVisit) -> Response:
    """Pass on what was played, and how much of it."""
    body = await sent(visit)
    return await passed(visit, "POST", "music/plays", json={name: body[name] for name in PLAYED if name in body})


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise HTTPException(404)
    return kind
