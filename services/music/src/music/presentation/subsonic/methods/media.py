"""Methods that send files and lyrics."""

from contextlib import AsyncExitStack

from fastapi import Response

from chassis.core.lists.pages import Slice
from chassis.http.follow_up.byte_ranges import ClosingResponse, extent, file_headers, range_of
from music.application.library.views import TrackView
from music.domain.library.formats import media_type, suffix_of
from music.domain.library.names import key_of
from music.domain.subsonic.ids import Kind
from music.domain.subsonic.lyrics import lines_of
from music.presentation.subsonic.call import Call
from music.presentation.subsonic.rendering import Tree


async def stream(call: Call) -> Response:
    """Send a song, or a range of it."""
    return await _file(call, download=False)


async def download(call: Call) -> Response:
    """Send the file of a song as it is."""
    return await _file(call, download=True)


async def lyrics(call: Call) -> Tree:
    """Return the lyrics of the first song with a title and an artist; nothing without one."""
    title, artist = call.parameters.text("title") or "", call.parameters.text("artist") or ""
    if not title:
        return {"lyrics": {}}
    nothing = Slice(0)
    hits = await call.use_cases.apps.browse.search(call.listener, title, nothing, nothing, Slice(50))
    for track in hits.tracks:
        if key_of(track.title) == key_of(title) and track.has_lyrics and _is_by(track, artist):
            text = await call.use_cases.library.text(call.listener, track.id)
            lines = "\n".join(line.text for line in lines_of(text.lyrics or ""))
            return {"lyrics": {"artist": _names(track), "title": track.title, "value": lines}}
    return {"lyrics": {}}


async def lyrics_by_song_id(call: Call) -> Tree:
    """Return the lyrics of a song in lines, with times where the file has them."""
    track = await call.use_cases.library.track(call.listener, call.id(Kind.TRACK))
    text = (await call.use_cases.library.text(call.listener, track.id)).lyrics
    if not text:
        return {"lyricsList": {}}
    lines = lines_of(text)
    structured: Tree = {
        "displayArtist": _names(track),
        "displayTitle": track.title,
        "lang": "xxx",
        "synced": any(line.start is not None for line in lines),
        "line": [{"start": line.start, "value": line.text} for line in lines],
    }
    return {"lyricsList": {"structuredLyrics": [structured]}}


async def _file(call: Call, *, download: bool) -> Response:
    file = await call.use_cases.library.file(call.listener, call.id(Kind.TRACK))
    async with AsyncExitStack() as opening:
        opened = await opening.enter_async_context(call.use_cases.files.open(file))
        state = opened.state
        name = f"{file.title}.{suffix_of(file.path)}"
        tag = state.entity_tag
        headers = file_headers(name, media_type(file.path), tag, "private, no-cache", download=download)
        part = range_of(call.request, tag, state.bytes)
        headers |= extent(part, state.bytes)
        status = 206 if part else 200
        if call.request.scope.get("is_head"):
            return Response(status_code=status, headers=headers)
        return ClosingResponse(opened.chunks(part), status, headers, opening.pop_all())


def _is_by(track: TrackView, artist: str) -> bool:
    return not artist or key_of(artist) in {key_of(one.name) for one in track.artists}


def _names(track: TrackView) -> str | None:
    return ", ".join(one.name for one in track.artists) or None
