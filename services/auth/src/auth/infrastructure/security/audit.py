"""The audit log in one database transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.security.audit import AuditEntry, AuditKind
from auth.infrastructure import batches
from auth.infrastructure.security.metrics import AUDIT_ENTRIES
from auth.infrastructure.security.tables import audit_entries

LATEST_SIGN_INS: Final = 100


class SqlAuditLog:
    """The audit log of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, *entries: AuditEntry) -> None:
        """Insert the entries."""
        rows = [
            {
                "at": entry.at,
                "kind": entry.kind.value,
                "account_id": entry.account_id,
                "actor_id": entry.actor_id,
                "session_id": entry.session_id,
                "address": entry.client.address,
                "user_agent": entry.client.user_agent,
                "details": dict(entry.details),
            }
            for entry in entries
        ]
        await self._connection.execute(insert(audit_entries), rows)
        for entry in entries:
            AUDIT_ENTRIES.labels(entry.kind.value).inc()

    async def user_agents_of(self, account_id: UUID) -> frozenset[str]:
        """Read the latest entries by the index of accounts: a user may have signed in thousands of times."""
        table = audit_entries
        signed_in = select(table.c.user_agent).where(
            table.c.account_id == account_id, table.c.kind == AuditKind.SIGNED_IN.value
        )
        latest = signed_in.order_by(table.c.at.desc(), table.c.id.desc()).limit(LATEST_SIGN_INS)
        return frozenset((await self._connection.execute(latest)).scalars())

    async def erase(self, account_id: UUID, pseudonym: UUID) -> None:
        """Delete by the index of accounts; by that of actors, what an administrator did to others gets a pseudonym."""
        table = audit_entries
        await self._connection.execute(delete(table).where(table.c.account_id == account_id))
        await self._connection.execute(
            update(table).where(table.c.actor_id == account_id).values(actor_id=pseudonym, address="", user_agent="")
        )

    async def delete_old(self, before: datetime) -> bool:
        """Delete at most `BATCH_ROWS` rows by the index of times; locked rows are left for the next run."""
        old = batches.batch_of(audit_entries.c.id, audit_entries.c.at < before)
        deleted = await self._connection.execute(delete(audit_entries).where(audit_entries.c.id.in_(old)))
        return deleted.rowcount == batches.BATCH_ROWS
