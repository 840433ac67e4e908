"""Tracks whose files are missing in Postgres, by the index of those."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from music.application.missing.ports import MissingTrack
from music.infrastructure.folders.tables import music_folders
from music.infrastructure.library.tables import albums, track_artists, tracks
from music.infrastructure.scanning.counting import hold_library

_ORDER: Final = Keyset(By(tracks.c.missing_at), By(tracks.c.id, ascending=True))


class SqlMissingTracks:
    """Reads and deletes rows with an instant since when they are missing."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def part(self, folder_id: UUID | None, part: Slice) -> Part[MissingTrack]:
        """Read a part of the list, and count the list."""
        credited = (
            select(func.array_agg(aggregate_order_by(track_artists.c.name, track_artists.c.position)))
            .where(track_artists.c.track_id == tracks.c.id)
            .scalar_subquery()
            .label("artists")
        )
        query = (
            select(
                tracks.c.id,
                tracks.c.title,
                credited,
                tracks.c.album_id,
                albums.c.name.label("album_name"),
                tracks.c.folder_id,
                music_folders.c.name.label("folder_name"),
                tracks.c.missing_at,
            )
            .join(albums, albums.c.id == tracks.c.album_id)
            .join(music_folders, music_folders.c.id == tracks.c.folder_id)
            .where(*_of(folder_id))
        )
        rows, last = await _ORDER.read_mappings(self._connection, query, part)
        items = [
            MissingTrack(
                id=row["id"],
                title=row["title"],
                artists=row["artists"] or [],
                album_id=row["album_id"],
                album_name=row["album_name"],
                folder_id=row["folder_id"],
                folder_name=row["folder_name"],
                missing_at=row["missing_at"],
            )
            for row in rows
        ]
        return Part(items, await bounded_count(self._connection, query), last)

    async def delete(self, folder_id: UUID | None, limit: int) -> Sequence[UUID]:
        """Delete rows."""
        await hold_library(self._connection)
        oldest = select(tracks.c.id).where(*_of(folder_id)).order_by(tracks.c.missing_at).limit(limit)
        deleted = delete(tracks).where(tracks.c.id.in_(oldest), tracks.c.missing_at.is_not(None))
        return list((await self._connection.execute(deleted.returning(tracks.c.folder_id))).scalars())

    async def delete_one(self, track_id: UUID) -> UUID | None:
        """Delete a row."""
        await hold_library(self._connection)
        deleted = delete(tracks).where(tracks.c.id == track_id, tracks.c.missing_at.is_not(None))
        folder_id: UUID | None = await self._connection.scalar(deleted.returning(tracks.c.folder_id))
        return folder_id

    async def count(self, folder_id: UUID | None) -> int:
        """Count rows."""
        return int(await self._connection.scalar(select(func.count()).select_from(tracks).where(*_of(folder_id))) or 0)


def _of(folder_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    missing = tracks.c.missing_at.is_not(None)
    return (missing,) if folder_id is None else (missing, tracks.c.folder_id == folder_id)
