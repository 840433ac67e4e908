"""Auth's unit of work in one database transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from auth.application.accounts.ports import Identifiers
from auth.domain.events import DomainEvent
from auth.infrastructure.accounts.repository import SqlAccounts
from auth.infrastructure.event_mapping import EventMapping
from auth.infrastructure.profiles.repository import SqlProfiles
from auth.infrastructure.security.attempts import SqlAttemptCounts
from auth.infrastructure.security.audit import SqlAuditLog
from auth.infrastructure.sessions.repository import SqlSessions
from chassis.core.clock import Clock
from chassis.messaging.transaction import Transaction
from contracts.event import encode

SERVICE: Final = "auth"


class SqlUnitOfWork:
    """The stores of all subjects in one transaction."""

    def __init__(
        self, transaction: Transaction, identifiers: Identifiers, mapping: EventMapping, clock: Clock | None
    ) -> None:
        self._transaction = transaction
        self._mapping = mapping
        self._clock = clock
        connection = transaction.connection
        self.accounts = SqlAccounts(connection, identifiers)
        self.sessions = SqlSessions(connection)
        self.profiles = SqlProfiles(connection, identifiers)
        self.attempts = SqlAttemptCounts(connection)
        self.audit = SqlAuditLog(connection)

    async def now(self) -> datetime:
        """Return the time of the database, which does not stop within a transaction, or that of the clock."""
        if self._clock is not None:
            return self._clock.now()
        query = select(func.clock_timestamp())
        now: datetime = (await self._transaction.connection.execute(query)).scalar_one()
        return now

    async def publish(self, *events: DomainEvent) -> None:
        """Add the contracts of events to the outbox."""
        await self._transaction.publish(*(encode(self._mapping(event), SERVICE, time=event.at) for event in events))


def work_in(
    identifiers: Identifiers, mapping: EventMapping, clock: Clock | None = None
) -> Callable[[Transaction], SqlUnitOfWork]:
    """Return the function from a transaction to its unit of work.

    Without a clock the time is that of the database, so that replicas with different clocks agree on expiry.
    """
    return lambda transaction: SqlUnitOfWork(transaction, identifiers, mapping, clock)
