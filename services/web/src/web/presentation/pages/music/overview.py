"""The first page of music, and its search."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import Part
from web.presentation.pages.music.entries import queued
from web.presentation.pages.music.visits import ListenerVisit

router = APIRouter(prefix="/music")

RECENT: Final = 18
DAYS: Final = 30
PLAYED: Final = 8
HITS: Final = 20
MOST_CHARACTERS: Final = 100


@router.get("")
async def overview(visit: ListenerVisit) -> Response:
    """Return the albums that were added last, what the user likes and plays, and ways into the rest."""
    parts = await visit.parts(
        newest=("music/albums", {"sort": "newest", "limit": RECENT}),
        top=("music/me/top/albums", {"days": DAYS, "limit": RECENT}),
        favourites=("music/me/favourites/albums", {"limit": RECENT}),
        recent=("music/me/recently-played", {"limit": PLAYED}),
        genres=("music/genres", {"limit": 30}),
    )
    return visit.render("music/overview.html", queued=queued, **parts)


@router.get("/search")
async def search(visit: ListenerVisit) -> Response:
    """Return artists, albums and tracks by their names."""
    text = visit.request.query_params.get("q", "").strip()[:MOST_CHARACTERS]
    hits = await visit.part("music/search", q=text, limit=HITS) if text else Part()
    return visit.render("music/search.html", text=text, hits=hits, queued=queued)
