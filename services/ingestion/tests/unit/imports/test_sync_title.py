"""Import of one title at an administrator's request, on the ports in memory."""

from datetime import timedelta
from uuid import UUID

import pytest
from services.ingestion.tests.unit.conftest import NOW, World

from ingestion.application.imports.sync_title import SyncOutcome, SyncTitle
from ingestion.domain.jobs import JobKind, Priority
from ingestion.domain.titles.facts import Facts, TitleKey
from ingestion.domain.titles.merging import MergedTitle
from ingestion.domain.titles.records import TitleRecord

pytestmark = pytest.mark.unit

ADMIN = UUID(int=9)
TITLE = TitleKey("show", 1396)
FRESH = timedelta(hours=1)


def _sync(world: World, *, age: timedelta | None = None, deleted: bool = False) -> SyncTitle:
    if age is not None:
        world.units.stored.titles[TITLE] = TitleRecord(
            key=TITLE,
            version=1,
            observations={},
            merged=MergedTitle(Facts(title="T"), {}),
            imported_at=NOW - age,
            deleted_at=NOW if deleted else None,
        )
    return SyncTitle(world.units, world.clock, world.wake, FRESH)


async def test_fresh_title_needs_no_job(world: World) -> None:
    assert await _sync(world, age=timedelta(minutes=59))(TITLE, user=ADMIN) == SyncOutcome(TITLE, imported=True)
    assert (world.units.stored.jobs, world.wakes) == ({}, 0)


@pytest.mark.parametrize(
    ("age", "deleted", "force", "imported"),
    [
        (None, False, False, False),
        (FRESH, False, False, True),
        (timedelta(), True, False, False),
        (timedelta(), False, True, True),
    ],
    ids=["new", "stale", "deleted", "forced"],
)
async def test_any_other_title_is_queued(
    world: World, age: timedelta | None, *, deleted: bool, force: bool, imported: bool
) -> None:
    outcome = await _sync(world, age=age, deleted=deleted)(TITLE, user=ADMIN, force=force)
    [job] = world.jobs(JobKind.SYNC_SHOW)
    assert outcome == SyncOutcome(TITLE, imported, job, new=True)
    assert (job.priority, job.requested_by, job.payload.get("force", False)) == (Priority.USER, (ADMIN,), force)
    assert world.wakes == 1


async def test_second_request_joins_the_active_job(world: World) -> None:
    sync = _sync(world)
    first = await sync(TITLE, user=ADMIN)
    second = await sync(TITLE, user=ADMIN)
    assert (first.new, second.new) == (True, False)
    assert len(world.units.stored.jobs) == 1
