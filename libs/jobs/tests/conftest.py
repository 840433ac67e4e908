"""One suite for every implementation of the queue: each test of `contract` runs in memory and on Postgres."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import Column, Row, Text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.messaging.transaction import Transaction, Transactions
from chassis.runtime.clock import SystemClock
from chassis.storage.database import create_engine
from chassis.storage.database import metadata as new_metadata
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls
from jobs.model import Job
from jobs.ports import JobWork, Wake
from jobs.postgres.rows import Queue
from jobs.postgres.tables import job_table, lock_table, schedule_table, statements
from jobs.postgres.unit_of_work import SqlJobUnits, SqlJobWork
from jobs.registry import JobRegistry, JobSpec, Retention
from jobs.testing.memory import MemoryQueue

SCHEMA = "reports"
LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Job):
    """A job of the suite, with a field of its own."""

    subject: str | None = None


REGISTRY = JobRegistry(
    specs=(
        JobSpec("page", 1000),
        JobSpec("book", 1000),
        JobSpec("export", 2),
        JobSpec("census", 1),
        JobSpec("batch", 1, composite=True),
    ),
    priorities=(0, 1, 2, 3),
    rerun_flags=frozenset({"force"}),
    retention=Retention(by_reason={"not_found": timedelta(days=2)}),
)

metadata = new_metadata()
table = job_table(metadata, Column("subject", Text))
schedules = schedule_table(metadata)
locks = lock_table(metadata)


def _create(common: dict[str, Any], row: Row[Any]) -> Report:
    return Report(**common, subject=row.subject)


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    return dict(fields)


QUEUE = Queue(table, REGISTRY, _create, fields=("subject",), to_columns=_columns)


class PostgresWork(SqlJobWork[Report]):
    """The queue in one transaction, without events."""

    def __init__(self, transaction: Transaction, published: list[Report], wake: Wake) -> None:
        super().__init__(transaction, QUEUE, schedules, wake)
        self._published = published
        self.changed: list[Report] = []

    async def job_changed(self, *jobs: Report) -> None:
        self.changed += jobs

    def committed(self) -> None:
        self._published += self.changed
        super().committed()


class Units(Protocol):
    """The unit of work of an implementation, and the jobs whose changes it has published."""

    published: list[Report]

    def begin(self) -> AbstractAsyncContextManager[JobWork[Report]]: ...

    async def jobs_are_due(self) -> bool: ...


class PostgresUnits(SqlJobUnits[PostgresWork]):
    """Units of work on Postgres."""

    metadata = metadata
    registry = REGISTRY

    def __init__(self, engine: AsyncEngine, wake: Wake = lambda: None) -> None:
        super().__init__(Transactions(engine), lambda transaction: PostgresWork(transaction, self.published, wake))
        self.engine = engine
        self.published: list[Report] = []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database(create_database: CreateDatabase) -> DatabaseUrls:
    """Return a database with the tables of the queue, as a service's migration creates them."""
    urls = await create_database(SCHEMA, migrate=False)
    owner = await asyncpg.connect(urls.owner, server_settings={"search_path": SCHEMA})
    await owner.execute(";".join((*statements(), "alter table jobs add column subject text")))
    await owner.close()
    return urls


@pytest_asyncio.fixture
async def postgres_units(database: DatabaseUrls) -> AsyncIterator[PostgresUnits]:
    """Units of work on that database, its tables empty."""
    owner = await asyncpg.connect(database.owner, server_settings={"search_path": SCHEMA})
    await owner.execute("truncate jobs, schedules")
    await owner.close()
    engine = create_engine(database.app, schema=SCHEMA, application_name="reports", pool_size=10, max_overflow=10)
    yield PostgresUnits(engine)
    await engine.dispose()


@pytest.fixture
def memory_units() -> MemoryQueue[Report]:
    """Return an empty queue in memory."""
    return MemoryQueue[Report](REGISTRY, SystemClock())


@pytest.fixture(
    params=[
        pytest.param("memory_units", marks=pytest.mark.unit),
        pytest.param("postgres_units", marks=pytest.mark.integration),
    ]
)
def units(request: pytest.FixtureRequest) -> Units:
    """Return the queue, in memory and on Postgres."""
    implementation: Units = request.getfixturevalue(request.param)
    return implementation


MakeJob = Callable[..., Report]
ClaimJobs = Callable[..., Any]
AddJobs = Callable[..., Any]


@pytest.fixture
def make_job() -> MakeJob:
    """Make a job that is due: `make_job("page", subject="a", priority=2)`."""

    def make(kind: str = "page", *, subject: str = "a", priority: int = 2, **more: Any) -> Report:
        now = datetime.now(UTC)
        values = {"created_at": now, "updated_at": now, "run_at": now - timedelta(seconds=1), **more}
        return Report(
            id=uuid4(), kind=kind, priority=priority, dedup_key=f"{kind}:{subject}", subject=subject, **values
        )

    return make


@pytest.fixture
def add(units: Units) -> AddJobs:
    """Queue jobs in a unit of work of their own, and return each stored job and whether it is new."""

    async def add_jobs(*jobs: Report) -> list[tuple[Report, bool]]:
        async with units.begin() as work:
            return await work.jobs.add(jobs)

    return add_jobs


@pytest.fixture
def claim(units: Units) -> ClaimJobs:
    """Claim up to `free` jobs in a unit of work of their own."""

    async def claim_jobs(free: int = 8, lease: timedelta = LEASE) -> list[Report]:
        async with units.begin() as work:
            return await work.jobs.claim(free, lease)

    return claim_jobs
