"""One track, its lyrics, and what the player loads: the tracks of an album, an artist, a genre or a playlist."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError
from web.domain.lyrics import lines_of
from web.presentation.pages.music.entries import queued
from web.presentation.pages.music.visits import ListenerVisit
from web.presentation.visits import Visit

router = APIRouter(prefix="/music")

MOST: Final = 500
"""Tracks that the player adds to its queue at once."""
PAGE: Final = 100
LISTS: Final[Mapping[str, str]] = {"artist": "artistId", "genre": "genreId"}


@router.get("/tracks/{track_id:uuid}")
async def track(visit: ListenerVisit, track_id: UUID) -> Response:
    """Return what a file says of a track, and its lyrics; the lyrics alone for the player."""
    shown = await visit.get(f"music/tracks/{track_id}")
    text = await visit.part(f"music/tracks/{track_id}/text") if shown["hasLyrics"] or not visit.is_fragment else None
    lyrics = lines_of(text.data["lyrics"] or "") if text and text.data else ()
    values = {"track": shown, "lyrics": lyrics, "is_timed": any(line.seconds is not None for line in lyrics)}
    if visit.is_fragment:
        return visit.render("music/lyrics.html", **values)
    return visit.render("music/track.html", text=text, queued=queued, **values)


@router.get("/tracks/{track_id:uuid}/entry")
async def entry(visit: ListenerVisit, track_id: UUID) -> Response:
    """Return a track that the player is about to play; the session is renewed with it, and pays for the file."""
    return await _json(visit, visit.get(f"music/tracks/{track_id}"), queued)


@router.get("/queue")
async def tracks_of(visit: ListenerVisit) -> Response:
    """Return the tracks of an album, an artist, a genre or a playlist, as the player keeps them."""
    params = visit.request.query_params
    kind, identifier = params.get("kind", ""), _id(params.get("id", ""))
    if kind == "album":
        return await _json(
            visit, visit.get(f"music/albums/{identifier}"), lambda album: [*map(queued, album["tracks"])]
        )
    if kind == "playlist":
        entries = _every(visit, f"music/playlists/{identifier}/entries", {})
        return await _json(visit, entries, lambda listed: [queued(one["track"]) for one in listed])
    if kind not in LISTS:
        raise HTTPException(404)
    return await _json(
        visit, _every(visit, "music/tracks", {LISTS[kind]: str(identifier)}), lambda tracks: [*map(queued, tracks)]
    )


async def _every(visit: Visit, path: str, query: Mapping[str, str]) -> list[Any]:
    items: list[Any] = []
    cursor = ""
    while len(items) < MOST:
        listed = await visit.listed(path, **query, limit=PAGE, cursor=cursor)
        items += listed.data
        cursor = listed.meta.get("nextCursor") or ""
        if not cursor:
            break
    return items[:MOST]


async def _json(visit: Visit, reading: Any, shown: Any) -> Response:
    """Return what the API has as JSON; of an error its code, so that the player goes on with the next track."""
    try:
        return visit.json(shown(await reading))
    except ApiError as error:
        return visit.json({"code": error.code}, error.status if error.status < 500 else 503)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise HTTPException(404) from error
