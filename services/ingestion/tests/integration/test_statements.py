"""Titles that are imported at the same time share their statements; one that cannot be stored affects no other."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from chassis.runtime.clock import SystemClock
from chassis.testing.statements import statements
from devstack.testing.pytest_plugin import CreateDatabase
from ingestion.application.job_factory import sync_job
from ingestion.application.run import Run
from ingestion.application.titles.import_outcome import ImportOutcome
from ingestion.application.titles.outcome_store import FinishedImport, OutcomeStore
from ingestion.bootstrap import Container, build
from ingestion.domain.events import JobStateChanged, TitleImported
from ingestion.domain.job_rules import REGISTRY
from ingestion.domain.jobs import Priority
from ingestion.domain.seasons.records import SeasonRecord
from ingestion.domain.titles.facts import Facts, TitleKey
from ingestion.domain.titles.merging import MergedTitle
from ingestion.domain.titles.records import TitleRecord
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork
from ingestion.settings import Settings
from jobs.errors import LeaseLost
from jobs.model import Status, cancel
from jobs.queue import enqueue

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TITLES = 20


@pytest_asyncio.fixture
async def container(create_database: CreateDatabase) -> AsyncIterator[Container]:
    urls = await create_database("ingestion")
    container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1"))
    yield container
    await container.runtime.engine.dispose()


@pytest.fixture
def units(container: Container) -> SqlUnitsOfWork:
    return SqlUnitsOfWork(container.runtime.transactions)


async def _finished(units: SqlUnitsOfWork) -> list[FinishedImport]:
    """Return the outcomes of claimed jobs for as many new shows, each with a season."""
    titles = [TitleKey("show", number) for number in range(1, TITLES + 1)]
    async with units.begin() as work:
        await enqueue(work, [sync_job(title, NOW, priority=Priority.REFRESH) for title in titles])
    async with units.begin() as work:
        jobs = {job.title: job for job in await work.jobs.claim(TITLES, timedelta(seconds=30))}
    finished: list[FinishedImport] = []
    for title in titles:
        merged = MergedTitle(Facts(title=f"Show {title.tmdb_id}"), {"title": "tmdb"})
        record = TitleRecord(key=title, version=1, observations={}, merged=merged, imported_at=NOW)
        season = SeasonRecord(show_id=title.tmdb_id, number=1)
        outcome = ImportOutcome(record, seasons=(season,), events=(TitleImported(record),))
        run = Run(jobs[title], SystemClock(), REGISTRY)
        finished.append(FinishedImport(title, outcome, NOW, None, run))
    return finished


async def test_outcomes_of_many_titles_are_six_round_trips(container: Container, units: SqlUnitsOfWork) -> None:
    finished = await _finished(units)
    store = OutcomeStore(units, lambda _: False)
    with statements(container.runtime.engine) as sent:
        await asyncio.gather(*(store(item) for item in finished))
    assert len(sent) == len(["begin", "titles", "seasons", "jobs", "outbox", "commit"])
    assert all(item.run.finished for item in finished)


async def test_title_whose_lease_is_lost_affects_no_other(units: SqlUnitsOfWork) -> None:
    finished = await _finished(units)
    store = OutcomeStore(units, lambda _: False)
    lost = finished[7]
    async with units.begin() as work:
        await work.jobs.save(cancel(lost.run.job, NOW))
    results = await asyncio.gather(*(store(item) for item in finished), return_exceptions=True)
    assert [type(result) for result in results if result is not None] == [LeaseLost]
    async with units.begin() as work:
        stored = await work.titles.get_all([item.key for item in finished])
        jobs = await work.jobs.by_ids([item.run.job.id for item in finished])
    assert {item.key for item in finished} - stored.keys() == {lost.key}
    assert sorted(job.status for job in jobs) == [Status.CANCELLED, *[Status.READY] * (TITLES - 1)]


async def test_stored_titles_that_are_read_at_the_same_time_are_one_query(
    container: Container, units: SqlUnitsOfWork
) -> None:
    finished = await _finished(units)
    store = OutcomeStore(units, lambda _: False)
    await asyncio.gather(*(store(item) for item in finished))
    with statements(container.runtime.engine) as sent:
        async with units.read() as repositories:
            records = await repositories.titles.get_all([item.key for item in finished])
    assert (len(sent), len(records)) == (1, TITLES)


async def test_only_ends_of_jobs_and_what_they_found_wake_the_relay(
    container: Container, units: SqlUnitsOfWork
) -> None:
    title = TitleKey("movie", 1)
    waiting = sync_job(title, NOW, priority=Priority.REFRESH, requested_by=uuid4())
    record = TitleRecord(key=title, version=1, observations={}, merged=MergedTitle(Facts(), {}), imported_at=NOW)
    for events, wakes in (
        ([JobStateChanged(waiting)], False),
        ([JobStateChanged(replace(waiting, status=Status.READY))], True),
        ([JobStateChanged(waiting), TitleImported(record)], True),
    ):
        with statements(container.runtime.engine) as sent:
            async with units.begin() as work:
                await work.publish(*events)
        assert any("pg_notify" in statement for statement in sent) == wakes
