"""A unit of work on Postgres: what is queued exists, and workers are notified of it, only after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from libs.jobs.tests.conftest import PostgresUnits

from chassis.messaging.transaction import Transactions

if TYPE_CHECKING:
    from libs.jobs.tests.conftest import MakeJob

pytestmark = pytest.mark.integration


@pytest.fixture
def notices() -> list[str]:
    """Return what the worker of the process was notified of."""
    return []


@pytest.fixture
def units(postgres_units: PostgresUnits, notices: list[str]) -> PostgresUnits:
    """Return units of work that notify the worker of the process."""
    return PostgresUnits(postgres_units.engine, lambda: notices.append("queued"))


async def test_worker_is_notified_once_of_a_commit_that_queued_jobs(
    units: PostgresUnits, notices: list[str], make_job: MakeJob
) -> None:
    job = make_job(requested_by=(uuid4(),))
    async with units.begin() as work:
        await work.queue(job)
        assert (await units.jobs_are_due(), notices, units.published) == (False, [], [])
    assert (await units.jobs_are_due(), notices, units.published) == (True, ["queued"], [job])
    work.committed()
    assert notices == ["queued"]


async def test_nothing_is_queued_and_no_worker_is_notified_when_the_block_raises(
    units: PostgresUnits, notices: list[str], make_job: MakeJob
) -> None:
    async def fail() -> None:
        async with units.begin() as work:
            await work.queue(make_job())
            raise RuntimeError("the work failed")

    with pytest.raises(RuntimeError, match="the work failed"):
        await fail()
    assert (await units.jobs_are_due(), notices) == (False, [])


async def test_worker_is_not_notified_when_no_job_is_queued(units: PostgresUnits, notices: list[str]) -> None:
    async with units.begin() as work:
        await work.queue()
    assert notices == []


async def test_what_was_collected_is_written_before_the_commit(
    units: PostgresUnits, monkeypatch: pytest.MonkeyPatch, make_job: MakeJob
) -> None:
    async with units.begin() as work:
        job = make_job()

        async def flush() -> None:
            await work.jobs.add([job])

        monkeypatch.setattr(work, "flush", flush)
    async with units.read() as read:
        assert [stored.id for stored in await read.jobs.by_ids([job.id])] == [job.id]


async def test_transaction_of_a_caller_holds_the_same_work(units: PostgresUnits, make_job: MakeJob) -> None:
    async with Transactions(units.engine).begin() as transaction:
        await units.within(transaction).queue(make_job())
        assert await units.jobs_are_due() is False
        await transaction.commit()
    assert await units.jobs_are_due() is True
