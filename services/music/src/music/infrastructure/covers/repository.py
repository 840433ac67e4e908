"""Pictures, and which album or artist they show, in Postgres, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Select, all_, and_, delete, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import is_among
from music.application.covers.ports import AlbumToRead, Reading
from music.domain.covers.pictures import CoverSize
from music.domain.covers.sources import EMBEDDED_TRACKS, AlbumPlaces, FileState, PictureKind
from music.domain.library.grouping import artist_id as artist_id_of
from music.domain.library.names import VARIOUS
from music.infrastructure.covers.queries import SHOWN_COVER, shown_portrait
from music.infrastructure.covers.saving import end_conflicts, save_shown
from music.infrastructure.covers.tables import (
    album_covers,
    artist_pictures,
    artist_portraits,
    directory_pictures,
    picture_forms,
    pictures,
)
from music.infrastructure.library.tables import albums, artists, tracks
from programs.pictures.rules import Encoded

_VARIOUS: Final = artist_id_of(VARIOUS)
_THERE: Final = tracks.c.missing_at.is_(None)
_NOWHERE: Final = AlbumPlaces((), ())


class SqlCovers:
    """Reads and writes pictures."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def albums(self, folder_id: UUID, after: UUID | None, limit: int) -> Sequence[AlbumToRead]:
        """Read by the id, then the tracks by the index of albums."""
        query = (
            select(albums.c.id, album_covers.c.key)
            .outerjoin(album_covers, album_covers.c.album_id == albums.c.id)
            .where(albums.c.folder_id == folder_id, albums.c.track_count > 0)
            .order_by(albums.c.id)
            .limit(limit)
        )
        chosen = (await self._connection.execute(query if after is None else query.where(albums.c.id > after))).all()
        places = await self._places([row.id for row in chosen])
        return [AlbumToRead(row.id, places.get(row.id, _NOWHERE), row.key) for row in chosen]

    async def _places(self, ids: Sequence[UUID]) -> Mapping[UUID, AlbumPlaces]:
        number = func.row_number().over(
            partition_by=tracks.c.album_id,
            order_by=(tracks.c.disc_number, tracks.c.track_number.nulls_last(), tracks.c.path),
        )
        ordered = (
            select(
                tracks.c.album_id,
                tracks.c.directory,
                tracks.c.path,
                tracks.c.bytes,
                tracks.c.modified_ns,
                number.label("number"),
            )
            .where(tracks.c.album_id.in_(ids), _THERE)
            .subquery()
        )
        directories: dict[UUID, set[str]] = defaultdict(set)
        first: dict[UUID, list[FileState]] = defaultdict(list)
        for row in await self._connection.execute(select(ordered).order_by(ordered.c.album_id, ordered.c.number)):
            directories[row.album_id].add(row.directory)
            if row.number <= EMBEDDED_TRACKS:
                first[row.album_id].append(FileState(row.path, row.bytes, row.modified_ns))
        return {key: AlbumPlaces(tuple(sorted(places)), first[key]) for key, places in directories.items()}

    async def cover_files(
        self, folder_id: UUID, directories: Collection[str]
    ) -> tuple[Mapping[str, FileState], Mapping[str, int]]:
        """Read by the primary key and by the index of directories."""
        files = _best(PictureKind.COVER).where(
            directory_pictures.c.folder_id == folder_id, is_among(directory_pictures.c.directory, directories)
        )
        covers = {row.directory: _state(row) for row in await self._connection.execute(files)}
        counted = (
            select(tracks.c.directory, func.count(func.distinct(tracks.c.album_id)).label("number"))
            .where(tracks.c.folder_id == folder_id, is_among(tracks.c.directory, covers), _THERE)
            .group_by(tracks.c.directory)
        )
        return covers, {row.directory: row.number for row in await self._connection.execute(counted)}

    async def artist_files(self, folder_id: UUID, after: str | None, limit: int) -> Sequence[tuple[str, FileState]]:
        """Read by the index of kinds."""
        query = _best(PictureKind.ARTIST).where(directory_pictures.c.folder_id == folder_id).limit(limit)
        if after is not None:
            query = query.where(directory_pictures.c.directory > after)
        return [(row.directory, _state(row)) for row in await self._connection.execute(query)]

    async def artist_below(self, folder_id: UUID, directory: str) -> UUID | None:
        """Read by the index of directories: `0` is the sign behind `/`."""
        below = and_(tracks.c.directory >= f"{directory}/", tracks.c.directory < f"{directory}0")
        within = or_(tracks.c.directory == directory, below) if directory else literal(value=True)
        query = (
            select(albums.c.artist_id)
            .join(tracks, tracks.c.album_id == albums.c.id)
            .where(tracks.c.folder_id == folder_id, within, _THERE, albums.c.artist_id != _VARIOUS)
            .distinct()
            .limit(2)
        )
        ids = list((await self._connection.execute(query)).scalars())
        return ids[0] if len(ids) == 1 else None

    async def artist_keys(self, folder_id: UUID) -> Mapping[UUID, bytes]:
        """Read every row of a folder."""
        query = select(artist_pictures.c.artist_id, artist_pictures.c.key).where(
            artist_pictures.c.folder_id == folder_id
        )
        return {row.artist_id: row.key for row in await self._connection.execute(query)}

    async def has_picture(self, picture_id: str) -> bool:
        """Renew the time of a row."""
        renewed = pictures.update().where(pictures.c.id == picture_id).values(stored_at=func.now())
        return (await self._connection.execute(renewed)).rowcount > 0

    async def add_picture(self, picture_id: str, encoded: Encoded, forms: Mapping[CoverSize, bytes]) -> None:
        """Insert rows."""
        row = {"id": picture_id, "width": encoded.width, "height": encoded.height, "color": encoded.color}
        added = insert(pictures).values(**row, stored_at=func.now())
        # One that is there is locked: it is not deleted until the caller refers to it.
        again = added.on_conflict_do_update(index_elements=["id"], set_={"stored_at": func.now()})
        await self._connection.execute(again)
        rows = [{"picture_id": picture_id, "size": size, "data": data} for size, data in forms.items()]
        await self._connection.execute(insert(picture_forms).values(rows).on_conflict_do_nothing())

    async def save_album(self, album_id: UUID, reading: Reading) -> None:
        """Insert or replace a row."""
        values = {"picture_id": reading.picture_id, "key": reading.key, "problem": reading.problem}
        there = select(albums.c.id).where(albums.c.id == album_id)
        await save_shown(self._connection, album_covers, there, values, "album_id")
        chosen = select(album_covers.c.own_picture_id).where(album_covers.c.album_id == album_id)
        await end_conflicts(self._connection, album_id, reading.picture_id, chosen)

    async def save_artist(self, folder_id: UUID, artist_id: UUID, reading: Reading) -> None:
        """Insert or replace a row."""
        values = {"picture_id": reading.picture_id, "key": reading.key, "problem": reading.problem}
        there = select(literal(folder_id, artist_pictures.c.folder_id.type), artists.c.id)
        there = there.where(artists.c.id == artist_id)
        await save_shown(self._connection, artist_pictures, there, values, "folder_id", "artist_id")
        chosen = select(artist_portraits.c.own_picture_id).where(artist_portraits.c.artist_id == artist_id)
        await end_conflicts(self._connection, artist_id, reading.picture_id, chosen)

    async def keep_artists(self, folder_id: UUID, artist_ids: Collection[UUID]) -> None:
        """Delete rows."""
        kept = literal(list(artist_ids), ARRAY(artist_pictures.c.artist_id.type))
        others = artist_pictures.c.artist_id != all_(kept)
        await self._connection.execute(delete(artist_pictures).where(artist_pictures.c.folder_id == folder_id, others))

    async def album_picture(self, album_id: UUID) -> str | None:
        """Read by the id."""
        query = select(SHOWN_COVER).where(album_covers.c.album_id == album_id)
        picture: str | None = await self._connection.scalar(query)
        return picture

    async def artist_picture(self, folders: Sequence[UUID], artist_id: UUID) -> str | None:
        """Read by the indexes of artists."""
        query = select(shown_portrait(folders)).where(artists.c.id == artist_id)
        picture: str | None = await self._connection.scalar(query)
        return picture

    async def form(self, picture_id: str, size: CoverSize) -> bytes | None:
        """Read by the primary key."""
        chosen = (picture_forms.c.picture_id == picture_id, picture_forms.c.size == size)
        data: bytes | None = await self._connection.scalar(select(picture_forms.c.data).where(*chosen))
        return data

    async def remove_unused(self, before: datetime, limit: int) -> int:
        """Delete rows that no other one refers to, and that no transaction is about to refer to."""
        used = or_(
            exists().where(album_covers.c.picture_id == pictures.c.id),
            exists().where(album_covers.c.own_picture_id == pictures.c.id),
            exists().where(album_covers.c.database_picture_id == pictures.c.id),
            exists().where(artist_pictures.c.picture_id == pictures.c.id),
            exists().where(artist_portraits.c.own_picture_id == pictures.c.id),
            exists().where(artist_portraits.c.database_picture_id == pictures.c.id),
        )
        unused = (
            select(pictures.c.id)
            .where(pictures.c.stored_at < before, ~used)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return (await self._connection.execute(delete(pictures).where(pictures.c.id.in_(unused)))).rowcount


def _best(kind: PictureKind) -> Select[Any]:
    """Return the query of the best picture of each directory."""
    columns = directory_pictures.c
    return (
        select(columns.directory, columns.name, columns.bytes, columns.modified_ns)
        .ext(distinct_on(columns.directory))
        .where(columns.kind == kind)
        .order_by(columns.directory, columns.rank, columns.name)
    )


def _state(row: Any) -> FileState:
    path = f"{row.directory}/{row.name}" if row.directory else row.name
    return FileState(path, row.bytes, row.modified_ns)
