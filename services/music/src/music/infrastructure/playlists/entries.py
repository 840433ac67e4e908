"""Entries of playlists in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.core.lists.ranks import GAP
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from chassis.storage.rows import arrays_of, insert_arrays
from music.application.playlists.views import EntryView, NewEntry, Place
from music.domain.playlists.errors import PlaylistEntryNotFound
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.queries import contains, track_of, tracks_query
from music.infrastructure.library.tables import tracks
from music.infrastructure.playlists.tables import playlist_entries

_COLUMNS: Final = [column.name for column in playlist_entries.c]
_ADD: Final = insert_arrays(playlist_entries, _COLUMNS)
_ORDER: Final = Keyset(By(playlist_entries.c.rank, ascending=True))


class SqlEntries:
    """Reads and writes entries of playlists."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def page(
        self, folders: Sequence[UUID], playlist_id: UUID, part: Slice, *, words: str | None
    ) -> Part[EntryView]:
        """Read by the index of ranks."""
        query = (
            tracks_query(tracks.c.folder_id.in_(folders), playlist_entries.c.playlist_id == playlist_id)
            .join(playlist_entries, playlist_entries.c.track_id == tracks.c.id)
            .add_columns(
                playlist_entries.c.id.label("entry_id"),
                playlist_entries.c.added_by,
                playlist_entries.c.added_at.label("entry_added_at"),
            )
        )
        if words is not None:
            query = query.where(contains(tracks.c.key, words))
        rows, last = await _ORDER.read_mappings(self._connection, query, part)
        items = [EntryView(row["entry_id"], track_of(row), row["added_by"], row["entry_added_at"]) for row in rows]
        return Part(items, await bounded_count(self._connection, query), last)

    async def count(self, playlist_id: UUID) -> int:
        """Count by the index of ranks."""
        query = select(func.count()).select_from(playlist_entries).where(playlist_entries.c.playlist_id == playlist_id)
        return await self._connection.scalar(query) or 0

    async def contained(self, playlist_id: UUID, track_ids: Sequence[UUID]) -> set[UUID]:
        """Read by the index of tracks."""
        query = select(playlist_entries.c.track_id).where(
            playlist_entries.c.playlist_id == playlist_id, playlist_entries.c.track_id.in_(track_ids)
        )
        return set((await self._connection.execute(query)).scalars())

    async def has(self, playlist_id: UUID, entry_id: UUID) -> bool:
        """Read by the id."""
        condition = exists().where(playlist_entries.c.id == entry_id, playlist_entries.c.playlist_id == playlist_id)
        return bool(await self._connection.scalar(select(condition)))

    async def around(
        self, playlist_id: UUID, place: Place, without: UUID | None = None
    ) -> tuple[int | None, int | None]:
        """Read the two ranks by the index of ranks."""
        rank = playlist_entries.c.rank
        others = playlist_entries.c.playlist_id == playlist_id
        if without is not None:
            others &= playlist_entries.c.id != without
        lowest, highest = select(func.min(rank)), select(func.max(rank))
        if place.side == "start":
            return None, await self._connection.scalar(lowest.where(others))
        if place.side == "end":
            return await self._connection.scalar(highest.where(others)), None
        next_to = await self._connection.scalar(select(rank).where(others, playlist_entries.c.id == place.entry_id))
        if next_to is None:
            raise PlaylistEntryNotFound(place.entry_id or playlist_id)
        if place.side == "before":
            return await self._connection.scalar(highest.where(others, rank < next_to)), next_to
        return next_to, await self._connection.scalar(lowest.where(others, rank > next_to))

    async def distribute(self, playlist_id: UUID) -> None:
        """Update all rows of the playlist in one statement."""
        of_playlist = playlist_entries.c.playlist_id == playlist_id
        number = func.row_number().over(order_by=playlist_entries.c.rank)
        numbered = select(playlist_entries.c.id, number.label("number")).where(of_playlist).subquery()
        await self._connection.execute(
            update(playlist_entries)
            .where(of_playlist, playlist_entries.c.id == numbered.c.id)
            .values(rank=numbered.c.number * GAP)
        )

    async def add(self, playlist_id: UUID, entries: Sequence[NewEntry]) -> None:
        """Insert all rows in one statement."""
        rows = [{**asdict(entry), "playlist_id": playlist_id} for entry in entries]
        await self._connection.execute(_ADD, arrays_of(playlist_entries, _COLUMNS, rows))

    async def move(self, playlist_id: UUID, entry_id: UUID, rank: int) -> None:
        """Update the row by the id."""
        statement = update(playlist_entries).where(
            playlist_entries.c.id == entry_id, playlist_entries.c.playlist_id == playlist_id
        )
        await self._connection.execute(statement.values(rank=rank))

    async def remove(self, playlist_id: UUID, entry_ids: Sequence[UUID]) -> int:
        """Delete the rows by the ids."""
        statement = playlist_entries.delete().where(
            playlist_entries.c.playlist_id == playlist_id, playlist_entries.c.id.in_(entry_ids)
        )
        return (await self._connection.execute(statement)).rowcount

    async def remove_audible(self, folders: Sequence[UUID], playlist_id: UUID) -> None:
        """Delete the rows by the tracks of the folders whose files are there."""
        audible = exists().where(tracks.c.id == playlist_entries.c.track_id, is_heard(folders))
        await self._connection.execute(
            playlist_entries.delete().where(playlist_entries.c.playlist_id == playlist_id, audible)
        )
