"""Auth's unit of work in one database transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from auth.application.accounts.ports import Identifiers
from auth.domain.events import AccountDeleted, DomainEvent
from auth.infrastructure.accounts.confirmations import SqlConfirmations
from auth.infrastructure.accounts.repository import SqlAccounts
from auth.infrastructure.api_keys.repository import SqlApiKeys
from auth.infrastructure.dead_letters.repository import SqlDeadLetters
from auth.infrastructure.devices.repository import SqlDevices
from auth.infrastructure.devices.sign_ins import SqlDeviceSignIns
from auth.infrastructure.entitlements.repository import SqlEntitlements
from auth.infrastructure.event_mapping import EventMapping
from auth.infrastructure.factors.stores import SqlFactorStores
from auth.infrastructure.federation.repository import SqlFederation
from auth.infrastructure.invitations.repository import SqlInvitations
from auth.infrastructure.profiles.files import SqlStoredFiles
from auth.infrastructure.profiles.repository import SqlProfiles
from auth.infrastructure.security.attempts import SqlAttemptCounts
from auth.infrastructure.security.audit import SqlAuditLog
from auth.infrastructure.security.sign_in_rates import SqlExpiredSignInRates
from auth.infrastructure.sessions.repository import SqlSessions
from chassis.core.clock import Clock
from chassis.messaging.transaction import Transaction
from chassis.storage.encryption import Keyring
from contracts.auth import UserChangedV1, UserContactChangedV1, UserRegisteredV1
from contracts.event import encode, tombstone

SERVICE: Final = "auth"
PAST_EVENTS: Final = (UserRegisteredV1, UserChangedV1, UserContactChangedV1)
"""State events about a user, which the log must not keep after `user.deleted`."""


class SqlUnitOfWork:
    """The stores of all subjects in one transaction."""

    def __init__(
        self,
        transaction: Transaction,
        identifiers: Identifiers,
        mapping: EventMapping,
        keyring: Keyring,
        clock: Clock | None,
    ) -> None:
        self._transaction = transaction
        self._mapping = mapping
        self._clock = clock
        connection = transaction.connection
        self.accounts = SqlAccounts(connection, identifiers)
        self.confirmations = SqlConfirmations(connection)
        self.invitations = SqlInvitations(connection, identifiers)
        self.sessions = SqlSessions(connection)
        self.profiles = SqlProfiles(connection, identifiers)
        self.files = SqlStoredFiles(connection)
        self.api_keys = SqlApiKeys(connection)
        self.attempts = SqlAttemptCounts(connection)
        self.sign_in_rates = SqlExpiredSignInRates(connection)
        self.audit = SqlAuditLog(connection)
        self.device_sign_ins = SqlDeviceSignIns(connection)
        self.devices = SqlDevices(connection)
        self.entitlements = SqlEntitlements(connection)
        self.federation = SqlFederation(connection)
        self.factors = SqlFactorStores(connection, keyring)
        self.dead_letters = SqlDeadLetters(connection)

    async def now(self) -> datetime:
        """Return the time of the database, which does not stop within a transaction, or that of the clock."""
        if self._clock is not None:
            return self._clock.now()
        query = select(func.clock_timestamp())
        now: datetime = (await self._transaction.connection.execute(query)).scalar_one()
        return now

    async def publish(self, *events: DomainEvent) -> None:
        """Add the contracts of events to the outbox; the events of a deleted account end with tombstones."""
        messages = []
        for event in events:
            messages.append(encode(self._mapping(event), SERVICE, time=event.at))
            if isinstance(event, AccountDeleted):
                messages += [tombstone(past, str(event.account_id), SERVICE) for past in PAST_EVENTS]
        await self._transaction.publish(*messages)

    async def publish_if(self, condition: bool, *events: DomainEvent) -> None:
        """Add the events within a savepoint, which is rolled back if they must not be kept."""
        async with self._transaction.connection.begin_nested() as savepoint:
            await self.publish(*events)
            if not condition:
                await savepoint.rollback()


def work_in(
    identifiers: Identifiers, mapping: EventMapping, keyring: Keyring, clock: Clock | None = None
) -> Callable[[Transaction], SqlUnitOfWork]:
    """Return the function from a transaction to its unit of work.

    Without a clock the time is that of the database, so that replicas with different clocks agree on expiry.
    """
    return lambda transaction: SqlUnitOfWork(transaction, identifiers, mapping, keyring, clock)
