"""The run of a job: what is not committed has not happened; in memory and on Postgres."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import pytest_asyncio

from chassis.runtime.clock import SystemClock
from jobs.errors import LeaseLost
from jobs.model import Status, cancel
from jobs.ports import JobWork
from jobs.queue import enqueue
from jobs.registry import JobRegistry
from jobs.run import Run, finish_all

if TYPE_CHECKING:
    from libs.jobs.tests.conftest import AddJobs, ClaimJobs, MakeJob, Report, Units

REGISTRY = JobRegistry(specs=(), priorities=(), rerun_flags=frozenset({"force"}))


@pytest_asyncio.fixture
async def run(add: AddJobs, claim: ClaimJobs, make_job: MakeJob) -> Run[Report]:
    """Return the run of a claimed job."""
    await add(make_job())
    [job] = await claim()
    return Run(job, SystemClock(), REGISTRY)


class RolledBack(Exception):
    """Ends a unit of work without a commit."""


async def _without_commit(units: Units, write: Callable[[JobWork[Report]], Awaitable[None]]) -> None:
    async with units.begin() as work:
        await write(work)
        raise RolledBack


@pytest.mark.unit
def test_job_that_is_not_claimed_cannot_run(make_job: MakeJob) -> None:
    with pytest.raises(ValueError, match="is not claimed"):
        Run(make_job(), SystemClock(), REGISTRY)


async def test_checkpoint_that_was_not_committed_is_not_continued_from(run: Run[Report], units: Units) -> None:
    with pytest.raises(RolledBack):
        await _without_commit(units, lambda work: run.checkpoint(work, {"after": 50}, done=50))
    assert (run.job.checkpoint, run.job.done) == ({}, None)
    async with units.begin() as work:
        await run.checkpoint(work, {"after": 50}, done=50, total=90)
    assert (run.job.checkpoint, run.job.done, run.job.total) == ({"after": 50}, 50, 90)
    assert [job.done for job in units.published] == [50]


async def test_run_whose_end_was_not_committed_goes_on(run: Run[Report], units: Units) -> None:
    with pytest.raises(RolledBack):
        await _without_commit(units, run.finish)
    assert (run.finished, run.job.status) == (False, Status.PROCESSING)
    async with units.begin() as work:
        await run.finish(work, total=7, result={"read": 7})
    assert (run.finished, run.job.status, run.job.done, run.job.result) == (True, Status.READY, 7, {"read": 7})


async def test_deferred_run_is_published_when_it_made_progress(
    run: Run[Report], units: Units, claim: ClaimJobs
) -> None:
    due = datetime.now(UTC) - timedelta(seconds=1)
    for done, published in ((4, 1), (4, 1), (5, 2)):
        async with units.begin() as work:
            await run.defer(work, due, done=done, total=9)
        assert (run.finished, run.job.status, len(units.published)) == (True, Status.QUEUED, published)
        [job] = await claim()
        run = Run(job, SystemClock(), REGISTRY)


async def test_flag_that_joins_a_running_job_is_done_after_it(
    run: Run[Report], units: Units, add: AddJobs, claim: ClaimJobs, make_job: MakeJob
) -> None:
    [(joined, new)] = await add(make_job(priority=0, payload={"force": True, "other": 1}))
    assert (joined.id, new) == (run.job.id, False)
    async with units.begin() as work:
        await run.finish(work)
    [again] = await claim()
    assert (again.id != run.job.id, again.subject, again.payload["force"]) == (True, "a", True)
    async with units.begin() as work:
        await Run(again, SystemClock(), REGISTRY).finish(work)
    assert await claim() == []


async def test_cancelled_job_can_neither_be_saved_nor_finished(run: Run[Report], units: Units) -> None:
    async with units.begin() as work:
        await work.jobs.save(cancel(run.job, datetime.now(UTC)))
    with pytest.raises(LeaseLost):
        async with units.begin() as work:
            await run.finish(work)
    assert not run.finished


async def test_runs_that_end_together_are_ready_or_none_of_them_is(
    units: Units, add: AddJobs, claim: ClaimJobs, make_job: MakeJob
) -> None:
    await add(*(make_job(subject=name, requested_by=(uuid4(),)) for name in "abc"))
    runs = [Run(job, SystemClock(), REGISTRY) for job in await claim()]
    await add(make_job(subject=runs[0].job.subject, priority=0, payload={"force": True}))
    async with units.begin() as work:
        await work.jobs.save(cancel(runs[2].job, datetime.now(UTC)))
    units.published.clear()
    with pytest.raises(LeaseLost):
        async with units.begin() as work:
            await finish_all(work, runs, datetime.now(UTC))
    assert [run.finished for run in runs] == [False] * 3
    async with units.begin() as work:
        await finish_all(work, runs[:2], datetime.now(UTC))
    async with units.begin() as work:
        stored = {job.id: job for job in await work.jobs.by_ids([run.job.id for run in runs])}
    assert [run.finished for run in runs] == [True, True, False]
    assert [(stored[run.job.id].status, stored[run.job.id].lease) for run in runs] == [
        (Status.READY, None),
        (Status.READY, None),
        (Status.CANCELLED, None),
    ]
    assert stored[runs[0].job.id].requested_by == runs[0].job.requested_by
    assert [job.id for job in units.published] == [run.job.id for run in runs[:2]]
    [again] = await claim()
    assert (again.subject, again.payload) == (runs[0].job.subject, {"force": True})


async def test_only_new_jobs_that_a_user_waits_for_are_published(units: Units, make_job: MakeJob) -> None:
    user = uuid4()
    async with units.begin() as work:
        added = await enqueue(work, [make_job(subject="a", requested_by=(user,)), make_job(subject="b")])
    assert [job.subject for job in units.published] == ["a"]
    async with units.begin() as work:
        again = await enqueue(work, [make_job(subject="a", requested_by=(user,))])
    assert ([new for _, new in added], [new for _, new in again], len(units.published)) == ([True, True], [False], 1)


async def test_every_request_with_a_new_token_that_joins_a_running_job_repeats_it(
    units: Units, add: AddJobs, claim: ClaimJobs, make_job: MakeJob
) -> None:
    tokens = JobRegistry(specs=(), priorities=(), rerun_tokens=frozenset({"request"}))
    await add(make_job(payload={"request": "a"}))
    for joining, expected in (("b", True), ("b", False)):
        # What joins before the claim is part of the run.
        [job] = await claim()
        running = Run(job, SystemClock(), tokens)
        async with units.begin() as work:
            await enqueue(work, [make_job(payload={"request": joining})])
        async with units.begin() as work:
            await running.finish(work)
        async with units.begin() as work:
            repeated = await work.jobs.active(job.dedup_key)
        assert (repeated is not None) == expected
