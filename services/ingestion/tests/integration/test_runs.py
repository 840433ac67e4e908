"""Claims among thousands of jobs, and runs whose commit does not come through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.messaging.outbox import Outbox
from chassis.messaging.transaction import Transactions
from chassis.runtime.clock import SystemClock
from chassis.storage.database import create_engine
from ingestion.application.job_service import sync_job
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.events import SignalsCollected
from ingestion.domain.jobs import Priority, Status
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.jobs import CLAIM, claim_values
from ingestion.infrastructure.tables import outbox
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork

if TYPE_CHECKING:
    from devstack.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

LEASE = timedelta(seconds=30)


def now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


def _movie(number: int) -> TitleKey:
    return TitleKey("movie", number)


@pytest_asyncio.fixture
async def engine(create_database: CreateDatabase) -> AsyncIterator[AsyncEngine]:
    """Give a fresh database."""
    url = (await create_database("ingestion")).app
    engine = create_engine(url, schema="ingestion", application_name="runs")
    yield engine
    await engine.dispose()


@pytest.fixture
def units(engine: AsyncEngine) -> UnitsOfWork:
    """Open units of work on it."""
    return SqlUnitsOfWork(Transactions(engine, Outbox(outbox, schema="ingestion")))


async def _run(units: UnitsOfWork) -> Run:
    async with units.begin() as unit:
        await unit.jobs.add([sync_job(_movie(1), now(), priority=Priority.REFRESH)])
        [job] = await unit.jobs.claim(1, LEASE)
    return Run(job, SystemClock())


async def test_a_checkpoint_that_was_not_committed_is_not_gone_on_from(units: UnitsOfWork) -> None:
    run = await _run(units)
    async with units.begin() as unit:
        await run.checkpoint(unit, {"after": 50}, done=50)
    assert (run.job.checkpoint, run.job.done) == ({}, None)
    async with units.begin() as unit:
        await run.checkpoint(unit, {"after": 50}, done=50)
    assert (run.job.checkpoint, run.job.done) == ({"after": 50}, 50)


async def test_a_run_whose_end_was_not_committed_goes_on(units: UnitsOfWork) -> None:
    run = await _run(units)
    async with units.begin() as unit:
        await run.finish(unit)
    assert (run.finished, run.job.status) == (False, Status.PROCESSING)
    async with units.begin() as unit:
        await run.finish(unit)
    assert (run.finished, run.job.status) == (True, Status.READY)


async def test_a_force_that_joins_a_running_job_is_done_after_it(units: UnitsOfWork) -> None:
    run = await _run(units)
    async with units.begin() as unit:
        [(joined, new)] = await unit.jobs.add([sync_job(_movie(1), now(), priority=Priority.USER, force=True)])
    assert (joined.id, new) == (run.job.id, False)
    async with units.begin() as unit:
        await run.finish(unit)
    async with units.begin() as unit:
        [again] = await unit.jobs.claim(8, LEASE)
    assert (again.id != run.job.id, again.title, again.payload) == (True, _movie(1), {"force": True})
    async with units.begin() as unit:
        await Run(again, SystemClock()).finish(unit)
    async with units.begin() as unit:
        assert await unit.jobs.claim(8, LEASE) == []


async def test_an_event_that_its_contract_has_no_room_for_fails_where_it_is_told(units: UnitsOfWork) -> None:
    impossible = SignalsCollected(title=_movie(1), observed_at=now(), day=now().date(), popularity=-1.0)
    async with units.begin() as unit:
        with pytest.raises(ValidationError):
            await unit.publish(impossible)


@pytest.mark.parametrize("analysed", ["empty", "full"])
@pytest.mark.parametrize("due", [True, False])
async def test_a_claim_looks_at_few_jobs_however_many_there_are(
    engine: AsyncEngine, units: UnitsOfWork, *, due: bool, analysed: str
) -> None:
    run_at = now() if due else now() + timedelta(days=1)
    jobs = [sync_job(_movie(n), now(), priority=Priority.REFRESH, run_at=run_at) for n in range(1, 3001)]
    explain = text(f"explain (analyze, format json) {CLAIM.text}")
    async with engine.connect() as connection:
        if analysed == "empty":
            await connection.exec_driver_sql("analyze jobs")
        async with units.begin() as unit:
            await unit.jobs.add(jobs)
        if analysed == "full":
            await connection.exec_driver_sql("analyze jobs")
        found = await connection.execute(explain, claim_values(16, LEASE))
        [plan] = found.scalar_one()
        await connection.rollback()
    assert _rows_looked_at(plan["Plan"]) < 300


def _rows_looked_at(node: dict[str, Any]) -> float:
    """Give the rows of `jobs` that a plan's scans took up, those they left aside included."""
    below = sum(_rows_looked_at(child) for child in node.get("Plans", ()))
    if node.get("Relation Name") != "jobs":
        return below
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    looked_at: float = below + node["Actual Loops"] * (node["Actual Rows"] + removed)
    return looked_at
