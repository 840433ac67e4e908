"""Counts of albums, artists and genres, from their tracks whose files are there."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Select,
    Table,
    Uuid,
    bindparam,
    column,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from music.infrastructure.library.tables import (
    albums,
    artist_folders,
    artists,
    genre_folders,
    genres,
    track_artists,
    track_genres,
    tracks,
)

_ALBUMS: Final = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid()))).table_valued(column("id", Uuid()), name="item").render_derived()
)
_LOCK: Final = "music.library"
_THERE: Final = tracks.c.missing_at.is_(None)
# Album by album, and by no condition that another index has: a first scan is counted before there are statistics, by
# which Postgres would read every track.
_COUNTED: Final = (
    select(
        func.count().filter(_THERE).label("track_count"),
        func.count(func.distinct(tracks.c.disc_number)).filter(_THERE).label("disc_count"),
        func.coalesce(func.sum(tracks.c.duration_ms).filter(_THERE), 0).label("duration_ms"),
        func.coalesce(func.sum(tracks.c.bytes).filter(_THERE), 0).label("bytes"),
    )
    .where(tracks.c.album_id == _ALBUMS.c.id)
    .lateral("counted")
)
_TOTALS: Final = select(_ALBUMS.c.id, *_COUNTED.c).select_from(_ALBUMS.join(_COUNTED, true())).subquery("totals")
_COUNT_ALBUMS: Final = (
    update(albums)
    .where(albums.c.id == _TOTALS.c.id)
    .values({total.name: _TOTALS.c[total.name] for total in _COUNTED.c})
)


async def count_albums(connection: AsyncConnection, album_ids: Collection[UUID]) -> None:
    """Count the tracks of albums again."""
    if not album_ids:
        return
    await connection.execute(_COUNT_ALBUMS, {"ids": sorted(album_ids)})


async def share_library(connection: AsyncConnection) -> None:
    """Keep albums, artists and genres from being deleted until the transaction ends; it adds tracks to them."""
    await connection.execute(select(func.pg_advisory_xact_lock_shared(func.hashtext(_LOCK))))


async def hold_library(connection: AsyncConnection) -> None:
    """Let no other transaction add tracks, or count, until this one ends: what it deletes has no tracks then.

    Call it before other rows are locked.
    """
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK))))


async def recount(connection: AsyncConnection, folder_id: UUID) -> None:
    """Count what each artist and genre has in a folder, and delete albums, artists and genres without any track."""
    await hold_library(connection)
    unused = ~exists().where(tracks.c.album_id == albums.c.id)
    await connection.execute(delete(albums).where(albums.c.folder_id == folder_id, unused))
    await _recount(connection, artist_folders, _artists_in(folder_id), folder_id)
    await _recount(connection, genre_folders, _genres_in(folder_id), folder_id)
    await connection.execute(
        delete(artists).where(
            ~exists().where(track_artists.c.artist_id == artists.c.id),
            ~exists().where(albums.c.artist_id == artists.c.id),
        )
    )
    await connection.execute(delete(genres).where(~exists().where(track_genres.c.genre_id == genres.c.id)))


async def _recount(connection: AsyncConnection, table: Table, counted: Select[tuple[object, ...]], of: UUID) -> None:
    await connection.execute(delete(table).where(table.c.folder_id == of))
    await connection.execute(insert(table).from_select([column.name for column in table.c], counted))


def _artists_in(folder_id: UUID) -> Select[tuple[object, ...]]:
    """Return the artists of tracks, and those of albums, with the numbers of both."""
    of_tracks = (
        select(track_artists.c.artist_id, func.count().label("number"))
        .join(tracks, tracks.c.id == track_artists.c.track_id)
        .where(tracks.c.folder_id == folder_id, tracks.c.missing_at.is_(None))
        .group_by(track_artists.c.artist_id)
        .subquery()
    )
    of_albums = (
        select(albums.c.artist_id, func.count().label("number"))
        .where(albums.c.folder_id == folder_id, albums.c.track_count > 0)
        .group_by(albums.c.artist_id)
        .subquery()
    )
    return (
        select(
            artists.c.id,
            literal(folder_id, artist_folders.c.folder_id.type),
            func.coalesce(of_albums.c.number, 0),
            func.coalesce(of_tracks.c.number, 0),
        )
        .select_from(
            artists.outerjoin(of_tracks, of_tracks.c.artist_id == artists.c.id).outerjoin(
                of_albums, of_albums.c.artist_id == artists.c.id
            )
        )
        .where(or_(of_tracks.c.number > 0, of_albums.c.number > 0))
    )


def _genres_in(folder_id: UUID) -> Select[tuple[object, ...]]:
    return (
        select(
            track_genres.c.genre_id,
            literal(folder_id, genre_folders.c.folder_id.type),
            func.count(func.distinct(tracks.c.album_id)),
            func.count(),
        )
        .join(tracks, tracks.c.id == track_genres.c.track_id)
        .where(tracks.c.folder_id == folder_id, tracks.c.missing_at.is_(None))
        .group_by(track_genres.c.genre_id)
    )
