"""The queue: one active job per key, urgency, leases, lists and retention; in memory and on Postgres."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from jobs.errors import DuplicateJob, LeaseLost
from jobs.model import Status, cancel, fail, finish
from jobs.ports import JobFilter
from jobs.registry import Retention
from jobs.retries import Deferred, FailureRules

if TYPE_CHECKING:
    from libs.jobs.tests.conftest import AddJobs, ClaimJobs, MakeJob, Report, Units

SECOND = timedelta(seconds=1)
RULES = FailureRules()


def _now() -> datetime:
    return datetime.now(UTC)


def _lease(job: Report) -> UUID:
    assert job.lease is not None
    return job.lease


async def test_job_of_a_known_id_is_returned_as_it_is(make_job: MakeJob, units: Units) -> None:
    job = make_job(requested_by=(uuid4(),))
    async with units.begin() as work:
        assert (await work.jobs.add_once(job))[1]
    async with units.begin() as work:
        stored, new = await work.jobs.add_once(replace(job, payload={"other": True}, requested_by=(uuid4(),)))
    assert not new
    assert (stored.id, stored.payload, stored.requested_by) == (job.id, job.payload, job.requested_by)


async def test_job_of_an_active_key_is_joined(add: AddJobs, make_job: MakeJob, units: Units) -> None:
    first, second = uuid4(), uuid4()
    jobs = [make_job(requested_by=(user,)) for user in (first, second, first)]
    [(stored, new), *joined] = await add(*jobs[:1]) + await add(*jobs[1:])
    assert new
    assert {(job.id, is_new) for job, is_new in joined} == {(stored.id, False)}
    async with units.begin() as work:
        active = await work.jobs.active(stored.dedup_key)
    assert active is not None
    assert set(active.requested_by) >= {first}


async def test_jobs_of_one_key_in_one_call_are_one_job(add: AddJobs, make_job: MakeJob) -> None:
    added = await add(make_job(subject="b"), make_job(subject="a"), make_job(subject="b"))
    assert [job.subject for job, _ in added] == ["b", "a", "b"]
    assert added[0][0].id == added[2][0].id


async def test_ended_job_does_not_block_its_key(add: AddJobs, make_job: MakeJob, units: Units) -> None:
    [(job, _)] = await add(make_job())
    async with units.begin() as work:
        await work.jobs.save(cancel(job, _now()))
    [(other, new)] = await add(make_job())
    assert (new, other.id != job.id) == (True, True)
    async with units.begin() as work:
        assert await work.jobs.active(job.dedup_key) == other
    with pytest.raises(DuplicateJob):
        async with units.begin() as work:
            await work.jobs.save(replace(job, status=Status.QUEUED))


async def test_interactive_request_makes_a_waiting_job_urgent(
    add: AddJobs, claim: ClaimJobs, make_job: MakeJob
) -> None:
    await add(make_job(priority=3, run_at=_now() + timedelta(hours=1), payload={"live": False}))
    [(job, _)] = await add(make_job(priority=0, payload={"force": True}))
    assert (job.priority, job.payload) == (0, {"live": False, "force": True})
    assert [claimed.id for claimed in await claim()] == [job.id]


async def test_interactive_request_does_not_shorten_a_deferral(
    add: AddJobs, claim: ClaimJobs, make_job: MakeJob, units: Units
) -> None:
    await add(make_job())
    [claimed] = await claim()
    later = _now() + timedelta(hours=1)
    async with units.begin() as work:
        deferred = RULES.after_failure(claimed, Deferred("quota", later), _now(), 0)
        await work.jobs.save_held(deferred, _lease(claimed))
    [(again, _)] = await add(make_job(priority=0))
    assert (again.id, again.run_at >= later) == (claimed.id, True)


async def test_urgent_jobs_come_first_and_kinds_take_turns(add: AddJobs, claim: ClaimJobs, make_job: MakeJob) -> None:
    at = _now() - timedelta(minutes=1)
    pages = [make_job("page", subject=str(number), run_at=at) for number in range(20)]
    books = [make_job("book", subject=str(number), run_at=at + number * SECOND) for number in range(1, 4)]
    interactive = make_job("page", subject="user", priority=0, run_at=at)
    await add(*pages, *books, interactive, make_job("census", priority=3, run_at=at))
    first = await claim(5)
    assert first[0].id == interactive.id
    kinds = [job.kind for job in first]
    assert (kinds.count("book"), kinds.count("census")) == (2, 0)
    assert [job.kind for job in await claim(4)].count("book") == 1


async def test_waiting_job_gains_priority_but_never_becomes_interactive(
    add: AddJobs, claim: ClaimJobs, make_job: MakeJob
) -> None:
    await add(
        make_job("census", priority=3, run_at=_now() - timedelta(hours=1)),
        make_job(subject="a", priority=2),
        make_job(subject="b", priority=0),
    )
    assert [(await claim(1))[0].priority for _ in range(3)] == [0, 3, 2]


async def test_waiting_job_gains_on_more_urgent_ones_of_its_kind(
    add: AddJobs, claim: ClaimJobs, make_job: MakeJob
) -> None:
    old = make_job(subject="old", priority=2, run_at=_now() - timedelta(hours=2))
    await add(old, *(make_job(subject=str(number), priority=1) for number in range(40)))
    assert old.id in {job.id for job in await claim(8)}


async def test_kind_stays_within_its_limit(add: AddJobs, claim: ClaimJobs, make_job: MakeJob) -> None:
    await add(*(make_job(kind, subject=str(number)) for kind in ("export", "census") for number in range(4)))
    assert sorted(job.kind for job in await claim()) == ["census", "export", "export"]
    assert await claim() == []


async def test_job_is_not_claimed_before_its_time(add: AddJobs, claim: ClaimJobs, make_job: MakeJob) -> None:
    await add(make_job(run_at=_now() + timedelta(hours=1)))
    assert await claim() == []


async def test_jobs_are_due_when_a_queued_one_may_run(
    add: AddJobs, claim: ClaimJobs, make_job: MakeJob, units: Units
) -> None:
    assert not await units.jobs_are_due()
    await add(make_job(run_at=_now() + timedelta(hours=1)), make_job("book", run_at=_now() + timedelta(hours=1)))
    assert not await units.jobs_are_due()
    await add(make_job("export", priority=3))
    assert await units.jobs_are_due()
    assert len(await claim()) == 1
    assert not await units.jobs_are_due()


async def test_worker_that_lost_its_lease_cannot_save(
    add: AddJobs, claim: ClaimJobs, make_job: MakeJob, units: Units
) -> None:
    await add(make_job())
    [job] = await claim(lease=timedelta(milliseconds=1))
    await asyncio.sleep(0.01)
    async with units.begin() as work:
        [stalled] = await work.jobs.stalled()
        await work.jobs.save(RULES.after_loss(stalled, _now()))
    [claimed] = await claim()
    assert (claimed.id, claimed.lost) == (job.id, 1)
    with pytest.raises(LeaseLost):
        async with units.begin() as work:
            await work.jobs.save_held(finish(job, _now()), _lease(job))
    async with units.begin() as work:
        assert await work.jobs.heartbeat([_lease(job), _lease(claimed)], timedelta(hours=1)) == {claimed.lease}


async def test_changes_of_others_during_a_run_are_kept(
    add: AddJobs, claim: ClaimJobs, make_job: MakeJob, units: Units
) -> None:
    first, second = uuid4(), uuid4()
    await add(make_job(requested_by=(first,)))
    [job] = await claim(lease=timedelta(0))
    await add(make_job(priority=0, requested_by=(second,), payload={"force": True}))
    async with units.begin() as work:
        assert await work.jobs.save_held(replace(job, done=1), _lease(job)) == {"force": True}
    await asyncio.sleep(0.001)
    async with units.begin() as work:
        [stalled] = await work.jobs.stalled()
        assert (stalled.id, stalled.done) == (job.id, 1), "a checkpoint does not extend the lease"
    async with units.begin() as work:
        await work.jobs.save_held(finish(job, _now()), _lease(job))
        ended = await work.jobs.get(job.id)
    assert ended is not None
    assert (set(ended.requested_by), ended.priority, ended.lease) == ({first, second}, 0, None)


async def test_jobs_are_listed_by_filter_newest_first(add: AddJobs, make_job: MakeJob, units: Units) -> None:
    user, at = uuid4(), _now()
    jobs = [
        make_job(subject=name, created_at=at + number * SECOND, requested_by=(user,) if number else ())
        for number, name in enumerate("abc")
    ]
    parent = make_job("census", created_at=at)
    child = make_job("book", parent=parent.id, created_at=at - SECOND)
    await add(*jobs, parent, child)
    for filters, expected in (
        (JobFilter(kinds=("page",)), [jobs[2], jobs[1], jobs[0]]),
        (JobFilter(kinds=("page",), limit=1, offset=1), [jobs[1]]),
        (JobFilter(statuses=(Status.FAILED,)), []),
        (JobFilter(ids=(child.id,)), [child]),
        (JobFilter(parent=parent.id), [child]),
        (JobFilter(requested_by=user), [jobs[2], jobs[1]]),
        (JobFilter(fields={"subject": "b"}), [jobs[1]]),
        (JobFilter(since=at + SECOND), [jobs[2], jobs[1]]),
        (JobFilter(until=at), [child]),
    ):
        async with units.begin() as work:
            page, _ = await work.jobs.find(filters)
        assert [job.id for job in page] == [job.id for job in expected], filters
    async with units.begin() as work:
        assert (await work.jobs.find(JobFilter(kinds=("page",), limit=1)))[1] == 3


async def test_composite_job_that_waits_is_listed_as_processing(add: AddJobs, make_job: MakeJob, units: Units) -> None:
    waiting, other = make_job("batch", done=3), make_job("page", done=3)
    await add(waiting, other)
    async with units.begin() as work:
        processing, _ = await work.jobs.find(JobFilter(statuses=(Status.PROCESSING,)))
        queued, _ = await work.jobs.find(JobFilter(statuses=(Status.QUEUED,)))
    assert ([job.id for job in processing], [job.id for job in queued]) == ([waiting.id], [other.id])


async def test_lists_of_changes_leave_documents_out(add: AddJobs, make_job: MakeJob, units: Units) -> None:
    [(job, _)] = await add(make_job(payload={"rows": [1]}, checkpoint={"page": 2}))
    async with units.begin() as work:
        [by_id] = await work.jobs.without_documents([job.id, uuid4()])
        [active] = await work.jobs.list_active(10)
        assert await work.jobs.list_active(0) == []
    assert by_id == active == replace(job, payload={}, checkpoint={})


async def test_jobs_are_counted_by_state_and_by_user(add: AddJobs, make_job: MakeJob, units: Units) -> None:
    user = uuid4()
    page, book = make_job("page", requested_by=(user,)), make_job("book", requested_by=(user,))
    child = make_job("page", subject="child", requested_by=(user,), parent=book.id)
    await add(page, book, child)
    async with units.begin() as work:
        await work.jobs.save(cancel(book, _now()))
    async with units.begin() as work:
        assert await work.jobs.count_requested(user, {"page", "book"}) == 1
        counts = await work.jobs.count_states([page.id, book.id, child.id, uuid4()])
    assert dict(counts) == {Status.QUEUED: 2, Status.CANCELLED: 1}


async def test_cancel_of_a_parent_spares_jobs_that_others_requested(
    add: AddJobs, make_job: MakeJob, units: Units
) -> None:
    user, other = uuid4(), uuid4()
    parent = make_job("batch", requested_by=(user,))
    own = make_job(subject="own", parent=parent.id, requested_by=(user,))
    shared = make_job(subject="shared", parent=parent.id, requested_by=(user, other))
    await add(parent, own, shared, make_job(subject="unrelated"))
    async with units.begin() as work:
        cancelled = await work.jobs.cancel_waiting(cancel(parent, _now()))
    assert [(job.id, job.status) for job in cancelled] == [(own.id, Status.CANCELLED)]


async def test_ended_jobs_are_kept_by_how_they_ended(
    add: AddJobs, claim: ClaimJobs, make_job: MakeJob, units: Units
) -> None:
    await add(*(make_job(subject=name) for name in ("ready", "failed", "unknown")))
    [(parent, _)] = await add(make_job("census"))
    await add(make_job("book", parent=parent.id))
    jobs = {job.subject if job.kind == "page" else job.kind: job for job in await claim()}
    at = _now()
    async with units.begin() as work:
        for name, ended in (
            ("ready", finish(jobs["ready"], at)),
            ("failed", fail(jobs["failed"], "server", "x", at)),
            ("unknown", fail(jobs["unknown"], "not_found", "x", at)),
            ("book", fail(jobs["book"], "not_found", "x", at)),
        ):
            await work.jobs.save_held(ended, _lease(jobs[name]))
    day = timedelta(days=1)
    retention = Retention(ended=14 * day, failed=30 * day, by_reason={"not_found": 2 * day})
    for days, names in ((1, ()), (3, ("unknown",)), (15, ("ready",)), (29, ()), (31, ("failed", "book"))):
        async with units.begin() as work:
            assert await work.jobs.prune(retention, at + days * day) == len(names), days
            remaining, _ = await work.jobs.find(JobFilter())
        assert not {jobs[name].id for name in names} & {job.id for job in remaining}
    assert [job.id for job in remaining] == [parent.id]


async def test_unit_of_work_that_raises_changes_nothing(make_job: MakeJob, units: Units) -> None:
    callbacks: list[str] = []

    async def write() -> None:
        async with units.begin() as work:
            [(job, _)] = await work.jobs.add([make_job()])
            await work.job_changed(job)
            work.after_commit(lambda: callbacks.append("called"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await write()
    async with units.begin() as work:
        assert await work.jobs.find(JobFilter()) == ([], 0)
    assert (units.published, callbacks) == ([], [])
