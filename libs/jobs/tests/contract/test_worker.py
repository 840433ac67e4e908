"""The runner and the scheduler; in memory and on Postgres."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from chassis.runtime.clock import SystemClock
from chassis.testing.clock import FixedClock
from jobs.errors import ScheduleNotFound
from jobs.model import ACTIVE, Status, cancel
from jobs.ports import JobFilter, JobWork
from jobs.registry import JobRegistry, JobSpec
from jobs.retries import FailureRules, Retry, RetryPolicy, Verdict, classify
from jobs.run import Run
from jobs.schedule_service import ScheduleService
from jobs.schedules import Schedule
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.scheduler import Scheduler
from jobs.worker.wakeup import Wakeup

if TYPE_CHECKING:
    from libs.jobs.tests.conftest import AddJobs, ClaimJobs, MakeJob, Report, Units

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class NotThere(Exception):
    """A failure that is not worth a second attempt."""


def _classify(failure: Exception, now: datetime) -> Verdict:
    if isinstance(failure, NotThere):
        return Retry("not_there", RetryPolicy(tries=1, base=0, cap=0))
    if isinstance(failure, RuntimeError):
        return Retry("bug", RetryPolicy(tries=3, base=0, cap=0))
    return classify(failure, now)


REGISTRY = JobRegistry(
    specs=(JobSpec("page", 1000), JobSpec("census")), priorities=(0, 1, 2, 3), failures=FailureRules(classify=_classify)
)


def _is_outage(failure: BaseException) -> bool:
    return isinstance(failure, ConnectionError)


class Worker:
    """A runner whose jobs do what a test says."""

    def __init__(self, units: Units, lease: timedelta = timedelta(seconds=0.6)) -> None:
        self.runs: list[UUID] = []
        self.started = asyncio.Event()
        self.failures: list[Exception] = []
        self.hangs = False
        settings = RunnerSettings(concurrency=4, lease=lease, idle_seconds=0.02, grace_seconds=0.1)
        handlers = {"page": self._handle, "census": self._handle}
        self.runner = Runner(units, REGISTRY, handlers, SystemClock(), _is_outage, Wakeup(), settings)

    async def _handle(self, run: Run[Report]) -> None:
        self.runs.append(run.job.id)
        self.started.set()
        if self.hangs:
            await asyncio.sleep(60)
        if self.failures:
            raise self.failures.pop(0)


@pytest_asyncio.fixture
async def worker(units: Units) -> AsyncIterator[Worker]:
    """Run a worker until the test ends."""
    worker = Worker(units)
    task = asyncio.create_task(worker.runner.run())
    yield worker
    await worker.runner.stop()
    await task


async def _until(units: Units, job_id: UUID, *statuses: Status) -> Report:
    async with asyncio.timeout(15):
        while True:
            async with units.begin() as work:
                job = await work.jobs.get(job_id)
            if job is not None and job.status in statuses:
                return job
            await asyncio.sleep(0.01)


async def _started(worker: Worker, add: AddJobs, job: Report) -> UUID:
    [(stored, _)] = await add(job)
    async with asyncio.timeout(15):
        await worker.started.wait()
    job_id: UUID = stored.id
    return job_id


async def test_failed_run_is_repeated_and_a_permanent_failure_is_not(
    worker: Worker, units: Units, add: AddJobs, make_job: MakeJob
) -> None:
    worker.failures = [NotThere("gone")]
    [(job, _)] = await add(make_job(requested_by=(uuid4(),)))
    failed = await _until(units, job.id, Status.FAILED)
    assert (failed.attempts, failed.reason_code, failed.reason) == (1, "not_there", "gone")
    assert [published.status for published in units.published] == [Status.PROCESSING, Status.FAILED]
    worker.failures = [RuntimeError("bug")]
    [(job, _)] = await add(make_job())
    ready = await _until(units, job.id, Status.READY)
    assert (ready.attempts, len(worker.runs)) == (1, 3)


class Watched:
    """Units of work that count how often a worker looks for due jobs, and how often it opens one."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self.published = units.published
        self.looked = self.begun = 0
        self.looked_often = asyncio.Event()

    def begin(self) -> AbstractAsyncContextManager[JobWork[Report]]:
        self.begun += 1
        return self._units.begin()

    async def jobs_are_due(self) -> bool:
        self.looked += 1
        if self.looked == 3:
            self.looked_often.set()
        return await self._units.jobs_are_due()


