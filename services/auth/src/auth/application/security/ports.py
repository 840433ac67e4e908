"""Ports of security: the counts of attempts and the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.security.sign_in_rate import SignInCount, SignInRate
from auth.domain.security.throttle import Attempts
from auth.domain.sessions.client import Client


@dataclass(frozen=True, slots=True)
class AuditPosition:
    """The place of an entry in the list of all: by time, and of entries of one time by number."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class AuditSelection:
    """A part of the audit log; null matches every entry."""

    limit: int
    before: AuditPosition | None = None
    account_id: UUID | None = None
    actor_id: UUID | None = None
    kind: AuditKind | None = None
    since: datetime | None = None
    until: datetime | None = None
    of_known_accounts: bool = False
    """Whether entries about no account are left out."""


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """A stored entry. Its kind may be one that only a newer version of the service knows."""

    number: int
    at: datetime
    kind: str
    account_id: UUID | None
    actor_id: UUID | None
    session_id: UUID | None
    client: Client
    details: Mapping[str, str]

    @property
    def position(self) -> AuditPosition:
        """Return where it is in the list."""
        return AuditPosition(self.at, self.number)


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


class SignInRates(Protocol):
    """Counts of sign-ins by network, exact over all replicas."""

    async def count(self, key: bytes, rate: SignInRate) -> SignInCount:
        """Count a sign-in, at once and for good, unless the quota is used up; return the decision."""
        ...


class ExpiredSignInRates(Protocol):
    """The counts of sign-ins of a unit of work."""

    async def delete_whole(self, now: datetime) -> bool:
        """Delete a batch of counts whose quota is whole; return whether more may be left."""
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

    async def delete_old(self, before: datetime) -> bool:
        """Delete a batch of entries from before an instant; return whether more may be left."""
        ...


class AuditReader(Protocol):
    """Reads the audit log."""

    async def page(self, selection: AuditSelection) -> Sequence[AuditRecord]:
        """Return the first entries of a selection, the newest first."""
        ...
