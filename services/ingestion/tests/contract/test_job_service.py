"""Requests for jobs, in memory and on Postgres: joined, cancelled and retried."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import pytest_asyncio
from services.ingestion.tests.fakes import InMemoryUnits

from chassis.messaging.outbox import Outbox
from chassis.messaging.transaction import Transactions
from chassis.runtime.clock import SystemClock
from chassis.storage.database import create_engine
from ingestion.application.job_factory import sync_job
from ingestion.application.job_service import JobService
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.job_rules import REGISTRY
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.tables import outbox
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork
from jobs.errors import JobEnded, JobNotFound, LeaseLost
from jobs.model import Status
from jobs.ports import JobFilter

if TYPE_CHECKING:
    from devstack.testing.pytest_plugin import CreateDatabase

LEASE = timedelta(seconds=30)


def now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)


def _movie(number: int) -> TitleKey:
    return TitleKey("movie", number)


@pytest_asyncio.fixture
async def postgres_units(create_database: CreateDatabase) -> AsyncIterator[UnitsOfWork]:
    """Open units of work on a fresh database."""
    url = (await create_database("ingestion")).app
    engine = create_engine(url, schema="ingestion", application_name="queue", pool_size=10, max_overflow=10)
    yield SqlUnitsOfWork(Transactions(engine, Outbox(outbox, schema="ingestion")))
    await engine.dispose()


@pytest.fixture
def memory_units() -> InMemoryUnits:
    """Open units of work in memory."""
    return InMemoryUnits(SystemClock())


@pytest.fixture(
    params=[
        pytest.param("memory_units", marks=pytest.mark.unit),
        pytest.param("postgres_units", marks=pytest.mark.integration),
    ]
)
def units(request: pytest.FixtureRequest) -> UnitsOfWork:
    """Open units of work, in memory and on Postgres."""
    implementation: UnitsOfWork = request.getfixturevalue(request.param)
    return implementation


@pytest.fixture
def service(units: UnitsOfWork) -> JobService:
    """Return the service under test."""
    return JobService(units, SystemClock(), lambda: None)


async def _claim(units: UnitsOfWork) -> list[Job]:
    async with units.begin() as work:
        return await work.jobs.claim(8, LEASE)


async def test_title_has_one_job_however_many_users_request_it(service: JobService) -> None:
    first, second = uuid4(), uuid4()
    batches = await asyncio.gather(*(service.sync([_movie(550)] * 3, user=user) for user in (first, second) * 5))
    assert len({job.id for batch in batches for job in batch}) == 1
    job = await service.job(batches[0][0].id)
    assert set(job.requested_by) == {first, second}


async def test_request_of_a_user_makes_a_waiting_job_urgent(units: UnitsOfWork, service: JobService) -> None:
    late = now() + timedelta(hours=1)
    async with units.begin() as work:
        await work.jobs.add([sync_job(_movie(1), now(), priority=Priority.SNAPSHOT, run_at=late)])
    [job] = await service.sync([_movie(1)], user=uuid4(), force=True)
    assert (job.priority, job.payload, job.title) == (Priority.USER, {"force": True}, _movie(1))
    assert [claimed.id for claimed in await _claim(units)] == [job.id]


async def test_cancelled_job_is_retried_from_its_checkpoint(units: UnitsOfWork, service: JobService) -> None:
    [job] = await service.sync([_movie(1)], user=None)
    [claimed] = await _claim(units)
    run = Run(claimed, SystemClock(), REGISTRY)
    async with units.begin() as work:
        await run.checkpoint(work, {"page": 3}, done=3, total=5)
    assert (await service.cancel(job.id)).status is Status.CANCELLED
    with pytest.raises(JobEnded):
        await service.cancel(job.id)
    with pytest.raises(LeaseLost):
        async with units.begin() as work:
            await run.finish(work)
    again = await service.retry(job.id)
    assert (again.id, again.status, again.checkpoint, again.done) == (job.id, Status.QUEUED, {"page": 3}, 3)
    assert [claimed.id for claimed in await _claim(units)] == [job.id]


async def test_retry_returns_the_active_job_of_the_same_title(service: JobService) -> None:
    [job] = await service.sync([_movie(1)], user=None)
    await service.cancel(job.id)
    [other] = await service.sync([_movie(1)], user=None)
    assert (await service.retry(job.id)).id == other.id != job.id


async def test_retry_and_request_at_the_same_moment_are_one_job(service: JobService) -> None:
    [job] = await service.sync([_movie(1)], user=None)
    await service.cancel(job.id)
    retried, [synced] = await asyncio.gather(service.retry(job.id), service.sync([_movie(1)], user=None))
    assert retried.id == synced.id


async def test_jobs_are_listed_by_kind_status_and_title(service: JobService) -> None:
    await service.sync([_movie(number) for number in range(1, 6)], user=None)
    await service.start(JobKind.TRENDING, {"pages": 1})
    page, total = await service.jobs(JobFilter(kinds=(JobKind.SYNC_MOVIE,), limit=2))
    assert (len(page), total) == (2, 5)
    assert (await service.jobs(JobFilter(statuses=(Status.FAILED,))))[1] == 0
    [job], _ = await service.jobs(JobFilter(fields={"title": _movie(3)}))
    assert job.title == _movie(3)
    _, new = await service.start(JobKind.TRENDING, {"pages": 1})
    assert new is False
    with pytest.raises(JobNotFound):
        await service.job(uuid4())
