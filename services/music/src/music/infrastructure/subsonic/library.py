"""What only apps read of the library, in Postgres."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from music.application.library.ordering import in_order
from music.application.library.views import AlbumView, TrackView
from music.application.subsonic.ports import RandomTracks
from music.domain.library.names import key_of
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.queries import album_of, albums_query, track_of, tracks_query
from music.infrastructure.library.tables import albums, genres, track_artists, track_genres, tracks


class SqlAppLibrary:
    """Reads albums and tracks by chance, and by years."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def random_tracks(self, folders: Sequence[UUID], which: RandomTracks, limit: int) -> Sequence[TrackView]:
        """Choose ids first, so that only these are read as a whole."""
        conditions: list[ColumnElement[bool]] = [is_heard(folders)]
        if which.artist_ids is not None:
            of_artists = select(track_artists.c.track_id).where(track_artists.c.artist_id.in_(which.artist_ids))
            conditions.append(tracks.c.id.in_(of_artists))
        if which.genre is not None:
            of_genre = (
                select(track_genres.c.track_id)
                .join(genres, genres.c.id == track_genres.c.genre_id)
                .where(genres.c.key == key_of(which.genre))
            )
            conditions.append(tracks.c.id.in_(of_genre))
        if which.from_year is not None:
            conditions.append(tracks.c.year >= which.from_year)
        if which.to_year is not None:
            conditions.append(tracks.c.year <= which.to_year)
        ids = select(tracks.c.id).where(*conditions).order_by(func.random()).limit(limit)
        chosen = list((await self._connection.execute(ids)).scalars())
        rows = (await self._connection.execute(tracks_query(tracks.c.id.in_(chosen)))).mappings()
        return in_order(chosen, map(track_of, rows))

    async def random_albums(self, folders: Sequence[UUID], limit: int) -> Sequence[AlbumView]:
        """Read all ids of the folders, and some of the rows."""
        query = albums_query(folders).order_by(func.random()).limit(limit)
        return [album_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def albums_between(
        self, folders: Sequence[UUID], from_year: int, to_year: int, limit: int, offset: int
    ) -> Sequence[AlbumView]:
        """Read by the years."""
        first, last = sorted((from_year, to_year))
        year = albums.c.year.asc() if from_year <= to_year else albums.c.year.desc()
        query = (
            albums_query(folders)
            .where(albums.c.year.between(first, last))
            .order_by(year, albums.c.sort_name, albums.c.id)
            .limit(limit)
            .offset(offset)
        )
        return [album_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def genre_id(self, name: str) -> UUID | None:
        """Read by the key."""
        return await self._connection.scalar(select(genres.c.id).where(genres.c.key == key_of(name)).limit(1))
