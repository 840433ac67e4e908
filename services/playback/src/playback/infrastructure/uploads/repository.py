"""Uploads in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset
from chassis.storage.rows import upsert
from playback.application.uploads.ports import UploadFilter
from playback.domain.uploads.upload import ACTIVE, EXPIRING, Purpose, Upload, UploadStatus
from playback.infrastructure.uploads.tables import uploads

_NEWEST: Final = Keyset(By(uploads.c.created_at), By(uploads.c.id))


def upload_of(row: RowMapping) -> Upload:
    """Return the upload of a row."""
    stored = {column.name: row[column.name] for column in uploads.c}
    return Upload(**{**stored, "purpose": Purpose(row["purpose"]), "status": UploadStatus(row["status"])})


class SqlUploads:
    """Reads and writes uploads."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, upload_id: UUID, *, lock: bool = False) -> Upload | None:
        """Return one row."""
        query = uploads.select().where(uploads.c.id == upload_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else upload_of(row)

    async def add(self, upload: Upload) -> bool:
        """Insert one row, unless its id exists."""
        statement = insert(uploads).on_conflict_do_nothing().returning(uploads.c.id)
        return (await self._connection.execute(statement, asdict(upload))).first() is not None

    async def save(self, upload: Upload) -> None:
        """Replace one row."""
        await self._connection.execute(upsert(uploads), asdict(upload))

    async def page(self, chosen: UploadFilter, part: Slice) -> Part[Upload]:
        """Read a part of the rows."""
        query: Select[Any] = select(uploads)
        if chosen.status is not None:
            query = query.where(uploads.c.status == chosen.status)
        if chosen.asset_id is not None:
            query = query.where(uploads.c.asset_id == chosen.asset_id)
        rows, last = await _NEWEST.read_mappings(self._connection, query, part)
        return Part([upload_of(row) for row in rows], None, last)

    async def count_open(self, user_id: UUID) -> int:
        """Count the rows of a user."""
        query = select(func.count()).where(uploads.c.created_by == user_id, uploads.c.status.in_(ACTIVE))
        return int((await self._connection.execute(query)).scalar_one())

    async def expired(self, now: datetime, limit: int) -> Sequence[Upload]:
        """Read rows by the index of those that have not ended."""
        query = uploads.select().where(uploads.c.status.in_(EXPIRING), uploads.c.expires_at < now)
        rows = await self._connection.execute(query.order_by(uploads.c.expires_at).limit(limit))
        return [upload_of(row) for row in rows.mappings()]
