"""The unit of work of sources in one database transaction."""

from functools import partial
from typing import Final

from chassis.messaging.transaction import Transaction, Transactions
from chassis.storage.encryption import Keyring
from chassis.storage.sessions.ended import SqlEndedSessions
from jobs.model import Job
from jobs.ports import Wake
from jobs.postgres.rows import plain_queue
from jobs.postgres.unit_of_work import SqlJobUnits, SqlJobWork
from sources.application.jobs import REGISTRY
from sources.infrastructure.files.folders import SqlFolders
from sources.infrastructure.files.matches import SqlMatches
from sources.infrastructure.files.repository import SqlFiles
from sources.infrastructure.media_sources.events import SqlSourceEvents
from sources.infrastructure.media_sources.repository import SqlMediaSources
from sources.infrastructure.scanning.jobs import SqlSourceJobs
from sources.infrastructure.tables import ended_sessions, jobs, schedules
from sources.infrastructure.titles.repository import SqlTitles

QUEUE: Final = plain_queue(jobs, REGISTRY)


class SqlUnitOfWork(SqlJobWork[Job]):
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction, keyring: Keyring, wake: Wake = lambda: None) -> None:
        super().__init__(transaction, QUEUE, schedules, wake)
        connection = transaction.connection
        self.media_sources = SqlMediaSources(connection, keyring)
        self.files = SqlFiles(connection)
        self.folders = SqlFolders(connection)
        self.matches = SqlMatches(connection)
        self.titles = SqlTitles(connection)
        self.ended_sessions = SqlEndedSessions(connection, ended_sessions)
        self.source_jobs = SqlSourceJobs(connection)
        self.events = SqlSourceEvents(transaction)


class SqlUnits(SqlJobUnits[SqlUnitOfWork]):
    """Opens units of work, and connections for queries."""

    def __init__(self, transactions: Transactions, keyring: Keyring, wake: Wake = lambda: None) -> None:
        """`wake` notifies the workers of this process that jobs were queued."""
        super().__init__(transactions, partial(SqlUnitOfWork, keyring=keyring, wake=wake))
