"""Import on demand: the rules of a user's request for one title, on the ports in memory."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from services.ingestion.tests.unit.conftest import NOW, World

from ingestion.application.imports.on_demand import FRESH, UNKNOWN_FOR, Demand, ImportOnDemand, UserLimits
from ingestion.domain.errors import AccountErased, ImportLimit
from ingestion.domain.failures import Cause
from ingestion.domain.jobs import JobKind, Priority
from ingestion.domain.titles.facts import Facts, TitleKey
from ingestion.domain.titles.merging import MergedTitle
from ingestion.domain.titles.records import TitleRecord
from jobs.model import Status

pytestmark = pytest.mark.unit

USER, OTHER = UUID(int=1), UUID(int=2)
TITLE = TitleKey("movie", 550)


def _import(world: World, *, at_once: int = 20, per_day: int = 100) -> ImportOnDemand:
    return ImportOnDemand(world.units, world.clock, world.wake, UserLimits(at_once, per_day))


def _store(world: World, *, imported_at: datetime, deleted_at: datetime | None = None) -> None:
    merged = MergedTitle(Facts(title="T"), {})
    world.units.stored.titles[TITLE] = TitleRecord(
        key=TITLE, version=1, observations={}, merged=merged, imported_at=imported_at, deleted_at=deleted_at
    )


async def test_fresh_title_is_returned_without_a_job(world: World) -> None:
    _store(world, imported_at=NOW - FRESH + timedelta(seconds=1))
    assert await _import(world)(TITLE, user=USER) == Demand(TITLE, "ready", visible=True)
    assert (world.units.stored.jobs, world.wakes) == ({}, 0)


async def test_stale_title_stays_visible_while_it_is_refreshed(world: World) -> None:
    _store(world, imported_at=NOW - FRESH)
    demand = await _import(world, per_day=0, at_once=1)(TITLE, user=USER)
    assert (demand.status, demand.visible) == ("importing", True)
    [job] = world.jobs(JobKind.SYNC_MOVIE)
    assert (job.title, job.priority, job.requested_by) == (TITLE, Priority.REFRESH, (USER,))
    assert world.wakes == 1


async def test_new_and_deleted_titles_are_imported_before_refreshes(world: World) -> None:
    _store(world, imported_at=NOW, deleted_at=NOW)
    demand = await _import(world)(TITLE, user=USER)
    assert (demand.status, demand.visible) == ("importing", False)
    [job] = world.jobs(JobKind.SYNC_MOVIE)
    assert job.priority is Priority.USER


async def test_second_user_joins_the_import_of_the_first(world: World) -> None:
    request = _import(world, per_day=1)
    first = await request(TITLE, user=USER)
    second = await request(TITLE, user=OTHER)
    assert first.job is not None
    assert second.job is not None
    assert first.job.id == second.job.id
    assert world.jobs(JobKind.SYNC_MOVIE)[0].requested_by == (USER, OTHER)


async def test_title_that_tmdb_lately_did_not_have_is_not_requested_again(world: World) -> None:
    request = _import(world)
    job = (await request(TITLE, user=USER)).job
    assert job is not None
    failed = replace(job, status=Status.FAILED, reason_code=Cause.NOT_FOUND.value, finished_at=NOW)
    world.units.stored.jobs[job.id] = failed
    assert await request(TITLE, user=USER) == Demand(TITLE, "not_found", visible=False)
    world.clock.instant += UNKNOWN_FOR
    assert (await request(TITLE, user=USER)).status == "importing"


async def test_failure_for_another_reason_does_not_hide_a_title(world: World) -> None:
    request = _import(world)
    job = (await request(TITLE, user=USER)).job
    assert job is not None
    world.units.stored.jobs[job.id] = replace(
        job, status=Status.FAILED, reason_code=Cause.TIMEOUT.value, finished_at=NOW
    )
    assert (await request(TITLE, user=USER)).status == "importing"


async def test_new_titles_per_day_are_limited_until_midnight(world: World) -> None:
    request = _import(world, per_day=1)
    await request(TITLE, user=USER)
    with pytest.raises(ImportLimit, match="at most 1 imports of new titles per UTC day") as refused:
        await request(TitleKey("movie", 551), user=USER)
    assert refused.value.retry_after == 12 * 3600 + 1
    assert len(world.units.stored.jobs) == 1
    await request(TitleKey("movie", 552), user=OTHER)
    world.clock.instant += timedelta(hours=12)
    await request(TitleKey("movie", 551), user=USER)


async def test_erased_user_requests_nothing(world: World) -> None:
    world.units.stored.erased_users.add(USER)
    with pytest.raises(AccountErased):
        await _import(world)(TITLE, user=USER)
    assert (world.units.stored.jobs, world.units.stored.shares) == ({}, {})


async def test_imports_of_one_user_at_once_are_limited_and_cost_nothing_when_refused(world: World) -> None:
    request = _import(world, at_once=1)
    await request(TITLE, user=USER)
    with pytest.raises(ImportLimit, match="at most 1 imports of new titles at once"):
        await request(TitleKey("show", 1396), user=USER)
    assert world.units.stored.shares == {(USER, NOW.date()): 1}
