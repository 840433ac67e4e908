"""The audit log in one database transaction."""

from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.security.audit import AuditEntry
from auth.infrastructure.security.tables import audit_entries


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

    async def erase(self, account_id: UUID, pseudonym: UUID) -> None:
        """Delete by the index of accounts; what the user did to others as an administrator stays under a pseudonym."""
        table = audit_entries
        await self._connection.execute(delete(table).where(table.c.account_id == account_id))
        await self._connection.execute(
            update(table).where(table.c.actor_id == account_id).values(actor_id=pseudonym, address="", user_agent="")
        )
