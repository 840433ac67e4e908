"""The queue on the real Postgres: one job per key, the urgent first, the kinds in turn, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from chassis.messaging.outbox import Outbox
from chassis.messaging.transaction import Transactions
from chassis.runtime.clock import SystemClock
from chassis.storage.database import create_engine, is_infrastructure_failure
from ingestion.application.job_service import JobService, new_job, sync_job
from ingestion.application.ports.jobs import JobFilter
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.application.runner import Runner, RunnerSettings
from ingestion.domain.errors import JobOver, LeaseLost
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import Job, JobKind, Priority, Status, after_failure, after_loss, finish, give_up
from ingestion.domain.titles.facts import SOURCES, TitleKey
from ingestion.infrastructure.tables import outbox
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork

if TYPE_CHECKING:
    from devstack.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

LEASE = timedelta(seconds=30)


def now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


def _lease(job: Job) -> UUID:
    assert job.lease is not None
    return job.lease


def _movie(number: int) -> TitleKey:
    return TitleKey("movie", number)


@pytest_asyncio.fixture
async def units(create_database: CreateDatabase) -> AsyncIterator[UnitsOfWork]:
    """Open units of work on a fresh database."""
    url = (await create_database("ingestion")).app
    engine = create_engine(url, schema="ingestion", application_name="queue", pool_size=10, max_overflow=10)
    yield SqlUnitsOfWork(Transactions(engine, Outbox(outbox, schema="ingestion")))
    await engine.dispose()


@pytest.fixture
def desk(units: UnitsOfWork) -> JobService:
    """Give the desk of the queue."""
    return JobService(units, SystemClock(), lambda: None)


async def _claim(units: UnitsOfWork, free: int = 8, lease: timedelta = LEASE) -> list[Job]:
    async with units.begin() as unit:
        return await unit.jobs.claim(free, lease)


async def _add(units: UnitsOfWork, *jobs: Job) -> list[tuple[Job, bool]]:
    async with units.begin() as unit:
        return await unit.jobs.add(jobs)


async def test_a_title_has_one_job_however_many_ask(desk: JobService) -> None:
    first, second = uuid4(), uuid4()
    batches = await asyncio.gather(*(desk.sync([_movie(550)] * 3, user=user) for user in (first, second) * 5))
    assert len({job.id for batch in batches for job in batch}) == 1
    job = await desk.job(batches[0][0].id)
    assert set(job.requested_by) == {first, second}


async def test_a_person_makes_a_waiting_job_urgent(units: UnitsOfWork, desk: JobService) -> None:
    late = now() + timedelta(hours=1)
    await _add(units, sync_job(_movie(1), now(), priority=Priority.SNAPSHOT, run_at=late))
    [job] = await desk.sync([_movie(1)], user=uuid4(), force=True)
    assert (job.priority, job.payload) == (Priority.USER, {"force": True})
    assert [claimed.id for claimed in await _claim(units)] == [job.id]


async def test_a_person_does_not_break_into_a_wait_for_a_provider(units: UnitsOfWork, desk: JobService) -> None:
    [job] = await desk.sync([_movie(1)], user=None)
    [claimed] = await _claim(units)
    later = now() + timedelta(hours=1)
    async with units.begin() as unit:
        put_off = after_failure(claimed, SourceFailed("tmdb", Cause.QUOTA, "x", retry_at=later), now(), 0)
        await unit.jobs.save_held(put_off, _lease(claimed))
    [again] = await desk.sync([_movie(1)], user=uuid4())
    assert (again.id, again.run_at >= later) == (job.id, True)


async def test_the_urgent_come_first_and_the_kinds_take_turns(units: UnitsOfWork) -> None:
    at = now() - timedelta(minutes=1)
    movies = [sync_job(_movie(n), at, priority=Priority.REFRESH) for n in range(1, 21)]
    shows = [sync_job(TitleKey("show", n), at + timedelta(seconds=n), priority=Priority.REFRESH) for n in range(1, 4)]
    person = sync_job(_movie(99), at, priority=Priority.USER)
    snapshot = new_job(JobKind.SNAPSHOTS, at, dedup_key="s", priority=Priority.SNAPSHOT)
    await _add(units, *movies, *shows, person, snapshot)
    first = await _claim(units, 5)
    assert first[0].id == person.id
    kinds = [job.kind for job in first]
    assert kinds.count(JobKind.SYNC_SHOW) == 2
    assert JobKind.SNAPSHOTS not in kinds
    second = await _claim(units, 4)
    assert [job.kind for job in second].count(JobKind.SYNC_SHOW) == 1


async def test_who_has_waited_long_gains_on_others_but_never_on_a_person(units: UnitsOfWork) -> None:
    at = now()
    old = new_job(JobKind.SNAPSHOTS, at, dedup_key="s", priority=Priority.SNAPSHOT, run_at=at - timedelta(hours=1))
    await _add(
        units,
        old,
        sync_job(_movie(1), at, priority=Priority.REFRESH),
        sync_job(_movie(2), at, priority=Priority.USER),
    )
    order = [(await _claim(units, 1))[0].priority for _ in range(3)]
    assert order == [Priority.USER, Priority.SNAPSHOT, Priority.REFRESH]


async def test_who_has_waited_long_gains_on_its_own_kind_too(units: UnitsOfWork) -> None:
    at = now()
    old = sync_job(_movie(1), at, priority=Priority.REFRESH, run_at=at - timedelta(hours=2))
    await _add(units, old, *(sync_job(_movie(n), at, priority=Priority.TRACKED) for n in range(2, 42)))
    assert old.id in {job.id for job in await _claim(units, 8)}


async def test_two_claims_at_one_moment_keep_within_the_cap(units: UnitsOfWork) -> None:
    def episodes(number: int, priority: Priority) -> Job:
        return new_job(JobKind.EPISODE_SYNC, now(), dedup_key=f"e{number}", priority=priority)

    await _add(units, *(episodes(n, Priority.REFRESH) for n in range(4)))
    async with units.begin() as first:
        assert len(await first.jobs.claim(8, LEASE)) == 2
        await _add(units, *(episodes(n, Priority.TRACKED) for n in range(4, 8)))
        second = asyncio.create_task(_claim(units))
        await asyncio.sleep(0.1)
    assert await second == []


async def test_only_one_walk_over_all_titles_runs_at_once(units: UnitsOfWork) -> None:
    at = now()
    await _add(
        units, *(new_job(JobKind.SNAPSHOTS, at, dedup_key=f"s{n}", priority=Priority.SNAPSHOT) for n in range(3))
    )
    assert len(await _claim(units)) == 1
    assert await _claim(units) == []


async def test_no_job_is_claimed_twice_by_many_workers(units: UnitsOfWork) -> None:
    await _add(units, *(sync_job(_movie(n), now(), priority=Priority.REFRESH) for n in range(1, 101)))
    claimed: list[UUID] = []

    async def work() -> None:
        while jobs := await _claim(units, 7):
            claimed.extend(job.id for job in jobs)

    await asyncio.gather(*(work() for _ in range(8)))
    while jobs := await _claim(units, 7):
        claimed.extend(job.id for job in jobs)
    assert len(claimed) == len(set(claimed)) == 100


async def test_who_lost_the_lease_can_keep_nothing(units: UnitsOfWork, desk: JobService) -> None:
    await desk.sync([_movie(1)], user=None)
    [job] = await _claim(units, lease=timedelta(milliseconds=1))
    await asyncio.sleep(0.01)
    async with units.begin() as unit:
        [lost] = await unit.jobs.lost()
        await unit.jobs.save(after_loss(lost, now()))
    [taken] = await _claim(units)
    assert (taken.id, taken.lost) == (job.id, 1)
    async with units.begin() as unit:
        with pytest.raises(LeaseLost):
            await unit.jobs.save_held(finish(job, now()), _lease(job))


async def test_what_others_change_while_a_job_runs_stays(units: UnitsOfWork, desk: JobService) -> None:
    first, second = uuid4(), uuid4()
    async with units.begin() as unit:
        await unit.jobs.add([sync_job(_movie(1), now(), priority=Priority.REFRESH, requested_by=first)])
    [job] = await _claim(units, lease=timedelta(0))
    await desk.sync([_movie(1)], user=second)

    async with units.begin() as unit:
        await unit.jobs.save_held(replace(job, done=1), _lease(job))
    async with units.begin() as unit:
        [lost] = await unit.jobs.lost()
        assert (lost.id, lost.done) == (job.id, 1), "a checkpoint does not take the lease's end away"
    async with units.begin() as unit:
        await unit.jobs.save_held(finish(job, now()), _lease(job))

    ended = await desk.job(job.id)
    assert set(ended.requested_by) == {first, second}
    assert ended.priority is Priority.USER


async def test_a_job_can_be_cancelled_and_retried_with_its_checkpoint(units: UnitsOfWork, desk: JobService) -> None:
    [job] = await desk.sync([_movie(1)], user=None)
    [claimed] = await _claim(units)
    run = Run(claimed, SystemClock())
    async with units.begin() as unit:
        await run.checkpoint(unit, {"page": 3}, done=3, total=5)
    assert (await desk.cancel(job.id)).status is Status.CANCELLED
    with pytest.raises(JobOver):
        await desk.cancel(job.id)
    async with units.begin() as unit:
        with pytest.raises(LeaseLost):
            await run.finish(unit)
    again = await desk.retry(job.id)
    assert (again.id, again.status, again.checkpoint, again.done) == (job.id, Status.QUEUED, {"page": 3}, 3)
    assert [each.id for each in await _claim(units)] == [job.id]


async def test_a_retry_gives_the_job_that_does_the_work_already(units: UnitsOfWork, desk: JobService) -> None:
    [job] = await desk.sync([_movie(1)], user=None)
    await desk.cancel(job.id)
    [other] = await desk.sync([_movie(1)], user=None)
    assert (await desk.retry(job.id)).id == other.id != job.id


async def test_a_retry_gives_a_job_that_comes_to_life_at_the_same_moment(units: UnitsOfWork, desk: JobService) -> None:
    [job] = await desk.sync([_movie(1)], user=None)
    await desk.cancel(job.id)
    retried, [synced] = await asyncio.gather(desk.retry(job.id), desk.sync([_movie(1)], user=None))
    assert retried.id == synced.id


class _Work:
    """A handler that does what a test says."""

    def __init__(self) -> None:
        self.runs: list[UUID] = []
        self.started = asyncio.Event()
        self.failures: list[Exception] = []
        self.hang = False

    async def __call__(self, run: Run) -> None:
        self.runs.append(run.job.id)
        self.started.set()
        if self.hang:
            await asyncio.sleep(60)
        if self.failures:
            raise self.failures.pop(0)


Working = tuple[_Work, Runner]


@pytest_asyncio.fixture
async def work(units: UnitsOfWork) -> AsyncIterator[Working]:
    """Run a worker whose jobs do what a test says."""
    handler = _Work()
    settings = RunnerSettings(concurrency=4, lease=timedelta(seconds=0.6), idle_seconds=0.02, grace_seconds=0.2)
    runner = Runner(units, dict.fromkeys(JobKind, handler), SystemClock(), is_infrastructure_failure, settings, SOURCES)
    task = asyncio.create_task(runner.run())
    yield handler, runner
    await runner.stop()
    await task


async def _until(desk: JobService, job_id: UUID, *statuses: Status, seconds: float = 8.0) -> Job:
    async with asyncio.timeout(seconds):
        while True:
            job = await desk.job(job_id)
            if job.status in statuses:
                return job
            await asyncio.sleep(0.02)


async def test_an_unexpected_failure_is_tried_again_and_a_lasting_one_fails(desk: JobService, work: Working) -> None:
    handler, _ = work
    handler.failures = [SourceFailed("tmdb", Cause.NOT_FOUND, "status 404")]
    [job] = await desk.sync([_movie(1)], user=None)
    failed = await _until(desk, job.id, Status.FAILED)
    assert (failed.attempts, failed.reason_code) == (1, "not_found")
    handler.failures = [SourceFailed("tmdb", Cause.SERVER, "status 500")]
    [job] = await desk.sync([_movie(2)], user=None)
    done = await _until(desk, job.id, Status.READY)
    assert (done.attempts, len(handler.runs)) == (1, 3)


async def test_an_outage_of_our_own_burns_no_attempt(desk: JobService, work: Working) -> None:
    handler, _ = work
    handler.failures = [ConnectionResetError("database went away")]
    [job] = await desk.sync([_movie(1)], user=None)
    await asyncio.wait_for(handler.started.wait(), 5)
    await asyncio.sleep(0.2)
    put_off = await desk.job(job.id)
    assert (put_off.status, put_off.attempts, put_off.reason_code) == (Status.QUEUED, 0, "put_off")


async def test_a_running_job_that_is_cancelled_stops_within_a_heartbeat(desk: JobService, work: Working) -> None:
    handler, runner = work
    handler.hang = True
    [job] = await desk.sync([_movie(1)], user=None)
    await asyncio.wait_for(handler.started.wait(), 5)
    await desk.cancel(job.id)
    async with asyncio.timeout(5):
        await asyncio.gather(*runner._running.values(), return_exceptions=True)
    assert (await desk.job(job.id)).status is Status.CANCELLED


async def test_a_long_job_keeps_its_lease(desk: JobService, work: Working) -> None:
    handler, _ = work
    handler.hang = True
    [job] = await desk.sync([_movie(1)], user=None)
    await asyncio.wait_for(handler.started.wait(), 5)
    await asyncio.sleep(1.5)
    assert len(handler.runs) == 1
    assert (await desk.job(job.id)).status is Status.PROCESSING


async def test_a_dead_workers_job_is_taken_up(units: UnitsOfWork, desk: JobService, work: Working) -> None:
    handler, _ = work
    async with units.begin() as unit:
        await unit.jobs.add([sync_job(_movie(1), now(), priority=Priority.REFRESH)])
        [dead] = await unit.jobs.claim(1, timedelta(milliseconds=1))
    done = await _until(desk, dead.id, Status.READY)
    assert (done.lost, handler.runs) == (1, [dead.id])


async def test_a_worker_that_stops_gives_its_jobs_back(desk: JobService, work: Working) -> None:
    handler, runner = work
    handler.hang = True
    [job] = await desk.sync([_movie(1)], user=None)
    await asyncio.wait_for(handler.started.wait(), 5)
    await runner.stop()
    back = await _until(desk, job.id, Status.QUEUED)
    assert (back.attempts, back.lost, back.reason) == (0, 0, "the worker stopped")


async def test_lists_of_jobs_are_filtered_and_counted(units: UnitsOfWork, desk: JobService) -> None:
    await desk.sync([_movie(n) for n in range(1, 6)], user=None)
    await desk.start(JobKind.TRENDING, {"pages": 1})
    found, total = await desk.jobs(JobFilter(kinds=(JobKind.SYNC_MOVIE,), limit=2))
    assert (len(found), total) == (2, 5)
    assert (await desk.jobs(JobFilter(statuses=(Status.FAILED,))))[1] == 0
    _, deduped = await desk.start(JobKind.TRENDING, {"pages": 1})
    assert deduped is False


async def test_old_jobs_are_deleted_by_how_they_ended(units: UnitsOfWork, desk: JobService) -> None:
    await desk.sync([_movie(n) for n in (1, 2, 3)], user=None)
    ready, failed, unknown = await _claim(units)
    await _add(units, sync_job(_movie(4), now(), priority=Priority.REFRESH, parent=ready.id))
    [row] = await _claim(units)
    at = now()
    async with units.begin() as unit:
        await unit.jobs.save_held(finish(ready, at), _lease(ready))
        await unit.jobs.save_held(give_up(failed, "server", "y", at), _lease(failed))
        await unit.jobs.save_held(give_up(unknown, "not_found", "y", at), _lease(unknown))
        await unit.jobs.save_held(give_up(row, "not_found", "y", at), _lease(row))
    after, before = at + timedelta(seconds=1), at - timedelta(seconds=1)
    left = {ready.id, failed.id, unknown.id, row.id}
    for bounds, deleted in (((before,) * 3, set()), ((before, before, after), {unknown.id})):
        left -= deleted
        async with units.begin() as unit:
            assert await unit.jobs.prune(*bounds) == len(deleted)
        assert {job.id for job in (await desk.jobs(JobFilter()))[0]} == left
    async with units.begin() as unit:
        assert await unit.jobs.prune(after, before, before) == 1
        assert await unit.jobs.prune(before, after, before) == 2
    assert (await desk.jobs(JobFilter()))[1] == 0
