"""Scans in tests: a worker, and what is waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from chassis.testing.clock import NOON, FixedClock
from jobs.model import Job
from jobs.ports import JobFilter
from sources.bootstrap import Container
from sources.infrastructure.files.tables import files


@asynccontextmanager
async def working(container: Container) -> AsyncIterator[None]:
    """Run the worker of jobs."""
    task = asyncio.create_task(container.runner.run())
    try:
        yield
    finally:
        await container.runner.stop()
        await task


async def jobs_of(container: Container, kind: str = "scan-source") -> list[Job]:
    """Return the jobs of a kind, the oldest first."""
    async with container.units.begin() as work:
        jobs, _ = await work.jobs.find(JobFilter(kinds=(kind,)))
    return list(reversed(jobs))


async def queue(container: Container, job: Job) -> None:
    """Queue a job that is due: the queue goes by the clock of the database. Later jobs have later times."""
    number = len(await jobs_of(container, job.kind))
    at = NOON + timedelta(seconds=number)
    async with container.units.begin() as work:
        await work.queue(replace(job, created_at=at, run_at=at))


def later(container: Container) -> None:
    """Let a second pass, so that the next job has another time than those before."""
    assert isinstance(container.clock, FixedClock)
    container.clock.instant += timedelta(seconds=1)


async def until(holds: Callable[[], Any]) -> Any:
    """Wait until a condition holds, and return its value."""
    async with asyncio.timeout(20):
        while True:
            value = await holds()
            if value:
                return value
            await asyncio.sleep(0.02)


async def ended(container: Container, number: int = 1, kind: str = "scan-source") -> Job:
    """Return a job of a kind, counted from 1, as soon as it has ended."""

    async def last() -> Job | None:
        jobs = await jobs_of(container, kind)
        return jobs[number - 1] if len(jobs) >= number and jobs[number - 1].finished_at else None

    job: Job = await until(last)
    return job


async def stored(container: Container) -> dict[str, bool]:
    """Return the paths of all files, and whether each is there."""
    async with container.runtime.engine.connect() as connection:
        rows = (await connection.execute(files.select().order_by(files.c.path))).mappings().all()
    return {row["path"]: row["gone_at"] is None for row in rows}


async def published(container: Container) -> list[tuple[str, dict[str, Any]]]:
    """Return the types of the events in the outbox, with their bodies."""
    async with container.runtime.engine.connect() as connection:
        rows = await connection.execute(text("select topic, convert_from(body, 'UTF8')::jsonb from outbox order by id"))
        return [(row[0], row[1]) for row in rows]
