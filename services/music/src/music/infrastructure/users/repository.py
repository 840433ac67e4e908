"""Users in Postgres, in the caller's transaction."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.erased_users import ErasedUsers
from chassis.storage.rows import arrays_of, insert_arrays
from music.application.users.ports import UserUpdate
from music.domain.users.errors import AccountErased
from music.infrastructure.users.tables import erased_users, users

_COLUMNS: Final = ("user_id", "version", "username_digest", "is_administrator")
_ERASED: Final = ErasedUsers(erased_users)
_NEWER: Final = insert_arrays(users, _COLUMNS).on_conflict_do_update(
    index_elements=["user_id"],
    set_={name: insert(users).excluded[name] for name in _COLUMNS[1:]},
    where=users.c.version < insert(users).excluded.version,
)


class SqlUsers:
    """Reads and writes users."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ensure(self, user_id: UUID) -> None:
        """Read by the id."""
        await _ensure(self._connection, user_id)

    async def exists(self, user_id: UUID) -> bool:
        """Read by the id."""
        return bool(await self._connection.scalar(select(exists().where(users.c.user_id == user_id))))

    async def update(self, updates: Collection[UserUpdate]) -> None:
        """Insert the rows, or update those with a lower version."""
        newest: dict[UUID, UserUpdate] = {}
        for update in sorted(updates, key=lambda update: update.version):
            newest[update.user_id] = update
        for erased in await _ERASED.among(self._connection, newest):
            del newest[erased]
        if newest:
            rows = [asdict(newest[user_id]) for user_id in sorted(newest)]
            await self._connection.execute(_NEWER, arrays_of(users, _COLUMNS, rows))

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Insert the ids, and delete the rows."""
        await _ERASED.add(self._connection, user_ids)
        await self._connection.execute(users.delete().where(users.c.user_id.in_(user_ids)))


async def lock_user(connection: AsyncConnection, user_id: UUID, subject: str) -> None:
    """Hold an advisory lock of a user and a subject until the transaction ends; raise AccountErased."""
    await _ensure(connection, user_id)
    key = func.hashtextextended(f"music.{subject}:{user_id}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def _ensure(connection: AsyncConnection, user_id: UUID) -> None:
    if await _ERASED.among(connection, [user_id]):
        raise AccountErased
