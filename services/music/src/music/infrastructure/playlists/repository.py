"""Playlists in one transaction; the row of a playlist is the lock that serializes its writes."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from chassis.storage.rows import upsert
from music.application.playlists.views import PlaylistFilter, PlaylistView
from music.domain.library.names import key_of
from music.domain.playlists.playlist import Playlist, Role
from music.infrastructure.playlists.queries import chosen, playlist_of, role_of, stored_role, view_of, views_query
from music.infrastructure.playlists.tables import playlist_collaborators, playlist_entries, playlists
from music.infrastructure.users.repository import lock_user

_ORDER: Final = Keyset(By(playlists.c.updated_at), By(playlists.c.id))


class SqlPlaylists:
    """Reads and writes playlists."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock_user(self, user_id: UUID) -> None:
        """Hold an advisory lock."""
        await lock_user(self._connection, user_id, "playlists")

    async def lock(self, playlist_id: UUID, user_id: UUID) -> tuple[Playlist, Role | None] | None:
        """Lock the row, then read it: what another transaction has just committed is seen."""
        lock = select(playlists.c.id).where(playlists.c.id == playlist_id).with_for_update()
        if (await self._connection.execute(lock)).first() is None:
            return None
        query = select(*playlists.c, role_of(user_id)).where(playlists.c.id == playlist_id)
        row = (await self._connection.execute(query)).mappings().one()
        return playlist_of(row), stored_role(row)

    async def view(self, folders: Sequence[UUID], playlist_id: UUID, user_id: UUID) -> PlaylistView | None:
        """Read by the id."""
        query = views_query(folders, user_id).where(playlists.c.id == playlist_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else view_of(row)

    async def page(
        self, folders: Sequence[UUID], user_id: UUID, which: PlaylistFilter, part: Slice
    ) -> Part[PlaylistView]:
        """Read by the index of the owner, of collaborators or of public playlists."""
        conditions = chosen(folders, user_id, which)
        query = views_query(folders, user_id).where(*conditions)
        rows, last = await _ORDER.read_mappings(self._connection, query, part)
        total = await bounded_count(self._connection, select(playlists.c.id).where(*conditions))
        return Part([view_of(row) for row in rows], total, last)

    async def count_of(self, user_id: UUID) -> int:
        """Count by the index of the owner."""
        query = select(func.count()).select_from(playlists).where(playlists.c.owner_id == user_id)
        return await self._connection.scalar(query) or 0

    async def save(self, playlist: Playlist) -> None:
        """Insert or replace the row."""
        await self._connection.execute(upsert(playlists), {**asdict(playlist), "key": key_of(playlist.name)})

    async def delete(self, playlist_id: UUID) -> None:
        """Delete the row; those that refer to it follow."""
        await self._connection.execute(playlists.delete().where(playlists.c.id == playlist_id))

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete rows by user; entries in playlists of others stay without the user."""
        await self._connection.execute(playlists.delete().where(playlists.c.owner_id.in_(user_ids)))
        await self._connection.execute(
            playlist_collaborators.delete().where(playlist_collaborators.c.user_id.in_(user_ids))
        )
        added = playlist_entries.c.added_by.in_(user_ids)
        await self._connection.execute(update(playlist_entries).where(added).values(added_by=None))
