"""Methods that list albums and songs in an order, and search."""

from collections.abc import Sequence
from typing import Final

from chassis.core.lists.pages import Slice
from music.application.library.reading import Hits
from music.application.library.views import AlbumFilter, AlbumOrder, AlbumView
from music.application.listening.reading import Period
from music.application.subsonic.ports import RandomTracks
from music.domain.subsonic.failures import SubsonicFailure, invalid, missing
from music.presentation.subsonic.call import Call
from music.presentation.subsonic.rendering import Tree
from music.presentation.subsonic.shapes import album_directory, album_shape, artist_shape, song_shape

MOST: Final = 500
LAST_YEAR: Final = 9999
MOST_RANKED: Final = 1_000
_RATED: Final = Slice(10_000)
_RECENT: Final = Slice(2_000)
"""The tracks that were played last, of which the albums are."""
_ORDERS: Final = {
    "newest": AlbumOrder.NEWEST,
    "alphabeticalByName": AlbumOrder.NAME,
    "alphabeticalByArtist": AlbumOrder.ARTIST,
}


async def album_list(call: Call) -> Tree:
    """Return albums in an order, as directories."""
    return {"albumList": {"album": [album_directory(album) for album in await _albums(call)]}}


async def album_list2(call: Call) -> Tree:
    """Return albums in an order."""
    return {"albumList2": {"album": [album_shape(album) for album in await _albums(call)]}}


async def random_songs(call: Call) -> Tree:
    """Return songs by chance, perhaps of a genre or of years."""
    which = RandomTracks(
        genre=call.parameters.text("genre") or None,
        from_year=_year(call, "fromYear"),
        to_year=_year(call, "toYear"),
    )
    size = call.parameters.number("size", 10, most=MOST)
    tracks = await call.use_cases.apps.browse.random_tracks(await call.within_folder(), which, size)
    return {"randomSongs": {"song": [song_shape(track) for track in tracks]}}


async def songs_by_genre(call: Call) -> Tree:
    """Return songs of a genre, by title."""
    genre = call.parameters.required("genre")
    part = call.parameters.part("count", "offset", default=10, most=MOST)
    tracks = await call.use_cases.apps.browse.tracks_of_genre(await call.within_folder(), genre, part)
    return {"songsByGenre": {"song": [song_shape(track) for track in tracks]}}


async def search2(call: Call) -> Tree:
    """Return artists, albums and songs with all words in their names, as directories."""
    hits = await _search(call)
    return {
        "searchResult2": {
            "artist": [artist_shape(artist) for artist in hits.artists],
            "album": [album_directory(album) for album in hits.albums],
            "song": [song_shape(track) for track in hits.tracks],
        }
    }


async def search3(call: Call) -> Tree:
    """Return the same by tags. An empty query returns everything, part by part."""
    hits = await _search(call)
    return {
        "searchResult3": {
            "artist": [artist_shape(artist) for artist in hits.artists],
            "album": [album_shape(album) for album in hits.albums],
            "song": [song_shape(track) for track in hits.tracks],
        }
    }


async def _albums(call: Call) -> Sequence[AlbumView]:
    parameters = call.parameters
    kind = parameters.required("type")
    part = parameters.part("size", "offset", default=10, most=MOST)
    listener = await call.within_folder()
    browse = call.use_cases.apps.browse
    if kind in _ORDERS:
        return (await call.use_cases.library.albums(listener, AlbumFilter(), _ORDERS[kind], part)).items
    match kind:
        case "random":
            return await browse.random_albums(listener, part.limit)
        case "byYear":
            first, last = _year(call, "fromYear"), _year(call, "toYear")
            if first is None or last is None:
                raise missing("fromYear" if first is None else "toYear")
            return await browse.albums_between(listener, first, last, part.limit, part.offset)
        case "byGenre":
            return await browse.albums_of_genre(listener, parameters.required("genre"), part)
        case "starred":
            return (await call.use_cases.marks.albums(listener, part)).items
        case "highest":
            rated = (await call.use_cases.marks.albums(listener, _RATED, rated=True)).items
            best = sorted(rated, key=lambda album: -(album.marks.rating or 0))
            return best[part.offset : part.offset + part.limit]
        case "frequent":
            most = min(part.offset + part.limit, MOST_RANKED)
            top = await call.use_cases.plays.top_albums(listener, Period(), most)
            return [one.item for one in top[part.offset :]]
        case "recent":
            tracks = (await call.use_cases.plays.recent(listener, _RECENT)).items
            ids = list(dict.fromkeys(track.album_id for track in tracks))
            return await browse.albums(listener, ids[part.offset : part.offset + part.limit])
        case _:
            raise _unsupported(kind)


async def _search(call: Call) -> Hits:
    parameters = call.parameters
    query = parameters.text("query")
    if query is None:
        raise missing("query")

    def part(kind: str) -> Slice:
        return parameters.part(f"{kind}Count", f"{kind}Offset", default=20, most=MOST)

    # Apps send quotes, and an asterisk for words that go on: both do not matter, nor do other signs.
    words = query.strip().strip('"*')
    listener = await call.within_folder()
    return await call.use_cases.apps.browse.search(listener, words, part("artist"), part("album"), part("song"))


def _year(call: Call, name: str) -> int | None:
    return call.parameters.number(name, 0, most=LAST_YEAR) if call.parameters.text(name) else None


def _unsupported(kind: str) -> SubsonicFailure:
    return invalid("type", f"there is no list {kind!r}")
