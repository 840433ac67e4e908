"""The unit of work of imports: the library's stores, imports and the queue in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transaction, Transactions
from contracts.event import encode
from contracts.library import LibraryImportEndedV1, TitleRequestedV1
from jobs.model import Job, Status
from jobs.postgres.rows import plain_queue
from jobs.postgres.unit_of_work import SqlJobUnits, SqlJobWork
from library.application.imports.ending import save_result
from library.application.imports.jobs import IMPORT_ID, REGISTRY
from library.application.imports.locking import locked
from library.application.imports.ports import JournalFacts
from library.domain.imports.applying.episodes import Episodes
from library.domain.imports.applying.requests import TitleRequest
from library.domain.imports.run import ImportRun
from library.infrastructure.imports.candidates import SqlCandidates
from library.infrastructure.imports.known import read_journal_facts
from library.infrastructure.imports.repository import SqlImports
from library.infrastructure.imports.row_store import SqlImportRows
from library.infrastructure.imports.tables import jobs, schedules
from library.infrastructure.metadata import SERVICE
from library.infrastructure.titles.seasons import read_episode_details
from library.infrastructure.unit_of_work import SqlUnitOfWork

QUEUE: Final = plain_queue(jobs, REGISTRY)


class SqlImportWork(SqlUnitOfWork, SqlJobWork[Job]):
    """The stores that an import needs."""

    def __init__(self, transaction: Transaction, clock: Clock) -> None:
        SqlUnitOfWork.__init__(self, transaction)
        SqlJobWork.__init__(self, transaction, QUEUE, schedules)
        self._connection = transaction.connection
        self._clock = clock
        self.imports = SqlImports(transaction.connection)
        self.import_rows = SqlImportRows(transaction.connection)
        self.candidates = SqlCandidates(transaction.connection)

    async def journal_facts(self, run: ImportRun, media_ids: Collection[UUID]) -> JournalFacts:
        """Read the plays, the keys of those that equal others, and the marks by hand, each in one query."""
        return await read_journal_facts(self._connection, run, media_ids)

    async def episodes(self, media_ids: Collection[UUID]) -> Mapping[UUID, Episodes]:
        """Read the episodes of shows in one query."""
        return await read_episode_details(self._connection, list(media_ids))

    async def request_titles(self, requests: Sequence[TitleRequest], now: datetime) -> None:
        """Write an event of each title into the outbox."""
        events = [TitleRequestedV1(**asdict(item), requested_at=now) for item in requests]
        await self._transaction.publish(*(encode(event, SERVICE) for event in events))

    async def publish_end(self, run: ImportRun, now: datetime) -> None:
        """Write the event into the outbox."""
        event = LibraryImportEndedV1(
            user_id=run.user_id,
            import_id=run.import_id,
            source=run.format,
            counts=dict(run.counts),
            failed=run.state == "failed",
            error_code=run.error_code,
            started_at=run.created_at,
            ended_at=now,
        )
        await self._transaction.publish(encode(event, SERVICE))

    async def job_changed(self, *changed: Job) -> None:
        """Store the failure of a job in its import."""
        for job in changed:
            if job.status is Status.FAILED:
                run = await locked(self, UUID(job.payload[IMPORT_ID]))
                if run is not None:
                    message = "the import failed for an unexpected reason: try it again"
                    now = self._clock.now()
                    await save_result(self, run.failed("UNEXPECTED", message, now), now)


class SqlImportUnits(SqlJobUnits[SqlImportWork]):
    """Opens units of work of imports."""

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        super().__init__(transactions, partial(SqlImportWork, clock=clock))
