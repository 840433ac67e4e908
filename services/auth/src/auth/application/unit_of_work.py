"""The unit of work of auth: one transaction over the stores of all subjects."""

from datetime import datetime
from typing import Protocol

from auth.application.accounts.ports import Accounts
from auth.application.profiles.ports import Profiles
from auth.application.security.ports import AttemptCounts, AuditLog
from auth.application.sessions.ports import Sessions
from auth.domain.events import DomainEvent


class UnitOfWork(Protocol):
    """One transaction; each subject has its own store."""

    @property
    def accounts(self) -> Accounts:
        """Accounts."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Sessions and refresh tokens."""
        ...

    @property
    def profiles(self) -> Profiles:
        """Profiles."""
        ...

    @property
    def attempts(self) -> AttemptCounts:
        """Counts of attempts."""
        ...

    @property
    def audit(self) -> AuditLog:
        """The audit log."""
        ...

    async def now(self) -> datetime:
        """Return the current time of the store, which is the same for every replica."""
        ...

    async def publish(self, *events: DomainEvent) -> None:
        """Publish events if and when the unit of work commits."""
        ...
