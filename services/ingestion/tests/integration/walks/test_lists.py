"""Lists on the real Postgres: whole or not at all, resumed where they stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest

from chassis.core.clock import Clock
from chassis.runtime.clock import SystemClock
from chassis.testing.clock import FixedClock
from ingestion.application.lists.list_sync import SyncLists
from ingestion.application.ports.providers import Providers, Tmdb, Trakt
from ingestion.application.run import Run
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.job_rules import REGISTRY
from ingestion.domain.jobs import JobKind
from ingestion.domain.lists.pages import ListPage
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork
from jobs.model import Status
from jobs.ports import JobFilter

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service
    from services.ingestion.tests.integration.walks.conftest import ScriptedTmdb, ScriptedTrakt, StartRun

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def _takes(
    service: Service, tmdb: ScriptedTmdb, trakt: ScriptedTrakt | None = None, clock: Clock = SystemClock()
) -> SyncLists:
    units = SqlUnitsOfWork(service.container.runtime.transactions)
    return SyncLists(
        Providers(tmdb=cast(Tmdb, tmdb), trakt=cast(Trakt, trakt) if trakt else None),
        units,
        clock,
        lambda: None,
        region="US",
    )


async def test_both_trending_lists_are_replaced_at_once_and_missing_titles_queued(
    bench: Service, tmdb: ScriptedTmdb, scripted_trakt: type[ScriptedTrakt], start_run: StartRun
) -> None:
    tmdb.lists = {
        "trending.movie": tmdb.pages("movie", list(range(1, 31))),
        "trending.show": tmdb.pages("show", [7, 8]),
    }
    trakt = scripted_trakt({TitleKey("movie", 2): 55, TitleKey("movie", 999): 1})
    run = await start_run(JobKind.TRENDING, {"pages": 5, "syncStats": True})
    await _takes(bench, tmdb, trakt)(run)
    movies, shows = await bench.events("list.refreshed")
    assert (movies["listId"], shows["listId"]) == ("trending.movie.day", "trending.show.day")
    assert [item["rank"] for item in movies["items"]] == list(range(1, 31))
    assert (movies["items"][29]["score"], shows["items"][0]["score"]) == (9971.0, 10000.0)
    signals = {event["tmdbId"]: event for event in await bench.events("signals.collected") if event["kind"] == "movie"}
    assert (len(signals), signals[2]["liveWatchers"], signals[3]["liveWatchers"]) == (30, 55, None)
    assert signals[3]["popularity"] == 3.0
    _, queued = await bench.container.application.jobs.jobs(JobFilter(parent=run.job.id))
    assert queued == 32
    assert run.job.status is Status.READY


async def test_next_list_replaces_the_last_one_with_a_higher_version(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun
) -> None:
    for ids in ([1, 2, 3], [3, 4]):
        tmdb.lists = {"now-playing.US": tmdb.pages("movie", ids)}
        await _takes(bench, tmdb)(await start_run(JobKind.NOW_PLAYING_FLAGS))
    first, second = await bench.events("list.refreshed")
    assert [item["tmdbId"] for item in second["items"]] == [3, 4]
    assert second["version"] > first["version"]
    assert (await bench.container.application.jobs.jobs(JobFilter(kinds=(JobKind.SYNC_MOVIE,))))[1] == 0


async def test_empty_list_replaces_the_last_one(bench: Service, tmdb: ScriptedTmdb, start_run: StartRun) -> None:
    tmdb.lists = {"now-playing.US": {1: ListPage(1, (), 0, 1, 0)}}
    await _takes(bench, tmdb)(await start_run(JobKind.NOW_PLAYING_FLAGS))
    [published] = await bench.events("list.refreshed")
    assert published["items"] == []


async def test_interrupted_job_continues_with_the_next_page(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun
) -> None:
    tmdb.lists = {"trending.movie": tmdb.pages("movie", list(range(1, 61))), "trending.show": tmdb.pages("show", [7])}
    tmdb.failing = {("trending.movie", 3)}
    run = await start_run(JobKind.TRENDING, {"pages": 3})
    takes = _takes(bench, tmdb)
    with pytest.raises(SourceFailed):
        await takes(run)
    assert await bench.events("list.refreshed") == []
    tmdb.failing, tmdb.requested = set(), []
    resumed = Run(run.job, SystemClock(), REGISTRY)
    await takes(resumed)
    assert tmdb.requested == [("trending.movie", 3), ("trending.show", 1)]
    movies, _ = await bench.events("list.refreshed")
    assert len(movies["items"]) == 60


@pytest.mark.parametrize(
    ("later", "requested", "taken_at"),
    [
        (timedelta(minutes=15), [3], "2026-11-21T12:00:00Z"),
        (timedelta(minutes=15, seconds=1), [1, 2, 3], "2026-11-21T12:15:01Z"),
    ],
)
async def test_fresh_pages_are_continued_from_and_the_list_is_as_old_as_its_first_page(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun, later: timedelta, requested: list[int], taken_at: str
) -> None:
    clock = FixedClock(NOW)
    tmdb.lists = {"now-playing.US": tmdb.pages("movie", list(range(1, 61)))}
    tmdb.failing = {("now-playing.US", 3)}
    takes = _takes(bench, tmdb, clock=clock)
    run = await start_run(JobKind.NOW_PLAYING)
    with pytest.raises(SourceFailed):
        await takes(run)
    assert run.job.done == 2
    clock.instant, tmdb.failing, tmdb.requested = NOW + later, set(), []
    await takes(Run(run.job, SystemClock(), REGISTRY))
    assert [page for _, page in tmdb.requested] == requested
    [published] = await bench.events("list.refreshed")
    assert (published["takenAt"], len(published["items"])) == (taken_at, 60)


def _with_totals(page: ListPage, pages: int, results: int) -> ListPage:
    return ListPage(page.number, page.items, page.received, pages, results)


async def test_list_whose_pages_disagree_slightly_is_stored_as_degraded(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun
) -> None:
    first = tmdb.pages("movie", list(range(1, 32)))[1]
    second = tmdb.pages("movie", [*range(101, 120), 20, *range(21, 32), 12])[2]
    tmdb.lists = {"now-playing.US": {1: _with_totals(first, 2, 31), 2: _with_totals(second, 2, 32)}}
    run = await start_run(JobKind.NOW_PLAYING)
    await _takes(bench, tmdb)(run)
    [published] = await bench.events("list.refreshed")
    assert [item["rank"] for item in published["items"]] == list(range(1, 32))
    assert [item["tmdbId"] for item in published["items"]] == list(range(1, 32))
    degraded = (await bench.job(run.job.id)).result
    assert degraded is not None
    assert [problem.split(":")[0] for problem in degraded["degraded"]] == ["now-playing.movie.US"] * 2
    assert await bench.scalar("select cardinality(degraded) from lists") == 2


async def test_page_that_lacks_many_entries_leaves_the_last_list(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun
) -> None:
    pages = tmdb.pages("movie", list(range(1, 61)))
    tmdb.lists = {"now-playing.US": {**pages, 2: ListPage(2, pages[2].items[:10], 10, 3, 60)}}
    run = await start_run(JobKind.NOW_PLAYING)
    with pytest.raises(SourceFailed) as failed:
        await _takes(bench, tmdb)(run)
    assert failed.value.cause is Cause.TRUNCATED
    assert await bench.events("list.refreshed") == []
    tmdb.lists = {"now-playing.US": {**pages, 2: ListPage(2, pages[2].items[:19], 19, 3, 60)}}
    await _takes(bench, tmdb)(Run(run.job, SystemClock(), REGISTRY))
    [published] = await bench.events("list.refreshed")
    assert len(published["items"]) == 59


async def test_list_that_changed_while_it_was_read_is_read_again(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun
) -> None:
    tmdb.lists = {
        "now-playing.US": {1: tmdb.pages("movie", list(range(1, 41)))[1], 2: tmdb.pages("movie", list(range(1, 75)))[2]}
    }
    run = await start_run(JobKind.NOW_PLAYING)
    with pytest.raises(SourceFailed, match="changed"):
        await _takes(bench, tmdb)(run)
    tmdb.lists = {"now-playing.US": tmdb.pages("movie", list(range(1, 40)))}
    tmdb.requested = []
    await _takes(bench, tmdb)(Run(run.job, SystemClock(), REGISTRY))
    assert tmdb.requested == [("now-playing.US", 1), ("now-playing.US", 2)]


async def test_unreadable_list_does_not_block_the_other_in_the_last_attempts(
    bench: Service, tmdb: ScriptedTmdb, start_run: StartRun
) -> None:
    tmdb.lists = {"trending.movie": tmdb.pages("movie", [1]), "trending.show": tmdb.pages("show", [7])}
    tmdb.failing = {("trending.movie", 1)}
    run = await start_run(JobKind.TRENDING, {"pages": 1})
    for attempts, claimed in ((0, []), (2, ["trending.show.day"])):
        with pytest.raises(SourceFailed):
            await _takes(bench, tmdb)(Run(replace(run.job, attempts=attempts), SystemClock(), REGISTRY))
        assert [event["listId"] for event in await bench.events("list.refreshed")] == claimed
