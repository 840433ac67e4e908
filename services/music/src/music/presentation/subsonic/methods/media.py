"""Methods that send files, pictures and lyrics."""

from typing import Final

from fastapi import Response

from chassis.core.lists.pages import Slice
from music.application.library.views import TrackView
from music.domain.covers.pictures import size_for
from music.domain.library.names import key_of
from music.domain.subsonic.failures import not_found
from music.domain.subsonic.ids import Kind, parse
from music.domain.subsonic.lyrics import lines_of
from music.domain.subsonic.streams import requested_target
from music.presentation.covers.responses import picture_response
from music.presentation.streaming.responses import track_response
from music.presentation.subsonic.call import Call
from music.presentation.subsonic.rendering import Tree

_MOST_KBITS: Final = 10_000
_MOST_PIXELS: Final = 10_000


async def stream(call: Call) -> Response:
    """Send a song or a range of it: as its file is, or encoded when the app requests a format or a lower bit rate."""
    track_id = call.id(Kind.TRACK)
    requested, most = call.parameters.text("format"), call.parameters.number("maxBitRate", 0, most=_MOST_KBITS)
    target = None
    if requested or most:
        track = await call.use_cases.library.track(call.listener, track_id)
        target = requested_target(track.suffix, track.bit_rate, requested, most)
    return await track_response(call.use_cases, call.listener, call.has_ended, track_id, target, call.request)


async def download(call: Call) -> Response:
    """Send the file of a song as it is."""
    track_id = call.id(Kind.TRACK)
    return await track_response(
        call.use_cases, call.listener, call.has_ended, track_id, None, call.request, download=True
    )


async def cover_art(call: Call) -> Response:
    """Send the picture of an album, of a song's album or of an artist, at least as large as requested if it can be."""
    kind, id_ = parse(call.parameters.required("id"))
    covers = call.use_cases.covers
    size = size_for(call.parameters.number("size", 0, most=_MOST_PIXELS))
    if kind is Kind.PLAYLIST:
        raise not_found("Cover art")
    read = {Kind.ALBUM: covers.of_album, Kind.TRACK: covers.of_track, Kind.ARTIST: covers.of_artist}[kind]
    picture = await read(call.listener, id_)
    return await picture_response(covers, picture, size, call.request, replaced=not_found("Cover art"))


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


def _is_by(track: TrackView, artist: str) -> bool:
    return not artist or key_of(artist) in {key_of(one.name) for one in track.artists}


def _names(track: TrackView) -> str | None:
    return ", ".join(one.name for one in track.artists) or None
