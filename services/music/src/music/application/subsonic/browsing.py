"""Reads for apps what no other client reads: by chance, by ranges of years, by the name of a genre."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.core.lists.pages import Slice
from music.application.folders.access import Listener, audible
from music.application.library.ordering import in_order
from music.application.library.reading import Hits, search_in
from music.application.library.views import AlbumFilter, AlbumOrder, AlbumView, TrackFilter, TrackView
from music.application.marks.showing import marked_albums, marked_tracks
from music.application.subsonic.ports import RandomTracks
from music.application.unit_of_work import Readers
from music.domain.folders.folder import MusicFolder
from music.domain.library.names import key_of

SEARCHED: Final = 100
"""Characters of a text that are searched for: each of its words costs a condition."""


class BrowseForApps:
    """The library as apps browse it."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def folders(self, listener: Listener) -> Sequence[MusicFolder]:
        """Return the music folders that the user may hear, by name."""
        async with self._readers.read() as work:
            ids = set(await audible(work, listener))
            return [folder for folder in await work.folders.all() if folder.id in ids]

    async def random_tracks(self, listener: Listener, which: RandomTracks, limit: int) -> Sequence[TrackView]:
        """Return tracks by chance."""
        async with self._readers.read() as work:
            tracks = await work.app_library.random_tracks(await audible(work, listener), which, limit)
            return await marked_tracks(work, listener, tracks)

    async def random_albums(self, listener: Listener, limit: int) -> Sequence[AlbumView]:
        """Return albums by chance."""
        async with self._readers.read() as work:
            albums = await work.app_library.random_albums(await audible(work, listener), limit)
            return await marked_albums(work, listener, albums)

    async def albums_between(
        self, listener: Listener, from_year: int, to_year: int, limit: int, offset: int
    ) -> Sequence[AlbumView]:
        """Return albums of years; the latest first if the first year is the later one."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            albums = await work.app_library.albums_between(folders, from_year, to_year, limit, offset)
            return await marked_albums(work, listener, albums)

    async def albums_of_genre(self, listener: Listener, genre: str, part: Slice) -> Sequence[AlbumView]:
        """Return albums with tracks of a genre, by name; none for a genre that is not there."""
        async with self._readers.read() as work:
            genre_id = await work.app_library.genre_id(genre)
            if genre_id is None:
                return []
            which = AlbumFilter(genre_id=genre_id)
            folders = await audible(work, listener)
            albums = await work.library.albums(folders, which, AlbumOrder.NAME, part, is_counted=False)
            return await marked_albums(work, listener, albums.items)

    async def tracks_of_genre(self, listener: Listener, genre: str, part: Slice) -> Sequence[TrackView]:
        """Return tracks of a genre, by title; none for a genre that is not there."""
        async with self._readers.read() as work:
            genre_id = await work.app_library.genre_id(genre)
            if genre_id is None:
                return []
            folders = await audible(work, listener)
            tracks = await work.library.tracks(folders, TrackFilter(genre_id=genre_id), part, is_counted=False)
            return await marked_tracks(work, listener, tracks.items)

    async def search(self, listener: Listener, words: str, artists: Slice, albums: Slice, tracks: Slice) -> Hits:
        """Return artists, albums and tracks with all words in their names; all of them without words."""
        key = key_of(words[:SEARCHED]) or None
        async with self._readers.read() as work:
            return await search_in(work, listener, key, artists, albums, tracks)

    async def albums(self, listener: Listener, album_ids: Sequence[UUID]) -> Sequence[AlbumView]:
        """Return those albums that the user may hear, in the order of the ids."""
        async with self._readers.read() as work:
            read = await work.library.albums_by_id(await audible(work, listener), album_ids)
            return in_order(album_ids, await marked_albums(work, listener, read))

    async def artist_id(self, listener: Listener, name: str) -> UUID | None:
        """Return the artist of a name whom the user may hear, or null."""
        key = key_of(name)
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            words = key[:SEARCHED]
            hits = await work.library.artists(folders, Slice(100), only_of_albums=False, search=words, is_counted=False)
        return next((artist.id for artist in hits.items if key_of(artist.name) == key), None)

    async def random_tracks_of(self, listener: Listener, artist_ids: Sequence[UUID], limit: int) -> Sequence[TrackView]:
        """Return tracks of artists by chance."""
        return await self.random_tracks(listener, RandomTracks(artist_ids=artist_ids), limit)
