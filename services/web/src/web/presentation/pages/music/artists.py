"""Artists and genres, and one of each with its albums and tracks."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.music.entries import queued
from web.presentation.pages.music.visits import ListenerVisit

router = APIRouter(prefix="/music")

PAGE_SIZE: Final = 60
ALBUMS: Final = 100
TRACKS: Final = 50


@router.get("/artists")
async def artists(visit: ListenerVisit) -> Response:
    """Return artists by name; the next ones of an open page alone."""
    params = visit.request.query_params
    everyone, cursor = params.get("everyone", "") == "true", params.get("cursor", "")
    listed = await visit.listed(
        "music/artists", onlyOfAlbums="false" if everyone else "true", limit=PAGE_SIZE, cursor=cursor
    )
    template = "music/more_artists.html" if visit.is_fragment and cursor else "music/artists.html"
    return visit.render(
        template,
        artists=listed.data,
        meta=listed.meta,
        everyone=everyone,
        address="/music/artists",
        chosen={"everyone": everyone},
    )


@router.get("/artists/{artist_id:uuid}")
async def artist(visit: ListenerVisit, artist_id: UUID) -> Response:
    """Return an artist with its albums, the latest first, its tracks, and what databases of music state."""
    shown = await visit.get(f"music/artists/{artist_id}")
    parts = await visit.parts(
        albums=("music/albums", {"artistId": str(artist_id), "sort": "year", "limit": ALBUMS}),
        tracks=("music/tracks", {"artistId": str(artist_id), "limit": TRACKS}),
        about=(f"music/artists/{artist_id}/about", {}),
    )
    return visit.render("music/artist.html", artist=shown, queued=queued, **parts)


@router.get("/genres")
async def genres(visit: ListenerVisit) -> Response:
    """Return the genres by name."""
    listed = await visit.listed("music/genres", limit=100, cursor=visit.request.query_params.get("cursor", ""))
    return visit.render("music/genres.html", genres=listed.data, meta=listed.meta)


@router.get("/genres/{genre_id:uuid}")
async def genre(visit: ListenerVisit, genre_id: UUID) -> Response:
    """Return a genre with albums and tracks of it."""
    shown = await visit.get(f"music/genres/{genre_id}")
    parts = await visit.parts(
        albums=("music/albums", {"genreId": str(genre_id), "limit": ALBUMS}),
        tracks=("music/tracks", {"genreId": str(genre_id), "limit": TRACKS}),
    )
    return visit.render("music/genre.html", genre=shown, queued=queued, **parts)
