"""Reads for apps what no other client reads: by chance, by ranges of years, by the name of a genre."""

from collections.abc import Sequence
from uuid import UUID

from chassis.core.lists.pages import Slice
from music.application.folders.access import Listener, audible
from music.application.library.reading import Hits
from music.application.library.views import AlbumFilter, AlbumOrder, AlbumView, TrackFilter, TrackView
from music.application.subsonic.ports import RandomTracks
from music.application.unit_of_work import Readers
from music.domain.folders.folder import MusicFolder
from music.domain.library.names import key_of


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
            return await work.app_library.random_tracks(await audible(work, listener), which, limit)

    async def random_albums(self, listener: Listener, limit: int) -> Sequence[AlbumView]:
        """Return albums by chance."""
        async with self._readers.read() as work:
            return await work.app_library.random_albums(await audible(work, listener), limit)

    async def albums_between(
        self, listener: Listener, from_year: int, to_year: int, limit: int, offset: int
    ) -> Sequence[AlbumView]:
        """Return albums of years; the latest first if the first year is the later one."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            return await work.app_library.albums_between(folders, from_year, to_year, limit, offset)

    async def albums_of_genre(self, listener: Listener, genre: str, part: Slice) -> Sequence[AlbumView]:
        """Return albums with tracks of a genre, by name; none for a genre that is not there."""
        async with self._readers.read() as work:
            genre_id = await work.app_library.genre_id(genre)
            if genre_id is None:
                return []
            which = AlbumFilter(genre_id=genre_id)
            folders = await audible(work, listener)
            return (await work.library.albums(folders, which, AlbumOrder.NAME, part, search=None)).items

    async def tracks_of_genre(self, listener: Listener, genre: str, part: Slice) -> Sequence[TrackView]:
        """Return tracks of a genre, by title; none for a genre that is not there."""
        async with self._readers.read() as work:
            genre_id = await work.app_library.genre_id(genre)
            if genre_id is None:
                return []
            folders = await audible(work, listener)
            return (await work.library.tracks(folders, TrackFilter(genre_id=genre_id), part, search=None)).items

    async def search(self, listener: Listener, words: str, artists: Slice, albums: Slice, tracks: Slice) -> Hits:
        """Return artists, albums and tracks with all words in their names; all of them without words."""
        key = key_of(words) or None
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            hits = await work.library.artists(folders, artists, only_of_albums=False, search=key)
            named = await work.library.albums(folders, AlbumFilter(), AlbumOrder.NAME, albums, search=key)
            titled = await work.library.tracks(folders, TrackFilter(), tracks, search=key)
        return Hits(hits.items, named.items, titled.items)

    async def tracks(self, listener: Listener, track_ids: Sequence[UUID]) -> Sequence[TrackView]:
        """Return those tracks that the user may hear, in the order of the ids."""
        if not track_ids:
            return []
        async with self._readers.read() as work:
            read = await work.library.tracks_by_id(await audible(work, listener), track_ids)
        by_id = {track.id: track for track in read}
        return [by_id[track_id] for track_id in track_ids if track_id in by_id]
