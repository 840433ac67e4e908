"""The register of files in one database transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.profiles.pictures import Upload, upload_key
from auth.infrastructure.profiles.tables import stored_files


class SqlStoredFiles:
    """The files of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_upload(self, upload: Upload, removed_at: datetime) -> None:
        """Insert an upload."""
        row = {
            "key": upload.key,
            "account_id": upload.account_id,
            "upload_id": upload.id,
            "content_type": upload.content_type,
            "created_at": upload.created_at,
            "removed_at": removed_at,
        }
        await self._connection.execute(insert(stored_files), [row])

    async def uploads_of(self, account_id: UUID) -> Mapping[UUID, datetime]:
        """Read the rows of an account, of which there are few."""
        table = stored_files
        query = select(table.c.upload_id, table.c.created_at).where(
            table.c.account_id == account_id, table.c.upload_id.is_not(None)
        )
        return {row.upload_id: row.created_at for row in await self._connection.execute(query)}

    async def upload(self, upload_id: UUID, account_id: UUID) -> Upload | None:
        """Read an upload by its key."""
        table = stored_files
        query = select(table).where(table.c.key == upload_key(upload_id), table.c.account_id == account_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else Upload(row.upload_id, row.account_id, row.content_type, row.created_at)

    async def add(self, account_id: UUID, keys: Sequence[str], now: datetime, removed_at: datetime) -> None:
        """Insert files; of two parallel confirmations of one upload the second finds the rows of the first."""
        rows = [{"key": key, "account_id": account_id, "created_at": now, "removed_at": removed_at} for key in keys]
        await self._connection.execute(upsert(stored_files).on_conflict_do_nothing(), rows)

    async def keep(self, account_id: UUID, keys: Sequence[str], now: datetime) -> bool:
        """Update the rows whose end has not come."""
        table = stored_files
        current = or_(table.c.removed_at.is_(None), table.c.removed_at > now)
        kept = update(table).where(table.c.key.in_(keys), table.c.account_id == account_id, current)
        return (await self._connection.execute(kept.values(removed_at=None))).rowcount == len(keys)

    async def end(self, keys: Sequence[str], now: datetime) -> None:
        """Update the rows."""
        await self._connection.execute(update(stored_files).where(stored_files.c.key.in_(keys)).values(removed_at=now))

    async def ended(self, now: datetime, after: str, limit: int) -> Sequence[str]:
        """Read two indexes, in the order of keys."""
        table = stored_files
        ended = or_(table.c.removed_at <= now, table.c.account_id.is_(None))
        query = select(table.c.key).where(ended, table.c.key > after).order_by(table.c.key).limit(limit)
        return (await self._connection.execute(query)).scalars().all()

    async def forget(self, keys: Sequence[str], now: datetime) -> None:
        """Delete rows, but keep those of uploads that the storage may accept still."""
        table = stored_files
        # A published picture of a deleted account has no end, and cannot be written again.
        orphaned = table.c.account_id.is_(None) & table.c.removed_at.is_(None)
        gone = or_(table.c.removed_at <= now, orphaned)
        await self._connection.execute(delete(table).where(table.c.key.in_(keys), gone))
