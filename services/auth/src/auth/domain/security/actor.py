"""Who acts: the session of a user, as an access token proves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.client import Client


@dataclass(frozen=True, slots=True)
class Actor:
    """A session, its account and its client."""

    account_id: UUID
    session_id: UUID
    client: Client = field(default_factory=Client)

    def entry(
        self, kind: AuditKind, at: datetime, details: Mapping[str, str] | None = None, *, account_id: UUID | None = None
    ) -> AuditEntry:
        """Return the entry of the audit log for what this session does, to its own account or to another one."""
        return AuditEntry(
            kind, at, account_id or self.account_id, self.account_id, self.client, self.session_id, details or {}
        )
