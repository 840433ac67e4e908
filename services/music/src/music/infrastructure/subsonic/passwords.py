"""App passwords in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from music.application.subsonic.ports import AppUser, StoredPassword
from music.domain.subsonic.credentials import AppPassword
from music.infrastructure.subsonic.tables import app_passwords, bookmarks, now_playing, play_queues
from music.infrastructure.users.repository import lock_user
from music.infrastructure.users.tables import users


class SqlAppPasswords:
    """Reads and writes app passwords."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock_user(self, user_id: UUID) -> None:
        """Hold an advisory lock."""
        await lock_user(self._connection, user_id, "apps")

    async def of(self, user_id: UUID) -> Sequence[StoredPassword]:
        """Read by the index of users."""
        query = (
            select(app_passwords)
            .where(app_passwords.c.user_id == user_id)
            .order_by(app_passwords.c.created_at.desc(), app_passwords.c.id)
        )
        rows = (await self._connection.execute(query)).mappings()
        return [StoredPassword(_password_of(row), row["sealed"]) for row in rows]

    async def by_digest(self, digest: bytes) -> AppPassword | None:
        """Read by the index of digests."""
        query = select(app_passwords).where(app_passwords.c.digest == digest)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _password_of(row)

    async def add(self, stored: StoredPassword, digest: bytes) -> None:
        """Insert a row."""
        values = {**asdict(stored.password), "sealed": stored.sealed, "digest": digest}
        await self._connection.execute(app_passwords.insert().values(values))

    async def save_use(self, password_id: UUID, now: datetime, client: str) -> None:
        """Update a row; one that was deleted stays away."""
        statement = update(app_passwords).where(app_passwords.c.id == password_id)
        await self._connection.execute(statement.values(last_used_at=now, last_client=client))

    async def delete(self, user_id: UUID, password_id: UUID) -> bool:
        """Delete a row by the id and its user."""
        statement = app_passwords.delete().where(app_passwords.c.id == password_id, app_passwords.c.user_id == user_id)
        return (await self._connection.execute(statement)).rowcount > 0

    async def user(self, user_id: UUID) -> AppUser | None:
        """Read by the id."""
        return await self._user(users.c.user_id == user_id)

    async def user_of(self, username_digest: str) -> AppUser | None:
        """Read by the index of digests."""
        return await self._user(users.c.username_digest == username_digest)

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete rows by user."""
        for table in (app_passwords, play_queues, bookmarks, now_playing):
            await self._connection.execute(table.delete().where(table.c.user_id.in_(user_ids)))

    async def _user(self, condition: ColumnElement[bool]) -> AppUser | None:
        # A name that has moved from one user to another is that of the newer event.
        query = select(users).where(condition).order_by(users.c.version.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else AppUser(row["user_id"], row["is_administrator"])


def _password_of(row: RowMapping) -> AppPassword:
    return AppPassword(
        row["id"], row["user_id"], row["name"], row["created_at"], row["last_used_at"], row["last_client"]
    )
