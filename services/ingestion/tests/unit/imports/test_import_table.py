"""Bulk import: from the accepted table to the counts at its end, on the ports in memory."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from services.ingestion.tests.unit.conftest import NOW, World

from ingestion.application.imports.bulk import ImportTable
from ingestion.domain.errors import InvalidRows
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status

pytestmark = pytest.mark.unit

USER, OTHER = UUID(int=1), UUID(int=2)
TABLE = "tmdbId,type\n550,movie\nx,movie\n550,movie\n1396,show\n"


def _table(world: World) -> ImportTable:
    return ImportTable(world.units, world.clock, world.wake)


def _end(world: World, kind: JobKind, status: Status) -> None:
    [job] = world.jobs(kind)
    world.units.stored.jobs[job.id] = replace(job, status=status, finished_at=NOW)


async def _bulk(world: World) -> Job:
    job, new = await _table(world).accept(TABLE, user=USER)
    assert new
    return job


async def test_every_title_is_queued_once_and_bad_rows_affect_no_other(world: World) -> None:
    job = await _bulk(world)
    run = await world.resume(_table(world), job)
    [movie], [show] = world.jobs(JobKind.SYNC_MOVIE), world.jobs(JobKind.SYNC_SHOW)
    assert (movie.title, movie.parent, movie.priority) == (TitleKey("movie", 550), job.id, Priority.REFRESH)
    assert (show.title, show.requested_by, show.payload) == (TitleKey("show", 1396), (USER,), {"live": False})
    assert run.job.result == {"ready": 0, "failed": 0, "cancelled": 0, "rejected": 1, "duplicate": 1}
    assert (run.job.done, run.job.total, run.job.status) == (2, 4, Status.QUEUED)
    assert run.job.run_at == NOW + timedelta(seconds=1)


async def test_it_ends_with_the_counts_when_no_title_is_left(world: World) -> None:
    job = await _bulk(world)
    await world.resume(_table(world), job)
    _end(world, JobKind.SYNC_MOVIE, Status.READY)
    _end(world, JobKind.SYNC_SHOW, Status.FAILED)
    run = await world.resume(_table(world), world.units.stored.jobs[job.id])
    assert run.job.status is Status.READY
    assert run.job.result == {"ready": 1, "failed": 1, "cancelled": 0, "rejected": 1, "duplicate": 1}
    assert (run.job.done, run.job.total) == (4, 4)


async def test_a_run_after_a_crash_queues_no_title_twice(world: World) -> None:
    job = await _bulk(world)
    await world.resume(_table(world), job)
    _end(world, JobKind.SYNC_MOVIE, Status.READY)
    await world.resume(_table(world), replace(world.units.stored.jobs[job.id], checkpoint={}))
    assert len(world.jobs(JobKind.SYNC_SHOW)) == 1


async def test_same_table_is_one_job_while_it_is_active(world: World) -> None:
    table = _table(world)
    first, _ = await table.accept(TABLE, user=USER)
    again, new = await table.accept(TABLE, user=USER)
    assert (again.id, new) == (first.id, False)
    other, new = await table.accept(TABLE, user=OTHER)
    assert other.id != first.id
    assert new


async def test_same_idempotency_key_returns_the_same_job_after_its_end(world: World) -> None:
    table = _table(world)
    first, _ = await table.accept(TABLE, user=USER, once="k")
    world.units.stored.jobs[first.id] = replace(first, status=Status.READY, finished_at=NOW)
    again, new = await table.accept(TABLE, user=USER, once="k")
    assert (again.id, new, again.status) == (first.id, False, Status.READY)


async def test_list_returns_the_job_of_each_title_in_its_order(world: World) -> None:
    titles = [TitleKey("show", 1396), TitleKey("movie", 550)]
    whole, new, jobs = await _table(world).accept_list(titles, user=USER, once="k")
    assert new
    assert [job.title for job in jobs] == titles
    assert {job.parent for job in jobs} == {whole.id}
    repeated, new, same = await _table(world).accept_list(titles, user=USER, once="k")
    assert (repeated.id, new) == (whole.id, False)
    assert [job.id for job in same] == [job.id for job in jobs]


async def test_table_without_rows_queues_nothing(world: World) -> None:
    with pytest.raises(InvalidRows):
        await _table(world).accept("tmdbId,type\n", user=USER)
    assert (world.units.stored.jobs, world.wakes) == ({}, 0)