async def test_worker_without_work_looks_and_claims_nothing_until_another_process_queues_a_job(
    units: Units, add: AddJobs, make_job: MakeJob
) -> None:
    watched = Watched(units)
    worker = Worker(watched, lease=timedelta(minutes=1))
    task = asyncio.create_task(worker.runner.run())
    async with asyncio.timeout(15):
        await watched.looked_often.wait()
    assert watched.begun == 1, "the claim at the start alone"
    [(job, _)] = await add(make_job())
    await _until(units, job.id, Status.READY)
    await worker.runner.stop()
    await task


async def test_outage_of_the_infrastructure_uses_up_no_attempt(
    worker: Worker, units: Units, add: AddJobs, make_job: MakeJob
) -> None:
    worker.failures = [ConnectionResetError("database went away")]
    job_id = await _started(worker, add, make_job())
    deferred = await _until(units, job_id, Status.QUEUED)
    assert (deferred.attempts, deferred.reason_code) == (0, "put_off")


async def test_cancelled_job_stops_within_a_heartbeat(
    worker: Worker, units: Units, add: AddJobs, make_job: MakeJob
) -> None:
    worker.hangs = True
    job_id = await _started(worker, add, make_job())
    running = list(worker.runner._running.values())
    async with units.begin() as work:
        job = await work.jobs.get(job_id)
        assert job is not None
        await work.jobs.save(cancel(job, datetime.now(UTC)))
    async with asyncio.timeout(15):
        await asyncio.gather(*running, return_exceptions=True)
    assert (await _until(units, job_id, Status.CANCELLED)).lease is None


async def test_long_job_keeps_its_lease(worker: Worker, units: Units, add: AddJobs, make_job: MakeJob) -> None:
    worker.hangs = True
    job_id = await _started(worker, add, make_job())
    await asyncio.sleep(1.3)
    assert worker.runs == [job_id]
    assert (await _until(units, job_id, Status.PROCESSING)).lost == 0


async def test_job_of_a_dead_worker_is_recovered(worker: Worker, units: Units, make_job: MakeJob) -> None:
    async with units.begin() as work:
        await work.jobs.add([make_job()])
        [dead] = await work.jobs.claim(1, timedelta(milliseconds=1))
    ready = await _until(units, dead.id, Status.READY)
    assert (ready.lost, worker.runs) == (1, [dead.id])


async def test_worker_that_stops_gives_its_jobs_back(
    worker: Worker, units: Units, add: AddJobs, make_job: MakeJob
) -> None:
    worker.hangs = True
    job_id = await _started(worker, add, make_job())
    await worker.runner.stop()
    back = await _until(units, job_id, Status.QUEUED)
    assert (back.attempts, back.lost, back.reason) == (0, 0, "the worker stopped")


@pytest.mark.unit
def test_kind_without_a_handler_is_rejected(memory_units: Units) -> None:
    settings = RunnerSettings()
    with pytest.raises(ValueError, match="no handler for jobs of kind census, page"):
        Runner(memory_units, REGISTRY, {}, SystemClock(), _is_outage, Wakeup(), settings)


DEFAULTS = (
    Schedule(name="hourly", kind="census", cron="0 * * * *", description="x", priority=3, payload={"all": True}),
    Schedule(name="daily", kind="page", cron="0 6 * * *", description="x", priority=2),
)


@pytest.fixture
def create_job(make_job: MakeJob) -> Any:
    """Make the job of a schedule's run."""

    def create(schedule: Schedule, now: datetime, run_for: datetime, user: UUID | None) -> Report:
        requested_by = (user,) if user else ()
        return make_job(
            schedule.kind,
            priority=schedule.priority,
            run_at=now,
            payload={**schedule.payload, "runFor": run_for.isoformat()},
            requested_by=requested_by,
        )

    return create


