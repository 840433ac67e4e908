"""Collaborators of playlists in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import upsert
from music.application.playlists.views import Collaborator, Invitation
from music.domain.playlists.limits import PLAYLISTS_PER_USER
from music.domain.playlists.playlist import Role
from music.infrastructure.playlists.tables import playlist_collaborators, playlists


class SqlCollaborators:
    """Reads and writes who was invited to playlists."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, playlist_id: UUID) -> Sequence[Collaborator]:
        """Read by the playlist."""
        query = (
            select(playlist_collaborators)
            .where(playlist_collaborators.c.playlist_id == playlist_id)
            .order_by(playlist_collaborators.c.invited_at, playlist_collaborators.c.user_id)
        )
        return [_collaborator_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def find(self, playlist_id: UUID, user_id: UUID) -> Collaborator | None:
        """Read by the primary key."""
        query = select(playlist_collaborators).where(*_one(playlist_id, user_id))
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _collaborator_of(row)

    async def count(self, playlist_id: UUID) -> int:
        """Count by the playlist."""
        query = (
            select(func.count())
            .select_from(playlist_collaborators)
            .where(playlist_collaborators.c.playlist_id == playlist_id)
        )
        return await self._connection.scalar(query) or 0

    async def save(self, playlist_id: UUID, collaborator: Collaborator) -> None:
        """Insert or replace the row."""
        values = {**asdict(collaborator), "playlist_id": playlist_id}
        await self._connection.execute(upsert(playlist_collaborators), values)

    async def delete(self, playlist_id: UUID, user_id: UUID) -> bool:
        """Delete the row."""
        statement = playlist_collaborators.delete().where(*_one(playlist_id, user_id))
        return (await self._connection.execute(statement)).rowcount > 0

    async def accept(self, playlist_id: UUID, user_id: UUID, now: datetime) -> bool:
        """Update the row; the first time stays."""
        first = func.coalesce(playlist_collaborators.c.accepted_at, now)
        statement = update(playlist_collaborators).where(*_one(playlist_id, user_id)).values(accepted_at=first)
        return (await self._connection.execute(statement)).rowcount > 0

    async def invitations(self, user_id: UUID) -> Sequence[Invitation]:
        """Read by the index of users."""
        query = (
            select(
                playlist_collaborators.c.playlist_id,
                playlists.c.name,
                playlists.c.owner_id,
                playlist_collaborators.c.role,
                playlist_collaborators.c.invited_at,
            )
            .join(playlists, playlists.c.id == playlist_collaborators.c.playlist_id)
            .where(playlist_collaborators.c.user_id == user_id, playlist_collaborators.c.accepted_at.is_(None))
            .order_by(playlist_collaborators.c.invited_at.desc(), playlist_collaborators.c.playlist_id)
            .limit(PLAYLISTS_PER_USER)
        )
        return [
            Invitation(row["playlist_id"], row["name"], row["owner_id"], Role(row["role"]), row["invited_at"])
            for row in (await self._connection.execute(query)).mappings()
        ]


def _one(playlist_id: UUID, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return playlist_collaborators.c.playlist_id == playlist_id, playlist_collaborators.c.user_id == user_id


def _collaborator_of(row: RowMapping) -> Collaborator:
    return Collaborator(row["user_id"], Role(row["role"]), row["invited_at"], row["accepted_at"])
