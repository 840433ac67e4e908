"""What the user does not know of the library, or has forgotten: other things each time."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.music.entries import queued
from web.presentation.pages.music.visits import ListenerVisit

router = APIRouter(prefix="/music/explore")

TRACKS: Final = 10
CARDS: Final = 12


@router.get("")
async def explore(visit: ListenerVisit) -> Response:
    """Return tracks that the user never played, forgot or overlooked, and albums and artists by chance."""
    parts = await visit.parts(
        unplayed=("music/explore/unplayed", {"limit": TRACKS}),
        forgotten=("music/explore/forgotten", {"limit": TRACKS}),
        gems=("music/explore/hidden-gems", {"limit": TRACKS}),
        albums=("music/explore/random/albums", {"limit": CARDS}),
        artists=("music/explore/random/artists", {"limit": CARDS}),
        popular=("music/albums/top-played", {"limit": CARDS, "days": 30}),
    )
    return visit.render("music/explore.html", queued=queued, **parts)
