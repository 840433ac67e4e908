"""Ports of security: the counts of attempts and the audit log."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.security.audit import AuditEntry
from auth.domain.security.throttle import Attempts


class AttemptCounts(Protocol):
    """The attempts of a unit of work, by a key that reveals neither account nor network."""

    async def lock(self, key: bytes, now: datetime) -> Attempts:
        """Return the attempts of a key, locked until the unit of work ends, even if there are none yet."""
        ...

    async def save(self, key: bytes, attempts: Attempts) -> None:
        """Save the attempts of a key."""
        ...

    async def clear(self, key: bytes) -> None:
        """Delete the attempts of a key."""
        ...

    async def delete_old(self, before: datetime) -> bool:
        """Delete a batch of counts without attempts since `before`; return whether more may be left."""
        ...


class AuditLog(Protocol):
    """The audit log of a unit of work."""

    async def record(self, *entries: AuditEntry) -> None:
        """Add entries, which are kept if and when the unit of work commits."""
        ...

    async def user_agents_of(self, account_id: UUID) -> frozenset[str]:
        """Return the user agents of the latest sign-ins of an account."""
        ...

    async def erase(self, account_id: UUID, pseudonym: UUID) -> None:
        """Delete the entries about an account, and name a pseudonym where it acted on others."""
        ...
