"""Followers of jobs: one poll for all of them, limits, and streams that end."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from chassis.core.clock import Clock
from chassis.testing.clock import FixedClock
from ingestion.application.job_feed import Follower, JobFeed, StreamLimits
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.errors import TooManyStreams
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LATER = NOW.timestamp() + 600


class FakeJobs:
    """Jobs in memory; counts how often it is read."""

    def __init__(self) -> None:
        self.jobs: dict[UUID, Job] = {}
        self.reads = 0
        self.failing = False

    def put(self, **more: Any) -> Job:
        """Keep a job that runs."""
        at: dict[str, Any] = {"created_at": NOW, "updated_at": NOW, "run_at": NOW, "dedup_key": "k"}
        job = Job(id=uuid4(), kind=JobKind.SYNC_MOVIE, priority=Priority.USER, status=Status.PROCESSING, **at)
        self.jobs[job.id] = replace(job, **more)
        return self.jobs[job.id]

    def end(self, job: Job) -> None:
        """Let a job end well."""
        self.jobs[job.id] = replace(job, status=Status.READY)

    async def without_documents(self, ids: Sequence[UUID]) -> list[Job]:
        """Return the jobs of these ids."""
        self.reads += 1
        if self.failing:
            raise ConnectionResetError
        return [self.jobs[item] for item in ids if item in self.jobs]

    async def list_active(self, limit: int) -> list[Job]:
        """Return the jobs that have not ended."""
        return [job for job in self.jobs.values() if job.status is Status.PROCESSING][:limit]

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        """Open the store."""
        yield SimpleNamespace(jobs=self, slugs=self)

    async def of(self, keys: set[TitleKey]) -> dict[TitleKey, str]:
        """Return a slug of each title."""
        return {key: f"slug-{key.tmdb_id}" for key in keys}


def _feed(store: FakeJobs, **limits: int) -> JobFeed:
    def is_outage(failure: BaseException) -> bool:
        return isinstance(failure, OSError)

    return JobFeed(cast(UnitsOfWork, store), FixedClock(NOW), is_outage, StreamLimits(**limits))


async def _read(follower: Follower) -> list[Status]:
    async with asyncio.timeout(10):
        return [job.status async for job in follower.changes() if job is not None]


async def test_many_streams_of_one_job_cost_one_poll() -> None:
    store = FakeJobs()
    job = store.put()
    feed = _feed(store, per_user=5, total=500)
    followers = [feed.join(UUID(int=number // 5), (job.id,), expires_at=LATER) for number in range(262)]
    streams = [asyncio.create_task(_read(follower)) for follower in followers]
    await asyncio.sleep(0.2)
    assert store.reads == 1
    store.end(job)
    assert await asyncio.gather(*streams) == [[Status.PROCESSING, Status.READY]] * 262
    assert store.reads <= 4
    await feed.close()


async def test_streams_are_limited_per_user_and_in_all() -> None:
    store = FakeJobs()
    feed = _feed(store, per_user=2, total=3)
    me, other = uuid4(), uuid4()
    mine = [feed.join(me, (uuid4(),)) for _ in range(2)]
    with pytest.raises(TooManyStreams, match="2 event streams per user"):
        feed.join(me, (uuid4(),))
    feed.join(other, (uuid4(),))
    with pytest.raises(TooManyStreams, match="3 event streams in all"):
        feed.join(uuid4(), (uuid4(),))
    feed.leave(mine[0])
    feed.leave(mine[0])
    feed.join(me, (uuid4(),))
    await feed.close()


async def test_stream_ends_when_its_token_expires() -> None:
    store = FakeJobs()
    job = store.put()
    feed = _feed(store)
    assert await _read(feed.join(uuid4(), (job.id,), expires_at=NOW.timestamp())) == []
    await feed.close()
    instants = iter([NOW, NOW, NOW + timedelta(seconds=1)])
    feed = JobFeed(
        cast(UnitsOfWork, store),
        cast(Clock, SimpleNamespace(now=lambda: next(instants))),
        lambda _: False,
        StreamLimits(),
    )
    follower = feed.join(uuid4(), (job.id,), expires_at=NOW.timestamp() + 0.5)
    assert await _read(follower) == [Status.PROCESSING]
    await feed.close()


async def test_follower_of_all_jobs_receives_their_start_and_end() -> None:
    store = FakeJobs()
    first = store.put()
    feed = _feed(store)
    changes = feed.join(uuid4(), (), expires_at=LATER).changes()
    assert await anext(changes) == first
    store.end(first)
    second = store.put()
    shown = {job.id: job.status for job in [await anext(changes), await anext(changes)] if job is not None}
    assert shown == {first.id: Status.READY, second.id: Status.PROCESSING}
    await feed.close()


async def test_outage_of_the_database_is_waited_out() -> None:
    store = FakeJobs()
    job = store.put(status=Status.READY)
    store.failing = True
    feed = _feed(store)
    stream = asyncio.create_task(_read(feed.join(uuid4(), (job.id,), expires_at=LATER)))
    await asyncio.sleep(0.1)
    store.failing = False
    assert await stream == [Status.READY]
    await feed.close()


async def test_poll_ends_with_the_last_follower_and_starts_with_the_next() -> None:
    store = FakeJobs()
    job = store.put()
    feed = _feed(store)
    follower = feed.join(uuid4(), (job.id,), expires_at=LATER)
    await anext(follower.changes())
    feed.leave(follower)
    async with asyncio.timeout(30):
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == "job-feed"))
    reads = store.reads
    await anext(feed.join(uuid4(), (job.id,), expires_at=LATER).changes())
    assert store.reads > reads
    await feed.close()


async def test_streams_end_when_the_process_stops() -> None:
    store = FakeJobs()
    feed = _feed(store)
    stream = asyncio.create_task(_read(feed.join(uuid4(), (store.put().id,), expires_at=LATER)))
    await asyncio.sleep(0.1)
    await feed.close()
    assert await stream == [Status.PROCESSING]


async def test_slug_of_a_ready_title_is_returned_with_its_job() -> None:
    store = FakeJobs()
    key = TitleKey("movie", 550)
    job = store.put(status=Status.READY, title=key)
    feed = _feed(store)
    follower = feed.join(uuid4(), (job.id,), expires_at=LATER)
    assert await _read(follower) == [Status.READY]
    assert follower.slugs == {key: "slug-550"}
    await feed.close()
