"""Albums: the list with its filters, and one with its tracks."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.music.entries import discs, queued
from web.presentation.pages.music.visits import ListenerVisit

router = APIRouter(prefix="/music/albums")

PAGE_SIZE: Final = 48
SORTS: Final = ("name", "artist", "newest", "year")
FILTERS: Final = ("genreId", "year", "isCompilation")
GENRES: Final = 100


@router.get("")
async def albums(visit: ListenerVisit) -> Response:
    """Return albums; the next ones of an open page alone."""
    params = visit.request.query_params
    sort = params.get("sort", "") if params.get("sort", "") in SORTS else SORTS[0]
    chosen = {name: params.get(name, "").strip() for name in FILTERS}
    cursor = params.get("cursor", "")
    listed = await visit.listed("music/albums", **chosen, sort=sort, limit=PAGE_SIZE, cursor=cursor)
    values = {
        "albums": listed.data,
        "meta": listed.meta,
        "address": "/music/albums",
        "chosen": {"sort": "" if sort == SORTS[0] else sort, **chosen},
    }
    if visit.is_fragment and cursor:
        return visit.render("music/more_albums.html", **values)
    genres = await visit.part("music/genres", limit=GENRES)
    return visit.render("music/albums.html", sort=sort, sorts=SORTS, genres=genres, **values)


@router.get("/{album_id:uuid}")
async def album(visit: ListenerVisit, album_id: UUID) -> Response:
    """Return an album with its tracks by disc."""
    shown = await visit.get(f"music/albums/{album_id}")
    return visit.render("music/album.html", album=shown, discs=discs(shown["tracks"]), queued=queued)
