"""Reads the library for a user: only what the user may hear."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from music.application.folders.access import Listener, audible, heard_file
from music.application.library.ordering import in_order
from music.application.library.views import (
    AlbumFilter,
    AlbumOrder,
    AlbumView,
    ArtistView,
    GenreView,
    TrackFile,
    TrackFilter,
    TrackText,
    TrackView,
)
from music.application.marks.showing import marked_albums, marked_artists, marked_tracks
from music.application.unit_of_work import Readers, UnitOfWork
from music.domain.library.errors import AlbumNotFound, ArtistNotFound, GenreNotFound, TrackNotFound
from music.domain.library.names import key_of


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search returns, the best first by name."""

    artists: Sequence[ArtistView]
    albums: Sequence[AlbumView]
    tracks: Sequence[TrackView]


class ReadLibrary:
    """Artists, albums, tracks and genres in the music folders that a user may hear."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def artists(self, listener: Listener, part: Slice, *, only_of_albums: bool) -> Part[ArtistView]:
        """Return artists by their sort names."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            artists = await work.library.artists(folders, part, only_of_albums=only_of_albums)
            return replace(artists, items=await marked_artists(work, listener, folders, artists.items))

    async def artist(self, listener: Listener, artist_id: UUID) -> ArtistView:
        """Return an artist; raise ArtistNotFound."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            artist = await work.library.artist(folders, artist_id)
            if artist is None:
                raise ArtistNotFound(artist_id)
            return (await marked_artists(work, listener, folders, [artist]))[0]

    async def albums(self, listener: Listener, which: AlbumFilter, order: AlbumOrder, part: Slice) -> Part[AlbumView]:
        """Return albums."""
        async with self._readers.read() as work:
            albums = await work.library.albums(await audible(work, listener), which, order, part)
            return replace(albums, items=await marked_albums(work, listener, albums.items))

    async def album(self, listener: Listener, album_id: UUID) -> tuple[AlbumView, Sequence[TrackView]]:
        """Return an album with its tracks; raise AlbumNotFound."""
        async with self._readers.read() as work:
            album = await work.library.album(await audible(work, listener), album_id)
            if album is None:
                raise AlbumNotFound(album_id)
            (marked,) = await marked_albums(work, listener, [album])
            return marked, await marked_tracks(work, listener, await work.library.tracks_of_album(album_id))

    async def albums_by_id(self, listener: Listener, album_ids: Sequence[UUID]) -> Sequence[AlbumView]:
        """Return the albums with ids that the user may hear, in the order of these."""
        async with self._readers.read() as work:
            return in_order(album_ids, await work.library.albums_by_id(await audible(work, listener), album_ids))

    async def tracks(self, listener: Listener, which: TrackFilter, part: Slice) -> Part[TrackView]:
        """Return tracks by their sort titles."""
        async with self._readers.read() as work:
            tracks = await work.library.tracks(await audible(work, listener), which, part)
            return replace(tracks, items=await marked_tracks(work, listener, tracks.items))

    async def track(self, listener: Listener, track_id: UUID) -> TrackView:
        """Return a track; raise TrackNotFound."""
        async with self._readers.read() as work:
            tracks = await work.library.tracks_by_id(await audible(work, listener), [track_id])
            if not tracks:
                raise TrackNotFound(track_id)
            return (await marked_tracks(work, listener, tracks))[0]

    async def text(self, listener: Listener, track_id: UUID) -> TrackText:
        """Return the lyrics and the comment of a track; raise TrackNotFound."""
        async with self._readers.read() as work:
            text = await work.library.text(await audible(work, listener), track_id)
        if text is None:
            raise TrackNotFound(track_id)
        return text

    async def file(self, listener: Listener, track_id: UUID) -> TrackFile:
        """Return where the file of a track is; raise TrackNotFound."""
        async with self._readers.read() as work:
            file = await heard_file(work, listener, track_id)
        if file is None:
            raise TrackNotFound(track_id)
        return file

    async def genres(self, listener: Listener, part: Slice) -> Part[GenreView]:
        """Return genres by name."""
        async with self._readers.read() as work:
            return await work.library.genres(await audible(work, listener), part)

    async def genre(self, listener: Listener, genre_id: UUID) -> GenreView:
        """Return a genre; raise GenreNotFound."""
        async with self._readers.read() as work:
            genre = await work.library.genre(await audible(work, listener), genre_id)
        if genre is None:
            raise GenreNotFound(genre_id)
        return genre

    async def search(self, listener: Listener, words: str, limit: int) -> Hits:
        """Return up to `limit` artists, albums and tracks each with all words in their names."""
        part = Slice(limit)
        async with self._readers.read() as work:
            return await search_in(work, listener, key_of(words), part, part, part)


async def search_in(
    work: UnitOfWork, listener: Listener, key: str | None, artists: Slice, albums: Slice, tracks: Slice
) -> Hits:
    """Return artists, albums and tracks whose keys have all words of a key, or all of them without one."""
    folders = await audible(work, listener)
    named = await work.library.artists(folders, artists, only_of_albums=False, search=key, is_counted=False)
    released = await work.library.albums(folders, AlbumFilter(), AlbumOrder.NAME, albums, search=key, is_counted=False)
    titled = await work.library.tracks(folders, TrackFilter(), tracks, search=key, is_counted=False)
    return Hits(
        await marked_artists(work, listener, folders, named.items),
        await marked_albums(work, listener, released.items),
        await marked_tracks(work, listener, titled.items),
    )
