"""API keys in one database transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.application.api_keys.ports import UsableKey
from auth.domain.api_keys.key import ApiKey
from auth.infrastructure import batches
from auth.infrastructure.accounts.tables import accounts
from auth.infrastructure.api_keys.tables import api_keys

_SHOWN: Final = [column for column in api_keys.c if column.name != "digest"]


class SqlApiKeys:
    """The API keys of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def count_valid(self, account_id: UUID, now: datetime) -> int:
        """Lock the account's row, so that two parallel creations do not exceed the limit."""
        owner = select(accounts.c.id).where(accounts.c.id == account_id).with_for_update(key_share=True)
        await self._connection.execute(owner)
        valid = (api_keys.c.account_id == account_id, api_keys.c.expires_at > now)
        query = select(func.count()).select_from(api_keys).where(*valid)
        count: int = (await self._connection.execute(query)).scalar_one()
        return count

    async def add(self, key: ApiKey, digest: bytes) -> None:
        """Insert a row."""
        row = {
            "id": key.id,
            "account_id": key.account_id,
            "name": key.name,
            "scopes": list(key.scopes),
            "digest": digest,
            "hint": key.hint,
            "created_at": key.created_at,
            "expires_at": key.expires_at,
        }
        await self._connection.execute(insert(api_keys), [row])

    async def of_account(self, account_id: UUID) -> Sequence[ApiKey]:
        """Read the index of the account; there are few keys per account."""
        query = select(*_SHOWN).where(api_keys.c.account_id == account_id)
        rows = await self._connection.execute(query.order_by(api_keys.c.created_at.desc(), api_keys.c.id))
        return [_key(row) for row in rows.mappings()]

    async def delete(self, account_id: UUID, key_id: UUID | None) -> list[ApiKey]:
        """Delete the rows."""
        statement = delete(api_keys).where(api_keys.c.account_id == account_id)
        if key_id is not None:
            statement = statement.where(api_keys.c.id == key_id)
        deleted = await self._connection.execute(statement.returning(*_SHOWN))
        return [_key(row) for row in deleted.mappings()]

    async def usable(self, digest: bytes, now: datetime) -> UsableKey | None:
        """Read the unique index of digests."""
        query = (
            select(*_SHOWN, accounts.c.roles)
            .join(accounts, accounts.c.id == api_keys.c.account_id)
            .where(api_keys.c.digest == digest, api_keys.c.expires_at > now, accounts.c.suspended_at.is_(None))
        )
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else UsableKey(_key(row), tuple(row["roles"]))

    async def save_use(self, key_id: UUID, now: datetime, unless_after: datetime) -> None:
        """Update the row at most once per interval, however many gateways exchange the key."""
        stale = or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at <= unless_after)
        await self._connection.execute(update(api_keys).where(api_keys.c.id == key_id, stale).values(last_used_at=now))

    async def delete_expired(self, before: datetime) -> bool:
        """Delete at most `BATCH_ROWS` rows."""
        old = batches.batch_of(api_keys.c.id, api_keys.c.expires_at < before)
        deleted = await self._connection.execute(delete(api_keys).where(api_keys.c.id.in_(old)))
        return deleted.rowcount == batches.BATCH_ROWS


def _key(row: RowMapping) -> ApiKey:
    return ApiKey(
        row["id"],
        row["account_id"],
        row["name"],
        tuple(row["scopes"]),
        row["hint"],
        row["created_at"],
        row["expires_at"],
        row["last_used_at"],
    )
