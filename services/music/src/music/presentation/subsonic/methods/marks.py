"""Methods of favourites, ratings and plays, and what follows from them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from chassis.core.lists.pages import Slice
from music.application.library.views import TrackFilter
from music.application.listening.recording import Report
from music.domain.marks.marks import HIGHEST_RATING, ItemKind
from music.domain.subsonic.failures import invalid, missing, not_found
from music.domain.subsonic.ids import Kind, parse, parse_as
from music.presentation.subsonic.call import Call
from music.presentation.subsonic.rendering import Tree
from music.presentation.subsonic.shapes import album_directory, album_shape, artist_shape, song_shape

MOST: Final = 500
MOST_ITEMS: Final = 1_000
"""Songs, albums and artists of one request: each is written by itself."""
_ALL: Final = Slice(10_000)
_KINDS: Final = {Kind.TRACK: ItemKind.TRACKS, Kind.ALBUM: ItemKind.ALBUMS, Kind.ARTIST: ItemKind.ARTISTS}
_LAST_MS: Final = 253_402_300_799_000
"""The end of the year 9999."""


async def star(call: Call) -> Tree:
    """Make songs, albums and artists favourites."""
    return await _favourites(call, is_favourite=True)


async def unstar(call: Call) -> Tree:
    """Make songs, albums and artists no favourites any more."""
    return await _favourites(call, is_favourite=False)


async def set_rating(call: Call) -> Tree:
    """Rate a song, an album or an artist from 1 to 5; 0 removes the rating."""
    call.parameters.required("rating")
    rating = call.parameters.number("rating", 0, least=-1, most=HIGHEST_RATING + 1)
    if not 0 <= rating <= HIGHEST_RATING:
        raise invalid("rating", f"must be from 0 to {HIGHEST_RATING}")
    kind, id_ = _item(call.parameters.required("id"))
    await call.use_cases.marks.rate(call.listener, kind, id_, rating or None)
    return {}


async def starred(call: Call) -> Tree:
    """Return the favourites of the user, the newest first, as directories."""
    listener = await call.within_folder()
    marks = call.use_cases.marks
    return {
        "starred": {
            "artist": [artist_shape(artist) for artist in (await marks.artists(listener, _ALL)).items],
            "album": [album_directory(album) for album in (await marks.albums(listener, _ALL)).items],
            "song": [song_shape(track) for track in (await marks.tracks(listener, _ALL)).items],
        }
    }


async def starred2(call: Call) -> Tree:
    """Return the same by tags."""
    listener = await call.within_folder()
    marks = call.use_cases.marks
    return {
        "starred2": {
            "artist": [artist_shape(artist) for artist in (await marks.artists(listener, _ALL)).items],
            "album": [album_shape(album) for album in (await marks.albums(listener, _ALL)).items],
            "song": [song_shape(track) for track in (await marks.tracks(listener, _ALL)).items],
        }
    }


async def scrobble(call: Call) -> Tree:
    """Record plays of songs, at the times that the app states; without `submission` only what is played now."""
    tracks = call.ids(Kind.TRACK, "id")
    _check_number(tracks)
    if call.parameters.flag("submission") is False:
        await call.use_cases.apps.states.save_playing(call.listener, tracks[-1], call.client)
        return {}
    times = call.parameters.numbers("time", most=_LAST_MS)
    for place, track_id in enumerate(tracks):
        time = times[place] if place < len(times) else None
        # An app that sends a play again, because it got no response, has recorded one play.
        key = None if time is None else f"subsonic:{track_id}:{time}"
        played_at = None if time is None else datetime.fromtimestamp(time / 1000, UTC)
        await call.use_cases.record_play(call.listener, Report(track_id=track_id, key=key, played_at=played_at))
    return {}


async def top_songs(call: Call) -> Tree:
    """Return the songs of an artist that the user has played most."""
    name = call.parameters.required("artist")
    count = call.parameters.number("count", 50, most=MOST)
    artist_id = await call.use_cases.apps.browse.artist_id(call.listener, name)
    if artist_id is None:
        return {"topSongs": {}}
    tracks = (await call.use_cases.library.tracks(call.listener, TrackFilter(artist_id=artist_id), _ALL)).items
    played = sorted(tracks, key=lambda track: -track.marks.play_count)
    return {"topSongs": {"song": [song_shape(track) for track in played[:count]]}}


async def similar_songs(call: Call) -> Tree:
    """Return songs by chance of artists that are similar to that of an artist, album or song, and of itself."""
    return {"similarSongs": {"song": await _similar(call)}}


async def similar_songs2(call: Call) -> Tree:
    """Return the same."""
    return {"similarSongs2": {"song": await _similar(call)}}


async def _similar(call: Call) -> list[Tree]:
    count = call.parameters.number("count", 50, most=MOST)
    artist_id = await artist_of(call)
    similar = await call.use_cases.similar_artists(call.listener, artist_id, 20)
    ids = [artist_id, *(artist.id for artist, _ in similar.artists)]
    tracks = await call.use_cases.apps.browse.random_tracks_of(call.listener, ids, count)
    return [song_shape(track) for track in tracks]


async def artist_of(call: Call) -> UUID:
    """Return the artist that `id` names, itself or by an album or song of it; raise SubsonicFailure."""
    kind, id_ = parse(call.parameters.required("id"))
    match kind:
        case Kind.ARTIST:
            return id_
        case Kind.ALBUM:
            return (await call.use_cases.library.album(call.listener, id_))[0].artist.id
        case Kind.TRACK:
            credited = (await call.use_cases.library.track(call.listener, id_)).artists
            if credited:
                return credited[0].id
    raise not_found("Artist")


async def _favourites(call: Call, *, is_favourite: bool) -> Tree:
    items = [_item(text) for text in call.parameters.texts("id")]
    for kind, name in ((Kind.ALBUM, "albumId"), (Kind.ARTIST, "artistId")):
        items += [(_KINDS[kind], parse_as(kind, text)) for text in call.parameters.texts(name)]
    _check_number(items)
    for item_kind, id_ in items:
        await call.use_cases.marks.set_favourite(call.listener, item_kind, id_, is_favourite=is_favourite)
    return {}


def _check_number(items: Sequence[object]) -> None:
    """Raise SubsonicFailure for no item, or for more than one request may have."""
    if not items:
        raise missing("id")
    if len(items) > MOST_ITEMS:
        raise invalid("id", f"at most {MOST_ITEMS} in a request")


def _item(text: str) -> tuple[ItemKind, UUID]:
    kind, id_ = parse(text)
    if kind not in _KINDS:
        raise not_found("Item")
    return _KINDS[kind], id_
