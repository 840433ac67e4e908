"""The unit of work on the transaction and the outbox of the chassis."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import and_, select

from chassis.messaging.transaction import Transaction, Transactions
from contracts.event import WireMessage
from ingestion.application.external.ports import DeletedLists
from ingestion.domain.events import DomainEvent, JobStateChanged
from ingestion.domain.jobs import Job, is_awaited
from ingestion.infrastructure.events.external_lists import tombstones
from ingestion.infrastructure.events.mapping import SOURCE, messages
from ingestion.infrastructure.jobs import QUEUE
from ingestion.infrastructure.repositories.erasure import SqlErasedUsers
from ingestion.infrastructure.repositories.external_lists import SqlExternalLists
from ingestion.infrastructure.repositories.followers import SqlInterests, SqlShares, SqlSlugs
from ingestion.infrastructure.repositories.list_followers import SqlListFollowers
from ingestion.infrastructure.repositories.lists import SqlCursors, SqlLists
from ingestion.infrastructure.repositories.seasons import SqlSeasons
from ingestion.infrastructure.repositories.statistics import SqlStatistics
from ingestion.infrastructure.repositories.titles import SqlTitles
from ingestion.infrastructure.tables import jobs as jobs_table
from ingestion.infrastructure.tables import schedules, titles
from jobs.model import ACTIVE
from jobs.postgres.unit_of_work import SqlJobUnits, SqlJobWork


class SqlUnitOfWork(SqlJobWork[Job]):
    """The repositories of one transaction, and the events that it publishes."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, QUEUE, schedules)
        connection = transaction.connection
        self.titles = SqlTitles(connection)
        self.statistics = SqlStatistics(connection)
        self.seasons = SqlSeasons(connection)
        self.lists = SqlLists(connection)
        self.cursors = SqlCursors(connection)
        self.interests = SqlInterests(connection)
        self.erased_users = SqlErasedUsers(connection)
        self.shares = SqlShares(connection)
        self.slugs = SqlSlugs(connection)
        self.external_lists = SqlExternalLists(connection)
        self.list_followers = SqlListFollowers(connection)
        self._messages: list[WireMessage] = []
        self._wakes = False

    async def publish(self, *events: DomainEvent) -> None:
        """Publish events when this transaction commits; all are written into the outbox at once.

        Raise pydantic's ValidationError for an event that does not fit its contract.
        """
        self._messages += messages(events)
        self._wakes = self._wakes or not all(map(_is_progress, events))

    async def remove_events(self, deleted: DeletedLists) -> None:
        """Publish tombstones when this transaction commits."""
        self._messages += tombstones(deleted, SOURCE)

    async def job_changed(self, *jobs: Job) -> None:
        """Publish the new state of jobs when this transaction commits.

        The end of an import that users wait for names those who have joined it meanwhile, too, and its title.
        """
        ended = [job.id for job in jobs if job.status not in ACTIVE and job.requested_by and is_awaited(job)]
        awaited = await self._awaited(ended)
        await self.publish(
            *(
                JobStateChanged(replace(job, requested_by=awaited[job.id][0]), awaited[job.id][1])
                if job.id in awaited
                else JobStateChanged(job)
                for job in jobs
            )
        )

    async def _awaited(self, job_ids: Sequence[UUID]) -> Mapping[UUID, tuple[tuple[UUID, ...], str | None]]:
        """Return who waits for jobs now, as others may have joined since a worker took the job; and for which title."""
        if not job_ids:
            return {}
        title = and_(titles.c.kind == jobs_table.c.title_kind, titles.c.tmdb_id == jobs_table.c.tmdb_id)
        query = (
            select(jobs_table.c.id, jobs_table.c.requested_by, titles.c.merged["facts"]["title"].astext.label("title"))
            .select_from(jobs_table.outerjoin(titles, title))
            .where(jobs_table.c.id.in_(job_ids))
        )
        rows = await self._transaction.connection.execute(query)
        return {row.id: (tuple(row.requested_by), row.title) for row in rows}

    async def flush(self) -> None:
        """Write the published events into the outbox; only for a transaction that the caller commits.

        That jobs wait or run wakes no relay: it leaves with what they do, or within a second.
        """
        batch, self._messages = self._messages, []
        wakes, self._wakes = self._wakes, False
        await self._transaction.publish(*batch, wake=wakes)


def _is_progress(event: DomainEvent) -> bool:
    """Return whether an event states that a job waits or runs, as opposed to how it ended or what it found."""
    return isinstance(event, JobStateChanged) and event.job.status in ACTIVE


class SqlUnitsOfWork(SqlJobUnits[SqlUnitOfWork]):
    """Opens units of work, and connections for queries."""

    def __init__(self, transactions: Transactions) -> None:
        super().__init__(transactions, SqlUnitOfWork)
