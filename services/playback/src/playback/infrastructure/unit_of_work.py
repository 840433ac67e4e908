"""The unit of work of playback in one database transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from chassis.messaging.transaction import Transaction, Transactions
from chassis.runtime.abandonment import keep_request
from jobs.model import Job
from jobs.ports import Wake
from jobs.postgres.rows import Queue, plain_queue
from jobs.postgres.unit_of_work import SqlJobUnits, SqlJobWork
from playback.application.jobs import REGISTRY
from playback.application.versions.ending import end_versions
from playback.domain.assets.asset import Asset, Version
from playback.infrastructure.assets import events
from playback.infrastructure.assets.edits import SqlAssetEdits
from playback.infrastructure.assets.jobs import SqlAssetJobs
from playback.infrastructure.assets.repository import SqlAssets
from playback.infrastructure.audience.repository import SqlAudiences
from playback.infrastructure.entitlements.repository import SqlEntitlements
from playback.infrastructure.keys.releases import SqlKeyReleases
from playback.infrastructure.keys.repository import SqlWrappedKeys
from playback.infrastructure.quality.repository import SqlQuality
from playback.infrastructure.sessions.repository import SqlSessions
from playback.infrastructure.storage.repository import SqlStoredFiles
from playback.infrastructure.tables import jobs, schedules
from playback.infrastructure.uploads.repository import SqlUploads

QUEUE: Final = plain_queue(jobs, REGISTRY)


class SqlUnitOfWork(SqlJobWork[Job]):
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction, wake: Wake = lambda: None, queue: Queue[Job] = QUEUE) -> None:
        super().__init__(transaction, queue, schedules, wake)
        connection = transaction.connection
        self.assets = SqlAssets(connection)
        self.asset_edits = SqlAssetEdits(connection)
        self.content_keys = SqlWrappedKeys(connection)
        self.key_releases = SqlKeyReleases(connection)
        self.sessions = SqlSessions(transaction)
        self.quality = SqlQuality(connection)
        self.audiences = SqlAudiences(transaction)
        self.uploads = SqlUploads(connection)
        self.entitlements = SqlEntitlements(connection)
        self.asset_jobs = SqlAssetJobs(connection)
        self.stored_files = SqlStoredFiles(connection)

    async def job_changed(self, *changed: Job) -> None:
        """End the versions of jobs that ended without a result."""
        await end_versions(self, *changed)

    async def publish_ready(self, asset: Asset, version: Version) -> None:
        """Write the event into the outbox."""
        await self._transaction.publish(events.ready(asset, version))

    async def publish_unpublished(self, asset: Asset) -> None:
        """Write the event into the outbox."""
        await self._transaction.publish(events.unpublished(asset))


class SqlUnits(SqlJobUnits[SqlUnitOfWork]):
    """Opens units of work, and connections for queries."""

    def __init__(self, transactions: Transactions, wake: Wake = lambda: None, queue: Queue[Job] = QUEUE) -> None:
        """`wake` notifies the workers of this process that jobs were queued; `queue` has the kinds that are claimed."""
        super().__init__(transactions, partial(SqlUnitOfWork, wake=wake, queue=queue))


class ShortUnits:
    """Opens units of work for hot paths: their statements are few, and none ends or nests the transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        """Open a transaction on the driver's connection; it commits or rolls back as that of `SqlUnits`."""
        keep_request()
        async with self._transactions.batch() as transaction:
            work = SqlUnitOfWork(transaction)
            yield work
        work.committed()
