"""What the user has in music, and playlists for other players, as files."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.presentation.pages.music.visits import ListenerVisit

router = APIRouter(prefix="/music")

FORMATS: Final = ("json", "csv")


@router.get("/export/{name}")
async def export(visit: ListenerVisit, name: str) -> Response:
    """Return everything of the user in a format."""
    if name not in FORMATS:
        raise HTTPException(404)
    return visit.file(await visit.call("GET", "music/me/export", query={"format": name}))


@router.get("/playlists/{playlist_id:uuid}/m3u")
async def playlist(visit: ListenerVisit, playlist_id: UUID) -> Response:
    """Return a playlist as an M3U file."""
    return visit.file(await visit.call("GET", f"music/playlists/{playlist_id}/m3u"))
