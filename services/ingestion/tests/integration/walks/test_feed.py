"""The change feed and what is retried, on the real Postgres: read on from its place, nothing requested in vain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from chassis.core.clock import Clock
from chassis.runtime.clock import SystemClock
from chassis.testing.clock import FixedClock
from ingestion.application.ports.providers import FactsByImdbId, Providers, Tmdb, Trakt
from ingestion.application.refresh.change_feed import ReadChanges
from ingestion.application.refresh.refresh_titles import RefreshTitles
from ingestion.application.run import Run
from ingestion.application.sources import SourceReport
from ingestion.domain.failures import SourceFailed
from ingestion.domain.job_rules import REGISTRY
from ingestion.domain.jobs import JobKind
from ingestion.domain.provider_health import Outage, ProviderState
from ingestion.domain.titles.facts import Source, TitleKey
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork
from jobs.ports import JobFilter

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService
    from services.ingestion.tests.integration.walks.conftest import KnowMovies, ScriptedTmdb, ScriptedTrakt, StartRun

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


async def test_change_feed_refreshes_imported_titles_and_moves_its_cursor(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun, simulator: Simulator, start_service: StartService
) -> None:
    today = NOW.date()
    yesterday = today - timedelta(days=1)
    stored = TitleKey("movie", 653)
    async with start_service(simulator, database=bench.container.settings.database_url.get_secret_value()) as worker:
        await worker.imported(stored)
    tmdb.days = {("movie", yesterday): [653, 9_999_999], ("movie", today): list(range(1, 150))}
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    reads = ReadChanges(Providers(tmdb=cast(Tmdb, tmdb)), units, FixedClock(NOW), lambda: None)
    run = await start_run(JobKind.CHANGE_FEED)
    await reads(run)
    jobs, total = await bench.container.application.jobs.jobs(JobFilter(parent=run.job.id))
    assert (total, jobs[0].title) == (1, stored)
    assert tmdb.requested == [
        (f"movie {yesterday}", 1),
        (f"movie {today}", 1),
        (f"movie {today}", 2),
        (f"show {yesterday}", 1),
        (f"show {today}", 1),
    ]
    tmdb.requested = []
    await reads(await start_run(JobKind.CHANGE_FEED))
    assert tmdb.requested == [(f"movie {today}", 1), (f"movie {today}", 2), (f"show {today}", 1)]


def _reads(service: Service, tmdb: ScriptedTmdb, clock: Clock) -> ReadChanges:
    units = SqlUnitsOfWork(service.container.runtime.transactions)
    return ReadChanges(Providers(tmdb=cast(Tmdb, tmdb)), units, clock, lambda: None)


@pytest.mark.parametrize(
    ("stopped_at", "resumed_at", "requested"),
    [
        (NOW, NOW + timedelta(hours=1), [("movie 2026-11-21", 3)]),
        (
            NOW,
            NOW + timedelta(hours=12),
            [*[("movie 2026-11-21", page) for page in (1, 2, 3)], ("movie 2026-11-22", 1)],
        ),
        (NOW + timedelta(days=1), NOW + timedelta(days=1), [("movie 2026-11-21", 3), ("movie 2026-11-22", 1)]),
    ],
    ids=["the same day", "after midnight", "a day that was over"],
)
async def test_day_of_the_change_feed_is_read_again_unless_it_was_over(
    bench: Service,
    tmdb: ScriptedTmdb,
    start_run: StartRun,
    stopped_at: datetime,
    resumed_at: datetime,
    requested: list[tuple[str, int]],
) -> None:
    clock = FixedClock(stopped_at)
    tmdb.days = {("movie", NOW.date()): list(range(1, 250))}
    tmdb.failing = {("movie 2026-11-21", 3)}
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    async with units.begin() as unit:
        await unit.cursors.save("tmdb.changes.movie", {"day": "2026-11-21", "page": 1})
    reads = _reads(bench, tmdb, clock)
    run = await start_run(JobKind.CHANGE_FEED)
    with pytest.raises(SourceFailed):
        await reads(run)
    clock.instant, tmdb.failing, tmdb.requested = resumed_at, set(), []
    await reads(run)
    assert [item for item in tmdb.requested if item[0].startswith("movie")] == requested


async def test_failing_page_of_changes_blocks_neither_the_other_kind_nor_later_pages(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun, know_movies: KnowMovies
) -> None:
    await know_movies(250)
    tmdb.days = {("movie", NOW.date() - timedelta(days=1)): list(range(1, 250)), ("movie", NOW.date()): [250]}
    poisoned = ("movie 2026-11-20", 2)
    tmdb.failing = {poisoned}
    reads = _reads(bench, tmdb, FixedClock(NOW))
    run = await start_run(JobKind.CHANGE_FEED)
    with pytest.raises(SourceFailed):
        await reads(run)
    assert ("show 2026-11-21", 1) in tmdb.requested
    patient_no_more = Run(replace(run.job, attempts=2), SystemClock(), REGISTRY)
    await reads(patient_no_more)
    assert patient_no_more.job.result == {"degraded": ["changes of movies: page 2 of 2026-11-20 is not readable yet"]}
    _, total = await bench.container.application.jobs.jobs(JobFilter(parent=run.job.id))
    assert total == 100 + 49 + 1

    for again in (True, False):
        tmdb.failing, tmdb.requested = set(), []
        async with bench.container.runtime.engine.begin() as connection:
            await connection.exec_driver_sql("update jobs set status = 'ready', lease = null where tmdb_id is not null")
        await reads(await start_run(JobKind.CHANGE_FEED))
        assert (poisoned in tmdb.requested) is again
        assert await bench.scalar("select count(distinct tmdb_id) from jobs where tmdb_id <= 250") == 250


async def test_changes_that_the_feed_no_longer_has_are_logged(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun, caplog: pytest.LogCaptureFixture
) -> None:
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    for kind in ("movie", "show"):
        async with units.begin() as unit:
            day = "2026-11-07" if kind == "movie" else "2026-11-08"
            await unit.cursors.save(f"tmdb.changes.{kind}", {"day": day, "page": 2, "readOn": day})
    await _reads(bench, tmdb, FixedClock(NOW))(await start_run(JobKind.CHANGE_FEED))
    assert tmdb.requested[0] == ("movie 2026-11-08", 1)
    [warned] = [record for record in caplog.records if record.levelname == "WARNING"]
    assert warned.message == "changes missed: the feed was not read while TMDB kept them"
    assert (vars(warned)["kind"], vars(warned)["since"], vars(warned)["until"]) == ("movie", "2026-11-07", "2026-11-08")


async def test_change_feed_refreshes_deleted_titles(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun, know_movies: KnowMovies
) -> None:
    await know_movies(2)
    async with bench.container.runtime.engine.begin() as connection:
        await connection.exec_driver_sql("update titles set gone_at = now() where tmdb_id = 2")
    tmdb.days = {("movie", NOW.date()): [1, 2, 3]}
    run = await start_run(JobKind.CHANGE_FEED)
    await _reads(bench, tmdb, FixedClock(NOW))(run)
    jobs, _ = await bench.container.application.jobs.jobs(JobFilter(parent=run.job.id))
    assert {job.title for job in jobs} == {TitleKey("movie", 1), TitleKey("movie", 2)}
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    async with units.read() as unit:
        assert await unit.titles.imported([TitleKey("movie", id_) for id_ in (1, 2, 3)]) == {TitleKey("movie", 1)}


LATER = NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("state", "retried"),
    [
        ({}, {1, 2}),
        ({"left": 200}, {2}),
        ({"left": 201}, {1, 2}),
        ({"left": 0, "blocked_until": LATER}, {2}),
        ({"state": ProviderState("omdb", outage=Outage("unavailable", NOW, "too many calls failed", LATER))}, {2}),
        ({"state": ProviderState("omdb", outage=Outage("unavailable", NOW, "too many calls failed", NOW))}, {1, 2}),
    ],
    ids=["well", "the rest is for people", "one to spare", "blocked", "its breaker is open", "it may be tried again"],
)
async def test_missing_facts_are_not_retried_while_their_provider_is_unavailable(
    bench: Service,
    scripted_trakt: type[ScriptedTrakt],
    start_run: StartRun,
    know_movies: KnowMovies,
    state: dict[str, Any],
    retried: set[int],
) -> None:
    await know_movies(3)
    async with bench.container.runtime.engine.begin() as connection:
        await connection.exec_driver_sql("update titles set unanswered = '{omdb}' where tmdb_id = 1")
        await connection.exec_driver_sql("update titles set unanswered = '{trakt}' where tmdb_id = 2")
    well: dict[str, Any] = {"provides": (), "configured": True, "limit": 1000, "window_seconds": 86_400.0, "left": 1000}
    reports: dict[Source, SourceReport] = {
        "omdb": SourceReport(**{"state": ProviderState("omdb"), **well, **state}),
        "trakt": SourceReport(state=ProviderState("trakt"), **well),
    }

    async def read_states() -> dict[Source, SourceReport]:
        return reports

    providers = Providers(trakt=cast(Trakt, scripted_trakt({})), by_imdb_id={"omdb": cast(FactsByImdbId, object())})
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    run = await start_run(JobKind.RETRY_MISSING)
    await RefreshTitles(providers, units, FixedClock(NOW), lambda: None, read_states).retry_missing(run)
    jobs, _ = await bench.container.application.jobs.jobs(JobFilter(parent=run.job.id))
    assert {job.title.tmdb_id for job in jobs if job.title} == retried
