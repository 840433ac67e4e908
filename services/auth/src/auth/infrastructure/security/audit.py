"""The audit log in one database transaction."""

from sqlalchemy import insert
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
