"""The unit of work of federation in one database transaction."""

from functools import partial
from typing import Final
from uuid import UUID

from chassis.messaging.transaction import Transaction, Transactions
from chassis.storage.encryption import Keyring
from chassis.storage.sessions.ended import SqlEndedSessions
from federation.application.jobs import REGISTRY, JobKind
from federation.infrastructure.imports.repository import SqlImports
from federation.infrastructure.peers.invitations import SqlInvitations
from federation.infrastructure.peers.repository import SqlPeers
from federation.infrastructure.sharing.copies import SqlListCopies
from federation.infrastructure.sharing.repository import SqlShares
from federation.infrastructure.tables import ended_sessions, jobs, schedules
from federation.infrastructure.trust.guards import SqlGuards
from federation.infrastructure.trust.keys import SqlOwnKeys, SqlPeerKeys
from jobs.model import Job, Status
from jobs.ports import Wake
from jobs.postgres.rows import plain_queue
from jobs.postgres.unit_of_work import SqlJobUnits, SqlJobWork

QUEUE: Final = plain_queue(jobs, REGISTRY)


class SqlUnitOfWork(SqlJobWork[Job]):
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction, keyring: Keyring, wake: Wake = lambda: None) -> None:
        super().__init__(transaction, QUEUE, schedules, wake)
        connection = transaction.connection
        self.own_keys = SqlOwnKeys(connection, keyring)
        self.peer_keys = SqlPeerKeys(connection)
        self.guards = SqlGuards(connection)
        self.invitations = SqlInvitations(connection)
        self.peers = SqlPeers(connection)
        self.shares = SqlShares(connection)
        self.list_copies = SqlListCopies(connection)
        self.ended_sessions = SqlEndedSessions(connection, ended_sessions)
        self.imports = SqlImports(connection)

    async def job_changed(self, *changed: Job) -> None:
        """Let imports follow their jobs: one whose job has failed is not running."""
        for job in changed:
            if job.kind == JobKind.IMPORT and job.status in (Status.FAILED, Status.CANCELLED):
                await self.imports.failed(UUID(job.payload["import_id"]), job.reason_code, job.updated_at)


class SqlUnits(SqlJobUnits[SqlUnitOfWork]):
    """Opens units of work, and connections for queries."""

    def __init__(self, transactions: Transactions, keyring: Keyring, wake: Wake = lambda: None) -> None:
        """`wake` notifies the workers of this process that jobs were queued."""
        super().__init__(transactions, partial(SqlUnitOfWork, keyring=keyring, wake=wake))