async def test_due_schedule_runs_once_over_all_workers(units: Units, create_job: Any) -> None:
    clock, woken = FixedClock(NOON + timedelta(minutes=20)), []
    workers = [Scheduler(units, clock, lambda: woken.append(1), _is_outage, create_job, DEFAULTS) for _ in range(3)]
    for scheduler in workers:
        await scheduler._ensure()
    assert sum(await asyncio.gather(*(scheduler.check() for scheduler in workers))) == 0
    clock.instant = NOON + timedelta(minutes=61)
    assert sum(await asyncio.gather(*(scheduler.check() for scheduler in workers))) == len(woken) == 1
    async with units.begin() as work:
        [job], _ = await work.jobs.find(JobFilter())
    assert (job.kind, job.priority) == ("census", 3)
    assert job.payload == {"all": True, "runFor": (NOON + timedelta(hours=1)).isoformat()}


async def test_schedule_of_another_version_is_left_to_its_workers(units: Units, create_job: Any) -> None:
    newer = replace(DEFAULTS[0], name="newer", kind="page")
    clock = FixedClock(NOON + timedelta(minutes=20))
    scheduler = Scheduler(units, clock, lambda: None, _is_outage, create_job, DEFAULTS[:1])
    async with units.begin() as work:
        await work.schedules.ensure([replace(newer, next_run_at=NOON), replace(DEFAULTS[0], next_run_at=NOON)])
    assert await scheduler.check() == 1
    async with units.begin() as work:
        jobs, _ = await work.jobs.find(JobFilter())
        assert [job.kind for job in jobs] == ["census"]
        assert [schedule.name for schedule in await work.schedules.due(clock.now())] == ["newer"]
    newest = Scheduler(units, clock, lambda: None, _is_outage, create_job, DEFAULTS)
    assert await newest.check() == 1


async def test_changed_schedule_survives_a_restart(units: Units, create_job: Any) -> None:
    clock = FixedClock(NOON)
    scheduler = Scheduler(units, clock, lambda: None, _is_outage, create_job, DEFAULTS)
    service = ScheduleService(units, clock, lambda: None, create_job)
    await scheduler._ensure()
    changed = await service.change("daily", cron="0 0 * * *", enabled=False)
    assert changed.next_run_at == datetime(2026, 11, 22, tzinfo=UTC)
    await scheduler._ensure()
    assert [(schedule.name, schedule.cron, schedule.enabled) for schedule in await service.all()] == [
        ("daily", "0 0 * * *", False),
        ("hourly", "0 * * * *", True),
    ]
    with pytest.raises(ScheduleNotFound):
        await service.change("nothing", enabled=True)


async def test_schedule_runs_on_request_and_keeps_its_plan(units: Units, create_job: Any) -> None:
    service = ScheduleService(units, FixedClock(NOON), lambda: None, create_job)
    async with units.begin() as work:
        await work.schedules.ensure(DEFAULTS)
    before, user = await service.all(), uuid4()
    (job, new), (again, joined) = [await service.run("hourly", user=user) for _ in range(2)]
    assert (new, joined, job.id, job.status in ACTIVE) == (True, False, again.id, True)
    assert (await service.all(), [published.id for published in units.published]) == (before, [job.id])
    with pytest.raises(ScheduleNotFound):
        await service.run("nothing", user=user)


async def test_claim_is_not_lost_when_its_commit_is_not_confirmed(
    units: Units, add: AddJobs, claim: ClaimJobs, make_job: MakeJob
) -> None:
    [(job, _)] = await add(make_job())
    worker = Worker(units)
    worker.runner._unconfirmed = await claim()
    task = asyncio.create_task(worker.runner.run())
    assert (await _until(units, job.id, Status.READY)).lost == 0
    await worker.runner.stop()
    await task
