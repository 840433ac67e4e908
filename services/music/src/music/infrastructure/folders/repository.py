"""Music folders in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, Select, Uuid, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import upsert
from music.domain.folders.folder import MusicFolder, Purge, PurgePolicy, Visibility
from music.infrastructure.folders.tables import folder_users, music_folders

_LOCK: Final = "music.folders"
_USERS: Final = (
    select(func.array_agg(aggregate_order_by(folder_users.c.user_id, folder_users.c.user_id)))
    .where(folder_users.c.folder_id == music_folders.c.id)
    .scalar_subquery()
    .label("user_ids")
)

_EVERY: Final = select(music_folders.c.id).order_by(music_folders.c.id)
_HEARD: Final = _EVERY.where(
    or_(
        music_folders.c.visibility == Visibility.EVERYONE,
        music_folders.c.id.in_(
            select(folder_users.c.folder_id).where(folder_users.c.user_id == bindparam("user", type_=Uuid))
        ),
    )
)
"""The folders that a user may hear: every request begins with it."""


class SqlFolders:
    """Reads and writes music folders."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> Sequence[MusicFolder]:
        """Return the rows by name."""
        rows = await self._connection.execute(_query().order_by(func.lower(music_folders.c.name), music_folders.c.id))
        return [_folder_of(row) for row in rows.mappings()]

    async def find(self, folder_id: UUID, *, lock: bool = False) -> MusicFolder | None:
        """Return a row by its id."""
        query = _query().where(music_folders.c.id == folder_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
        return None if row is None else _folder_of(row)

    async def lock(self) -> None:
        """Hold an advisory lock until the transaction ends."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK))))

    async def audible_to(self, user_id: UUID, *, everything: bool) -> Sequence[UUID]:
        """Return the ids of rows."""
        if everything:
            return list((await self._connection.execute(_EVERY)).scalars())
        return list((await self._connection.execute(_HEARD, {"user": user_id})).scalars())

    async def save(self, folder: MusicFolder) -> None:
        """Write a row and those of its users."""
        await self._connection.execute(upsert(music_folders), _row_of(folder))
        await self._connection.execute(folder_users.delete().where(folder_users.c.folder_id == folder.id))
        if folder.user_ids:
            users = [{"folder_id": folder.id, "user_id": user_id} for user_id in sorted(folder.user_ids)]
            await self._connection.execute(folder_users.insert(), users)

    async def note_scan(self, folder_id: UUID, scanned_at: datetime | None, problem: str | None) -> None:
        """Update what the last scan has left."""
        values = {"problem": problem, **({} if scanned_at is None else {"scanned_at": scanned_at})}
        await self._connection.execute(update(music_folders).where(music_folders.c.id == folder_id).values(values))

    async def delete(self, folder_id: UUID) -> None:
        """Delete a row; what was read of the folder goes with it."""
        await self._connection.execute(music_folders.delete().where(music_folders.c.id == folder_id))

    async def erase(self, user_ids: set[UUID]) -> None:
        """Delete rows by user."""
        await self._connection.execute(folder_users.delete().where(folder_users.c.user_id.in_(user_ids)))


def _query() -> Select[tuple[object, ...]]:
    return select(music_folders, _USERS)


def _row_of(folder: MusicFolder) -> dict[str, object]:
    return {
        "id": folder.id,
        "name": folder.name,
        "path": folder.path,
        "visibility": folder.visibility,
        "purge": folder.policy.purge,
        "purge_days": folder.policy.days,
        "revision": folder.revision,
        "created_at": folder.created_at,
        "updated_at": folder.updated_at,
        "scanned_at": folder.scanned_at,
        "problem": folder.problem,
    }


def _folder_of(row: RowMapping) -> MusicFolder:
    return MusicFolder(
        id=row["id"],
        name=row["name"],
        path=row["path"],
        visibility=Visibility(row["visibility"]),
        revision=row["revision"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        user_ids=frozenset(row["user_ids"] or ()),
        policy=PurgePolicy(Purge(row["purge"]), row["purge_days"]),
        scanned_at=row["scanned_at"],
        problem=row["problem"],
    )
