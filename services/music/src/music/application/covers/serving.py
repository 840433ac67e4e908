"""Covers as users see them, and those that administrators choose."""

from uuid import UUID

from music.application.covers.encoding import StorePictures
from music.application.folders.access import Listener, audible
from music.application.library.views import AlbumView, ArtistView
from music.application.unit_of_work import Readers, UnitOfWork, Units
from music.domain.covers.errors import ArtistPictureNotFound, CoverNotFound, CoversBusy, InvalidCover
from music.domain.covers.pictures import CoverSize
from music.domain.enrichment.fields import EntityKind
from music.domain.library.errors import AlbumNotFound, ArtistNotFound, TrackNotFound
from programs.pictures.rules import Encoded, EncoderBusy, PictureRejected


class ServeCovers:
    """Finds and reads pictures of what a user may hear."""

    def __init__(self, units: Units, readers: Readers, pictures: StorePictures) -> None:
        self._units = units
        self._readers = readers
        self._pictures = pictures

    async def of_album(self, listener: Listener, album_id: UUID) -> str:
        """Return the id of the picture of an album; raise AlbumNotFound or CoverNotFound."""
        async with self._readers.read() as work:
            await _album(work, listener, album_id)
            return _shown(await work.covers.album_picture(album_id), album_id)

    async def of_track(self, listener: Listener, track_id: UUID) -> str:
        """Return the id of the picture of a track's album; raise TrackNotFound or CoverNotFound."""
        async with self._readers.read() as work:
            tracks = await work.library.tracks_by_id(await audible(work, listener), [track_id])
            if not tracks:
                raise TrackNotFound(track_id)
            return _shown(await work.covers.album_picture(tracks[0].album_id), tracks[0].album_id)

    async def of_artist(self, listener: Listener, artist_id: UUID) -> str:
        """Return the id of the picture of an artist; raise ArtistNotFound or ArtistPictureNotFound."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            if await work.library.artist(folders, artist_id) is None:
                raise ArtistNotFound(artist_id)
            picture = await work.covers.artist_picture(folders, artist_id)
        if picture is None:
            raise ArtistPictureNotFound(artist_id)
        return picture

    async def form(self, picture: str, size: CoverSize) -> bytes | None:
        """Return a picture in a size, or null when it was replaced meanwhile."""
        async with self._readers.read() as work:
            return await work.covers.form(picture, size)

    async def choose(self, listener: Listener, album_id: UUID, data: bytes) -> AlbumView:
        """Show an uploaded picture as the cover of an album, whatever its files show.

        Raise AlbumNotFound, InvalidCover or CoversBusy.
        """
        async with self._readers.read() as work:
            await _album(work, listener, album_id)
        encoded = await self._encoded(data)
        async with self._units.begin() as work:
            await _album(work, listener, album_id)
            picture = await self._pictures.store(work, data, encoded)
            await work.entity_pictures.choose(EntityKind.ALBUM, album_id, picture)
            return await _album(work, listener, album_id)

    async def withdraw(self, listener: Listener, album_id: UUID) -> None:
        """Show what the files of an album have again; raise AlbumNotFound."""
        async with self._units.begin() as work:
            await _album(work, listener, album_id)
            await work.entity_pictures.choose(EntityKind.ALBUM, album_id, None)

    async def choose_portrait(self, listener: Listener, artist_id: UUID, data: bytes) -> ArtistView:
        """Show an uploaded picture of an artist, whatever a file shows.

        Raise ArtistNotFound, InvalidCover or CoversBusy.
        """
        async with self._readers.read() as work:
            await _artist(work, listener, artist_id)
        encoded = await self._encoded(data)
        async with self._units.begin() as work:
            await _artist(work, listener, artist_id)
            picture = await self._pictures.store(work, data, encoded)
            await work.entity_pictures.choose(EntityKind.ARTIST, artist_id, picture)
            return await _artist(work, listener, artist_id)

    async def withdraw_portrait(self, listener: Listener, artist_id: UUID) -> None:
        """Show what a file or a database has of an artist again; raise ArtistNotFound."""
        async with self._units.begin() as work:
            await _artist(work, listener, artist_id)
            await work.entity_pictures.choose(EntityKind.ARTIST, artist_id, None)

    async def _encoded(self, data: bytes) -> Encoded | None:
        try:
            return await self._pictures.encode(data)
        except PictureRejected as rejected:
            raise InvalidCover(rejected.reason, str(rejected)) from None
        except EncoderBusy:
            raise CoversBusy from None


async def _artist(work: UnitOfWork, listener: Listener, artist_id: UUID) -> ArtistView:
    artist = await work.library.artist(await audible(work, listener), artist_id)
    if artist is None:
        raise ArtistNotFound(artist_id)
    return artist


async def _album(work: UnitOfWork, listener: Listener, album_id: UUID) -> AlbumView:
    album = await work.library.album(await audible(work, listener), album_id)
    if album is None:
        raise AlbumNotFound(album_id)
    return album


def _shown(picture: str | None, album_id: UUID) -> str:
    if picture is None:
        raise CoverNotFound(album_id)
    return picture
