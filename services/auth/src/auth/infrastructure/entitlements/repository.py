"""Entitlements in Postgres."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.entitlements.entitlement import Entitlement
from auth.infrastructure.accounts.tables import accounts
from auth.infrastructure.entitlements.tables import entitlements
from chassis.storage.rows import arrays_of, is_newer, upsert_arrays
from chassis.storage.statements import Statement

_COLUMNS: Final = ("account_id", "version", "plan", "device_limit", "valid_until")
_SAVE: Final = Statement(upsert_arrays(entitlements, _COLUMNS, where=is_newer(entitlements, "version")))
# An account that is being deleted is waited for.
_HOLDERS: Final = Statement(
    select(accounts.c.id)
    .where(accounts.c.id == any_(bindparam("account_ids", type_=ARRAY(Uuid))))
    .order_by(accounts.c.id)
    .with_for_update(key_share=True, read=True)
)


class SqlEntitlements:
    """Stores and reads entitlements in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save_newer(self, updates: Sequence[Entitlement]) -> None:
        """Write all rows in one statement; each row decides by its version, so parallel batches need no order."""
        rows = await _HOLDERS(self._connection, {"account_ids": [update.account_id for update in updates]})
        holders = {row["id"] for row in rows}
        kept = [asdict(update) for update in updates if update.account_id in holders]
        if kept:
            await _SAVE(self._connection, arrays_of(entitlements, _COLUMNS, kept))

    async def of(self, account_id: UUID) -> Entitlement | None:
        """Read the row by its key."""
        query = select(entitlements).where(entitlements.c.account_id == account_id)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else Entitlement(**row)
