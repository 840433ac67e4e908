"""What only Postgres can get wrong: claims of several workers, the cost of a claim, and the tables."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from jobs.postgres.claims import CLAIM, claim_values

if TYPE_CHECKING:
    from libs.jobs.tests.conftest import MakeJob, PostgresUnits, Report

pytestmark = pytest.mark.integration

LEASE = timedelta(seconds=30)


async def _claim(units: PostgresUnits, free: int) -> list[Report]:
    async with units.begin() as work:
        return await work.jobs.claim(free, LEASE)


async def test_concurrent_requests_of_one_key_are_one_job(postgres_units: PostgresUnits, make_job: MakeJob) -> None:
    users = [uuid4() for _ in range(10)]

    async def request(user: UUID) -> Report:
        async with postgres_units.begin() as work:
            [(job, _)] = await work.jobs.add([make_job(requested_by=(user,))])
        return job

    jobs = await asyncio.gather(*map(request, users))
    assert len({job.id for job in jobs}) == 1
    async with postgres_units.begin() as work:
        stored = await work.jobs.get(jobs[0].id)
    assert stored is not None
    assert set(stored.requested_by) == set(users)


async def test_concurrent_requests_of_one_id_are_one_job(postgres_units: PostgresUnits, make_job: MakeJob) -> None:
    job = make_job(requested_by=(uuid4(),))

    async def request() -> tuple[UUID, bool]:
        async with postgres_units.begin() as work:
            stored, new = await work.jobs.add_once(job)
        return stored.id, new

    results = await asyncio.gather(*(request() for _ in range(8)))
    assert {job_id for job_id, _ in results} == {job.id}
    assert sum(new for _, new in results) == 1


async def test_concurrent_claims_stay_within_the_limit(postgres_units: PostgresUnits, make_job: MakeJob) -> None:
    async with postgres_units.begin() as work:
        await work.jobs.add([make_job("export", subject=str(number), priority=2) for number in range(4)])
    async with postgres_units.begin() as first:
        assert len(await first.jobs.claim(8, LEASE)) == 2
        async with postgres_units.begin() as work:
            await work.jobs.add([make_job("export", subject=str(number), priority=1) for number in range(4, 8)])
        second = asyncio.create_task(_claim(postgres_units, 8))
        await asyncio.sleep(0.1)
    assert await second == []


async def test_no_job_is_claimed_by_two_workers(postgres_units: PostgresUnits, make_job: MakeJob) -> None:
    async with postgres_units.begin() as work:
        await work.jobs.add([make_job(subject=str(number)) for number in range(100)])
    claimed: list[UUID] = []

    async def work_off() -> None:
        while jobs := await _claim(postgres_units, 7):
            claimed.extend(job.id for job in jobs)

    await asyncio.gather(*(work_off() for _ in range(8)))
    await work_off()
    assert len(claimed) == len(set(claimed)) == 100


@pytest.mark.parametrize("analyzed", ["empty", "full"])
@pytest.mark.parametrize("due", [True, False])
async def test_claim_reads_few_rows_however_many_jobs_wait(
    postgres_units: PostgresUnits, make_job: MakeJob, *, due: bool, analyzed: str
) -> None:
    run_at = datetime.now(UTC) + (timedelta(0) if due else timedelta(days=1))
    jobs = [make_job(subject=str(number), run_at=run_at) for number in range(3000)]
    explain = text(f"explain (analyze, format json) {CLAIM.text}")
    registry = postgres_units.registry
    async with postgres_units.engine.connect() as connection:
        if analyzed == "empty":
            await connection.exec_driver_sql("analyze jobs")
        async with postgres_units.begin() as work:
            await work.jobs.add(jobs)
        if analyzed == "full":
            await connection.exec_driver_sql("analyze jobs")
        rows = await connection.execute(explain, claim_values(registry, 16, LEASE))
        [plan] = rows.scalar_one()
        await connection.rollback()
    assert _rows_read(plan["Plan"]) < 300


def _rows_read(node: dict[str, Any]) -> float:
    """Return the rows of `jobs` that a plan's scans have read, including those that a filter removed."""
    below = sum(_rows_read(child) for child in node.get("Plans", ()))
    if node.get("Relation Name") != "jobs":
        return below
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    rows: float = below + node["Actual Loops"] * (node["Actual Rows"] + removed)
    return rows


async def test_statements_of_the_migration_create_the_tables_in_code(postgres_units: PostgresUnits) -> None:
    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), postgres_units.metadata))

    async with postgres_units.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
