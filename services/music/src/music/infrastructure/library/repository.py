"""The music library in Postgres, as it is read."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset, bounded_count
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
from music.infrastructure.folders.tables import music_folders
from music.infrastructure.library.files import HEARD_FILE
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.queries import (
    album_of,
    albums_by_id,
    albums_query,
    artist_of,
    artists_by_id,
    artists_query,
    contains,
    genre_of,
    genres_query,
    has_genre,
    track_of,
    tracks_by_id,
    tracks_of_album,
    tracks_query,
)
from music.infrastructure.library.tables import albums, artists, genres, track_artists, tracks

Item = TypeVar("Item")

_ARTISTS: Final = Keyset(By(artists.c.sort_name, ascending=True), By(artists.c.id, ascending=True))
_GENRES: Final = Keyset(By(genres.c.key, ascending=True), By(genres.c.id, ascending=True))
_TRACKS: Final = Keyset(By(tracks.c.sort_title, ascending=True), By(tracks.c.id, ascending=True))
_NAME: Final = By(albums.c.sort_name, ascending=True)
_ID: Final = By(albums.c.id, ascending=True)
_ALBUMS: Final = {
    AlbumOrder.NAME: Keyset(_NAME, _ID),
    AlbumOrder.ARTIST: Keyset(
        By(artists.c.sort_name, ascending=True), By(albums.c.year, ascending=True, nullable=True), _NAME, _ID
    ),
    AlbumOrder.NEWEST: Keyset(By(albums.c.added_at), _NAME, _ID),
    AlbumOrder.YEAR: Keyset(By(albums.c.year, nullable=True), _NAME, _ID),
}


class SqlLibrary:
    """Reads artists, albums, tracks and genres of some music folders."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def artists(
        self,
        folders: Sequence[UUID],
        part: Slice,
        *,
        only_of_albums: bool,
        search: str | None = None,
        is_counted: bool = True,
    ) -> Part[ArtistView]:
        """Read by the index of sort names."""
        query = artists_query(folders, only_of_albums=only_of_albums)
        if search is not None:
            query = query.where(contains(artists.c.key, search))
        return await self._part(query, _ARTISTS, part, artist_of, is_counted=is_counted)

    async def artist(self, folders: Sequence[UUID], artist_id: UUID) -> ArtistView | None:
        """Read by the id."""
        return next(iter(await self.artists_by_id(folders, [artist_id])), None)

    async def artists_by_id(self, folders: Sequence[UUID], artist_ids: Sequence[UUID]) -> Sequence[ArtistView]:
        """Read by the ids."""
        return [artist_of(row) for row in await self._by_id(artists_by_id(tuple(folders)), artist_ids)]

    async def albums(
        self,
        folders: Sequence[UUID],
        which: AlbumFilter,
        order: AlbumOrder,
        part: Slice,
        *,
        search: str | None = None,
        is_counted: bool = True,
    ) -> Part[AlbumView]:
        """Read in one of the orders."""
        query = albums_query(folders).where(*_chosen_albums(which))
        if search is not None:
            query = query.where(contains(albums.c.key, search))
        return await self._part(query, _ALBUMS[order], part, album_of, is_counted=is_counted)

    async def album(self, folders: Sequence[UUID], album_id: UUID) -> AlbumView | None:
        """Read by the id."""
        return next(iter(await self.albums_by_id(folders, [album_id])), None)

    async def albums_by_id(self, folders: Sequence[UUID], album_ids: Sequence[UUID]) -> Sequence[AlbumView]:
        """Read by the ids."""
        return [album_of(row) for row in await self._by_id(albums_by_id(tuple(folders)), album_ids)]

    async def tracks(
        self,
        folders: Sequence[UUID],
        which: TrackFilter,
        part: Slice,
        *,
        search: str | None = None,
        is_counted: bool = True,
    ) -> Part[TrackView]:
        """Read by the index of sort titles."""
        query = tracks_query(tracks.c.folder_id.in_(folders), *_chosen_tracks(which))
        if search is not None:
            query = query.where(contains(tracks.c.key, search))
        return await self._part(query, _TRACKS, part, track_of, is_counted=is_counted)

    async def tracks_of_album(self, album_id: UUID) -> Sequence[TrackView]:
        """Read by the index of albums."""
        rows = await self._connection.execute(tracks_of_album(), {"album": album_id})
        return [track_of(row) for row in rows.mappings()]

    async def tracks_by_id(self, folders: Sequence[UUID], track_ids: Sequence[UUID]) -> Sequence[TrackView]:
        """Read by the ids."""
        return [track_of(row) for row in await self._by_id(tracks_by_id(tuple(folders)), track_ids)]

    async def existing(self, folders: Sequence[UUID], track_ids: Sequence[UUID]) -> set[UUID]:
        """Read by the ids."""
        query = select(tracks.c.id).where(tracks.c.id.in_(track_ids), is_heard(folders))
        return set((await self._connection.execute(query)).scalars())

    async def text(self, folders: Sequence[UUID], track_id: UUID) -> TrackText | None:
        """Read by the id."""
        row = await self._one(
            select(tracks.c.lyrics, tracks.c.comment).where(tracks.c.id == track_id, is_heard(folders))
        )
        return None if row is None else TrackText(row["lyrics"], row["comment"])

    async def file_for(
        self, user_id: UUID, track_id: UUID, *, everything: bool, only_in: UUID | None
    ) -> TrackFile | None:
        """Read by the id."""
        values = {"track": track_id, "user": user_id, "everything": everything, "folder": only_in}
        row = (await self._connection.execute(HEARD_FILE, values)).one_or_none()
        return None if row is None else TrackFile(row.id, row.root, row.path, row.title)

    async def files(self, folders: Sequence[UUID], track_ids: Sequence[UUID]) -> Sequence[TrackFile]:
        """Read by the ids."""
        query = (
            select(tracks.c.id, music_folders.c.path.label("root"), tracks.c.path, tracks.c.title)
            .join(music_folders, music_folders.c.id == tracks.c.folder_id)
            .where(tracks.c.id.in_(track_ids), is_heard(folders))
        )
        rows = await self._connection.execute(query)
        return [TrackFile(row.id, row.root, row.path, row.title) for row in rows]

    async def genres(self, folders: Sequence[UUID], part: Slice) -> Part[GenreView]:
        """Read every genre of the folders."""
        return await self._part(genres_query(folders), _GENRES, part, genre_of)

    async def genres_by_id(self, folders: Sequence[UUID], genre_ids: Sequence[UUID]) -> Sequence[GenreView]:
        """Read by the ids."""
        query = genres_query(folders).where(genres.c.id.in_(genre_ids))
        return [genre_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def genre(self, folders: Sequence[UUID], genre_id: UUID) -> GenreView | None:
        """Read by the id."""
        row = await self._one(genres_query(folders).where(genres.c.id == genre_id))
        return None if row is None else genre_of(row)

    async def _part(
        self,
        query: Select[Any],
        order: Keyset,
        part: Slice,
        item_of: Callable[[RowMapping], Item],
        *,
        is_counted: bool = True,
    ) -> Part[Item]:
        """Read a part of a list, and perhaps count the list; one that is read as a whole needs no query for that."""
        rows, last = await order.read_mappings(self._connection, query, part)
        total: int | None = None
        if last is None and part.after is None and not part.offset:
            total = len(rows)
        elif is_counted:
            total = await bounded_count(self._connection, query)
        return Part([item_of(row) for row in rows], total, last)

    async def _by_id(self, query: Select[Any], ids: Sequence[UUID]) -> Sequence[RowMapping]:
        rows: Sequence[RowMapping] = (await self._connection.execute(query, {"ids": list(ids)})).mappings().all()
        return rows

    async def _one(self, query: Select[Any]) -> RowMapping | None:
        row: RowMapping | None = (await self._connection.execute(query)).mappings().one_or_none()
        return row


def _chosen_albums(which: AlbumFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if which.artist_id is not None:
        of_track = exists().where(
            tracks.c.album_id == albums.c.id,
            tracks.c.missing_at.is_(None),
            track_artists.c.track_id == tracks.c.id,
            track_artists.c.artist_id == which.artist_id,
        )
        conditions.append(or_(albums.c.artist_id == which.artist_id, of_track))
    if which.genre_id is not None:
        there = and_(tracks.c.album_id == albums.c.id, tracks.c.missing_at.is_(None))
        conditions.append(exists().where(there, has_genre(which.genre_id)))
    for column, value in (
        (albums.c.year, which.year),
        (albums.c.folder_id, which.folder_id),
        (albums.c.is_compilation, which.is_compilation),
    ):
        if value is not None:
            conditions.append(column == value)
    return conditions


def _chosen_tracks(which: TrackFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if which.artist_id is not None:
        conditions.append(
            exists().where(track_artists.c.track_id == tracks.c.id, track_artists.c.artist_id == which.artist_id)
        )
    if which.album_id is not None:
        conditions.append(tracks.c.album_id == which.album_id)
    if which.genre_id is not None:
        conditions.append(has_genre(which.genre_id))
    return conditions
