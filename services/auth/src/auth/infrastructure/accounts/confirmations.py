"""Confirmations in one database transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.accounts.confirmations import Confirmation, Purpose
from auth.infrastructure import batches
from auth.infrastructure.accounts.tables import confirmations

_COLUMNS = confirmations.c


class SqlConfirmations:
    """The confirmations of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, confirmation: Confirmation, *, keep: bool) -> None:
        """Upsert by account and purpose, in a savepoint that is rolled back unless `keep`."""
        values = {
            "digest": confirmation.digest,
            "created_at": confirmation.created_at,
            "expires_at": confirmation.expires_at,
            "email": confirmation.email,
        }
        key = {"account_id": confirmation.account_id, "purpose": confirmation.purpose.value}
        statement = upsert(confirmations).values(**key, **values)
        async with self._connection.begin_nested() as savepoint:
            await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
            if not keep:
                await savepoint.rollback()

    async def newest_at(self, account_id: UUID, purpose: Purpose) -> datetime | None:
        """Read by the unique key."""
        query = select(_COLUMNS.created_at).where(_COLUMNS.account_id == account_id, _COLUMNS.purpose == purpose.value)
        at: datetime | None = (await self._connection.execute(query)).scalar_one_or_none()
        return at

    async def find(self, digest: bytes, purpose: Purpose, now: datetime) -> Confirmation | None:
        """Read by the primary key."""
        query = select(confirmations).where(*_valid(digest, purpose, now))
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else Confirmation(**{**row, "purpose": purpose})

    async def use(self, digest: bytes, purpose: Purpose, now: datetime) -> Confirmation | None:
        """Delete by the primary key."""
        statement = delete(confirmations).where(*_valid(digest, purpose, now)).returning(confirmations)
        row = (await self._connection.execute(statement)).mappings().first()
        return None if row is None else Confirmation(**{**row, "purpose": purpose})

    async def discard(self, account_id: UUID) -> None:
        """Delete by the unique key."""
        await self._connection.execute(delete(confirmations).where(_COLUMNS.account_id == account_id))

    async def delete_expired(self, now: datetime) -> bool:
        """Delete at most `BATCH_ROWS` rows."""
        batch = batches.batch_of(_COLUMNS.digest, _COLUMNS.expires_at <= now)
        deleted = await self._connection.execute(delete(confirmations).where(_COLUMNS.digest.in_(batch)))
        return deleted.rowcount == batches.BATCH_ROWS


def _valid(digest: bytes, purpose: Purpose, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        _COLUMNS.digest == digest,
        _COLUMNS.purpose == purpose.value,
        _COLUMNS.expires_at > now,
        _COLUMNS.account_id.is_not(None),
    )
