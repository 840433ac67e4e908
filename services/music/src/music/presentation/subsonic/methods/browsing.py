"""Methods that browse artists, albums and songs."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from chassis.core.lists.pages import Slice
from music.application.library.views import AlbumFilter, AlbumOrder, ArtistView
from music.domain.subsonic.failures import not_found
from music.domain.subsonic.ids import Kind, parse, shown
from music.presentation.subsonic.call import Call
from music.presentation.subsonic.methods.marks import artist_of
from music.presentation.subsonic.rendering import Text, Tree
from music.presentation.subsonic.shapes import album_directory, album_shape, artist_shape, genre_shape, song_shape

IGNORED_ARTICLES: Final = "The A An El La Los Las Le Les Die Der Das"
MOST_ARTISTS: Final = Slice(50_000)
MOST_ALBUMS: Final = Slice(5_000)
MOST_GENRES: Final = Slice(10_000)
MOST_SIMILAR: Final = 50


async def artists(call: Call) -> Tree:
    """Return the artists of albums by their first letters."""
    listener = await call.within_folder()
    part = await call.use_cases.library.artists(listener, MOST_ARTISTS, only_of_albums=True)
    return {"artists": {"ignoredArticles": IGNORED_ARTICLES, "index": _index(part.items)}}


async def indexes(call: Call) -> Tree:
    """Return the same as directories; nothing when no scan has ended since `ifModifiedSince`."""
    listener = await call.within_folder()
    since = call.parameters.number("ifModifiedSince", 0, most=10**15)
    scans = await call.use_cases.scans.newest()
    changed = next((scan.finished_at for scan in scans if scan.finished_at is not None), None)
    changed_ms = 0 if changed is None else int(changed.timestamp() * 1000)
    body: Tree = {"lastModified": changed_ms, "ignoredArticles": IGNORED_ARTICLES}
    if since and changed_ms <= since:
        return {"indexes": body}
    part = await call.use_cases.library.artists(listener, MOST_ARTISTS, only_of_albums=True)
    return {"indexes": {**body, "index": _index(part.items)}}


async def artist(call: Call) -> Tree:
    """Return an artist with its albums, the first released first."""
    artist_id = call.id(Kind.ARTIST)
    one = await call.use_cases.library.artist(call.listener, artist_id)
    which = AlbumFilter(artist_id=artist_id)
    albums = await call.use_cases.library.albums(call.listener, which, AlbumOrder.ARTIST, MOST_ALBUMS)
    return {"artist": {**artist_shape(one), "album": [album_shape(album) for album in albums.items]}}


async def album(call: Call) -> Tree:
    """Return an album with its songs by disc and number."""
    one, tracks = await call.use_cases.library.album(call.listener, call.id(Kind.ALBUM))
    return {"album": {**album_shape(one), "song": [song_shape(track) for track in tracks]}}


async def song(call: Call) -> Tree:
    """Return a song."""
    return {"song": song_shape(await call.use_cases.library.track(call.listener, call.id(Kind.TRACK)))}


async def music_directory(call: Call) -> Tree:
    """Return the albums of an artist, or the songs of an album, as the content of a directory."""
    kind, id_ = parse(call.parameters.required("id"))
    if kind is Kind.ARTIST:
        one = await call.use_cases.library.artist(call.listener, id_)
        which = AlbumFilter(artist_id=id_)
        albums = await call.use_cases.library.albums(call.listener, which, AlbumOrder.ARTIST, MOST_ALBUMS)
        children = [album_directory(album) for album in albums.items]
        return {"directory": {"id": shown(kind, id_), "name": one.name, "child": children}}
    if kind is Kind.ALBUM:
        whole, tracks = await call.use_cases.library.album(call.listener, id_)
        return {
            "directory": {
                "id": shown(kind, id_),
                "parent": shown(Kind.ARTIST, whole.artist.id),
                "name": whole.name,
                "child": [song_shape(track) for track in tracks],
            }
        }
    raise not_found("Directory")


async def genres(call: Call) -> Tree:
    """Return the genres by name."""
    part = await call.use_cases.library.genres(call.listener, MOST_GENRES)
    return {"genres": {"genre": [genre_shape(genre) for genre in part.items]}}


async def artist_info(call: Call) -> Tree:
    """Return what is stored of an artist, and similar ones. `id` may be that of an album or song of it."""
    return {"artistInfo": await _artist_info(call)}


async def artist_info2(call: Call) -> Tree:
    """Return the same."""
    return {"artistInfo2": await _artist_info(call)}


async def album_info(call: Call) -> Tree:
    """Return what the files state about an album. `id` may be that of a song of it."""
    kind, id_ = parse(call.parameters.required("id"))
    if kind is Kind.TRACK:
        id_ = (await call.use_cases.library.track(call.listener, id_)).album_id
    elif kind is not Kind.ALBUM:
        raise not_found("Album")
    one, _ = await call.use_cases.library.album(call.listener, id_)
    return {"albumInfo": {"musicBrainzId": _text(one.mbid)}}


async def _artist_info(call: Call) -> Tree:
    count = call.parameters.number("count", 20, most=MOST_SIMILAR)
    artist_id = await artist_of(call)
    one = await call.use_cases.library.artist(call.listener, artist_id)
    similar = (await call.use_cases.similar_artists(call.listener, artist_id, count)).artists if count else []
    return {
        "musicBrainzId": _text(one.mbid),
        "similarArtist": [artist_shape(artist) for artist, _ in similar],
    }


def _index(items: Iterable[ArtistView]) -> list[Tree]:
    """Return artists, which are in the order of their sort names, by the first letters of these."""
    return [
        {"name": letter, "artist": [artist_shape(one) for one in group]}
        for letter, group in groupby(items, key=_letter)
    ]


def _letter(one: ArtistView) -> str:
    first = one.sort_name[:1].upper()
    return first if first.isalpha() else "#"


def _text(value: str | None) -> Text | None:
    return None if value is None else Text(value)
