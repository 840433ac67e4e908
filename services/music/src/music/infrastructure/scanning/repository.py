"""What scans read and write, in Postgres, in the caller's transaction.

Rows are written by arrays: one statement per table and batch.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Table, Uuid, bindparam, column, delete, func, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays, is_among, upsert_arrays
from music.application.scanning.ports import KnownTrack, ScannedTrack
from music.domain.library.names import key_of
from music.domain.scanning.digest import Directory
from music.infrastructure.covers.files import replace_pictures
from music.infrastructure.library.tables import (
    albums,
    artists,
    directories,
    genres,
    track_artists,
    track_genres,
    tracks,
)
from music.infrastructure.scanning.counting import count_albums, hold_library, recount, share_library
from music.infrastructure.scanning.rows import (
    Row,
    album_rows,
    artist_rows,
    genres_of,
    track_artist_rows,
    track_row,
)
from music.infrastructure.scanning.succession import hand_on


def _columns(table: Table, *without: str) -> tuple[str, ...]:
    return tuple(column.name for column in table.c if column.name not in without)


_COUNTED: Final = ("track_count", "disc_count", "duration_ms", "bytes")
_ARTISTS: Final = insert_arrays(artists, _columns(artists)).on_conflict_do_update(
    index_elements=["id"],
    set_={"mbid": func.coalesce(artists.c.mbid, insert(artists).excluded.mbid)},
    where=artists.c.mbid.is_(None) & insert(artists).excluded.mbid.is_not(None),
)
_ALBUMS: Final = insert_arrays(albums, _columns(albums)).on_conflict_do_update(
    index_elements=["id"],
    set_={name: insert(albums).excluded[name] for name in _columns(albums, "id", "folder_id", "added_at", *_COUNTED)},
)
_TRACKS: Final = insert_arrays(tracks, _columns(tracks)).on_conflict_do_update(
    index_elements=["id"],
    set_={name: insert(tracks).excluded[name] for name in _columns(tracks, "id", "folder_id", "added_at")},
)
_GENRES: Final = insert_arrays(genres, _columns(genres)).on_conflict_do_nothing()
_TRACK_ARTISTS: Final = insert_arrays(track_artists, _columns(track_artists)).on_conflict_do_nothing()
_TRACK_GENRES: Final = insert_arrays(track_genres, _columns(track_genres)).on_conflict_do_nothing()
_KEYS: Final = (
    func.unnest(bindparam("keys", type_=ARRAY(LargeBinary())))
    .table_valued(column("key", LargeBinary()), name="item")
    .render_derived()
)
# Key by key: a first scan is read before there are statistics, by which Postgres would read the folder for each batch.
_SAME: Final = (
    select(tracks.c.id, tracks.c.path, tracks.c.folder_id)
    .where(tracks.c.content_key == _KEYS.c.key)
    .offset(0)
    .lateral("same")
)
_WITH_CONTENT: Final = (
    select(_KEYS.c.key, _SAME.c.id, _SAME.c.path)
    .select_from(_KEYS.join(_SAME, true()))
    .where(_SAME.c.folder_id == bindparam("folder", type_=Uuid()))
)
_DIRECTORIES: Final = upsert_arrays(directories, _columns(directories))


class SqlScanned:
    """Reads and writes what scans store."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def directories(self, folder_id: UUID) -> Mapping[str, tuple[bytes, UUID]]:
        """Read every row of a folder."""
        query = select(directories.c.path, directories.c.digest, directories.c.scan_id).where(
            directories.c.folder_id == folder_id
        )
        return {row.path: (row.digest, row.scan_id) for row in await self._connection.execute(query)}

    async def save_directories(self, folder_id: UUID, read: Sequence[Directory], scan: UUID) -> None:
        """Insert or replace rows."""
        rows = [
            {"folder_id": folder_id, "path": directory.path, "digest": directory.digest, "scan_id": scan}
            for directory in sorted(read, key=lambda directory: directory.path)
        ]
        await self._write(_DIRECTORIES, directories, rows)
        await replace_pictures(self._connection, folder_id, read)

    async def forget_directories(self, folder_id: UUID, paths: Collection[str]) -> None:
        """Delete rows."""
        if paths:
            chosen = (directories.c.folder_id == folder_id, is_among(directories.c.path, paths))
            await self._connection.execute(delete(directories).where(*chosen))

    async def known(self, folder_id: UUID, read: Collection[str]) -> Mapping[str, KnownTrack]:
        """Read by the index of directories."""
        query = select(
            tracks.c.id, tracks.c.path, tracks.c.bytes, tracks.c.modified_ns, tracks.c.missing_at.is_not(None)
        ).where(tracks.c.folder_id == folder_id, is_among(tracks.c.directory, read))
        return {row.path: KnownTrack(*row) for row in await self._connection.execute(query)}

    async def with_content(
        self, folder_id: UUID, keys: Collection[bytes]
    ) -> Mapping[bytes, Sequence[tuple[UUID, str]]]:
        """Read by the index of content keys."""
        by_key: dict[bytes, list[tuple[UUID, str]]] = defaultdict(list)
        if keys:
            rows = await self._connection.execute(_WITH_CONTENT, {"keys": sorted(keys), "folder": folder_id})
            for row in rows:
                by_key[row.key].append((row.id, row.path))
        return by_key

    async def save(self, folder_id: UUID, scanned: Sequence[ScannedTrack], now: datetime) -> None:
        """Write the rows of every table, in the order of their keys."""
        if not scanned:
            return
        await share_library(self._connection)
        ordered = sorted(scanned, key=lambda track: track.id)
        ids = [track.id for track in ordered]
        before = await self._albums_of(ids)
        genres_by_track = {track.id: genres_of(track) for track in ordered}
        await self._write(_ARTISTS, artists, artist_rows(ordered, now))
        await self._write(_ALBUMS, albums, album_rows(folder_id, ordered, now))
        await self._write(_TRACKS, tracks, [track_row(folder_id, track, now) for track in ordered])
        for table in (track_artists, track_genres) if before else ():
            await self._connection.execute(delete(table).where(is_among(table.c.track_id, before.keys())))
        await self._write(_TRACK_ARTISTS, track_artists, track_artist_rows(ordered))
        named = {key: name for named_by_track in genres_by_track.values() for key, name in named_by_track.items()}
        rows = [{"id": key, "name": name, "key": key_of(name)} for key, name in sorted(named.items())]
        await self._write(_GENRES, genres, rows)
        links = [
            {"track_id": track, "genre_id": key} for track, keys in genres_by_track.items() for key in sorted(keys)
        ]
        await self._write(_TRACK_GENRES, track_genres, links)
        await hand_on(self._connection, before, {track.id: track.grouped.album.id for track in ordered})
        await count_albums(self._connection, {*before.values(), *(track.grouped.album.id for track in ordered)})

    async def note_missing(self, folder_id: UUID, paths: Collection[str], now: datetime) -> int:
        """Update rows by path."""
        return await self._note_missing(is_among(tracks.c.path, paths), folder_id, now) if paths else 0

    async def note_missing_directories(self, folder_id: UUID, gone: Collection[str], now: datetime) -> int:
        """Update rows by directory. Counting follows, so nothing else is added meanwhile."""
        await hold_library(self._connection)
        return await self._note_missing(is_among(tracks.c.directory, gone), folder_id, now) if gone else 0

    async def note_returned(self, folder_id: UUID, paths: Collection[str]) -> int:
        """Update rows by path."""
        if not paths:
            return 0
        chosen = (tracks.c.folder_id == folder_id, is_among(tracks.c.path, paths), tracks.c.missing_at.is_not(None))
        changed = update(tracks).where(*chosen).values(missing_at=None).returning(tracks.c.album_id)
        ids = list((await self._connection.execute(changed)).scalars())
        await count_albums(self._connection, set(ids))
        return len(ids)

    async def purge(self, folder_id: UUID, before: datetime, limit: int) -> int:
        """Delete rows by the index of those whose files are missing."""
        await hold_library(self._connection)
        old = (
            select(tracks.c.id)
            .where(tracks.c.folder_id == folder_id, tracks.c.missing_at <= before)
            .order_by(tracks.c.missing_at)
            .limit(limit)
        )
        # The condition again: a scan that this waits for may have seen a file that is there again.
        deleted = delete(tracks).where(tracks.c.id.in_(old), tracks.c.missing_at <= before)
        return (await self._connection.execute(deleted)).rowcount

    async def recount(self, folder_id: UUID) -> None:
        """Write the counts of a folder again."""
        await recount(self._connection, folder_id)

    async def _note_missing(self, chosen: Any, folder_id: UUID, now: datetime) -> int:
        conditions = (tracks.c.folder_id == folder_id, chosen, tracks.c.missing_at.is_(None))
        changed = update(tracks).where(*conditions).values(missing_at=now).returning(tracks.c.album_id)
        ids = list((await self._connection.execute(changed)).scalars())
        await count_albums(self._connection, set(ids))
        return len(ids)

    async def _albums_of(self, ids: Sequence[UUID]) -> dict[UUID, UUID]:
        """Return the albums of those tracks that are stored, by track."""
        query = select(tracks.c.id, tracks.c.album_id).where(is_among(tracks.c.id, ids))
        return {row.id: row.album_id for row in await self._connection.execute(query)}

    async def _write(self, statement: Any, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            await self._connection.execute(statement, arrays_of(table, _columns(table), rows))
