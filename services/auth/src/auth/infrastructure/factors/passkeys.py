"""Passkeys in one database transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.factors.passkeys import Passkey
from auth.infrastructure.factors.tables import passkeys


class SqlPasskeys:
    """The passkeys of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, account_id: UUID) -> Sequence[Passkey]:
        """Read the rows of the account."""
        query = select(passkeys).where(passkeys.c.account_id == account_id)
        rows = await self._connection.execute(query.order_by(passkeys.c.created_at, passkeys.c.id))
        return [_to_passkey(row) for row in rows]

    async def by_credential(self, credential_id: bytes) -> Passkey | None:
        """Read and lock the row: two signatures with one counter are checked one after another."""
        query = select(passkeys).where(passkeys.c.credential_id == credential_id).with_for_update()
        row = (await self._connection.execute(query)).first()
        return None if row is None else _to_passkey(row)

    async def owner_of(self, credential_id: bytes) -> UUID | None:
        """Read the account without a lock."""
        query = select(passkeys.c.account_id).where(passkeys.c.credential_id == credential_id)
        account_id: UUID | None = (await self._connection.execute(query)).scalar_one_or_none()
        return account_id

    async def add(self, passkey: Passkey) -> bool:
        """Insert the row; the unique index decides."""
        row = {**asdict(passkey), "transports": list(passkey.transports)}
        statement = insert(passkeys).values(row).on_conflict_do_nothing().returning(passkeys.c.id)
        return (await self._connection.execute(statement)).first() is not None

    async def save(self, passkey: Passkey) -> None:
        """Update what changes after the registration."""
        changed = update(passkeys).where(passkeys.c.id == passkey.id)
        await self._connection.execute(
            changed.values(
                name=passkey.name,
                sign_count=passkey.sign_count,
                backed_up=passkey.backed_up,
                last_used_at=passkey.last_used_at,
            )
        )

    async def delete(self, account_id: UUID, passkey_id: UUID) -> bool:
        """Delete the row."""
        same = (passkeys.c.id == passkey_id) & (passkeys.c.account_id == account_id)
        return (await self._connection.execute(delete(passkeys).where(same))).rowcount == 1


def _to_passkey(row: Row[tuple[object, ...]]) -> Passkey:
    return Passkey(
        id=row.id,
        account_id=row.account_id,
        credential_id=row.credential_id,
        public_key=row.public_key,
        sign_count=row.sign_count,
        name=row.name,
        backed_up=row.backed_up,
        transports=tuple(row.transports),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
