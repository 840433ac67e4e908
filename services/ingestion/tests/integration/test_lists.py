"""Lists, signals, feeds and schedules on the real Postgres: whole or not at all, resumed where they stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
import pytest_asyncio

from ingestion.application.listing import TakeLists
from ingestion.application.ports import JobFilter, Providers, Tmdb, Trakt
from ingestion.application.queueing import new_job
from ingestion.application.refreshing import ReadChanges
from ingestion.application.run import Run
from ingestion.application.scheduling import ScheduleDesk, Scheduler
from ingestion.application.signals import Backfill, CollectSignals, PastSignals
from ingestion.domain.errors import ScheduleNotFound
from ingestion.domain.facts import Facts, Kind, TitleKey
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import JobKind, Priority, Status
from ingestion.domain.lists import Listed, ListPage
from ingestion.domain.schedules import DEFAULTS
from ingestion.infrastructure.unit_of_work import UnitsOfWork

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, StandIn, StartService

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOON = timedelta(seconds=30)


def now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


def _pages(kind: Kind, ids: list[int], size: int = 20) -> dict[int, ListPage]:
    pages = -(-len(ids) // size)
    return {
        number: ListPage(
            number,
            tuple(Listed(TitleKey(kind, each), float(each)) for each in ids[(number - 1) * size : number * size]),
            len(ids[(number - 1) * size : number * size]),
            pages,
            len(ids),
        )
        for number in range(1, pages + 1)
    }


class ScriptedTmdb:
    """TMDB's lists as a test writes them; `asked` is what was fetched."""

    def __init__(self) -> None:
        self.lists: dict[str, dict[int, ListPage]] = {}
        self.asked: list[tuple[str, int]] = []
        self.failing: set[tuple[str, int]] = set()
        self.days: dict[tuple[Kind, date], list[int]] = {}

    def _page(self, name: str, page: int) -> ListPage:
        self.asked.append((name, page))
        if (name, page) in self.failing:
            raise SourceFailed("tmdb", Cause.SERVER, "status 500")
        return self.lists[name][page]

    async def trending(self, kind: Kind, page: int) -> ListPage:
        return self._page(f"trending.{kind}", page)

    async def now_playing(self, region: str, page: int) -> ListPage:
        return self._page(f"now-playing.{region}", page)

    async def changes(self, kind: Kind, since: date, until: date, page: int) -> ListPage:
        self.asked.append((f"{kind} {since}", page))
        ids = self.days.get((kind, since), [])
        return _pages(kind, ids, 100).get(page, ListPage(page, (), 0, 1, 0))


class ScriptedTrakt:
    """Trakt's trending list and totals as a test writes them."""

    def __init__(self, watchers: dict[TitleKey, int]) -> None:
        self.watchers = watchers
        self.asked: list[int] = []

    async def trending(self, kind: Kind, limit: int) -> tuple[tuple[TitleKey, int], ...]:
        return tuple((key, count) for key, count in self.watchers.items() if key.kind == kind)

    async def audience(self, kind: Kind, trakt_id: int) -> Facts:
        self.asked.append(trakt_id)
        return Facts(total_watchers=trakt_id * 10, total_plays=trakt_id * 20)


@pytest_asyncio.fixture
async def bench(stand_in: StandIn, start_service: StartService) -> AsyncIterator[Service]:
    """Give the wired service without its worker, on a fresh database."""
    async with start_service(stand_in, worker=False) as service:
        yield service


async def _run(service: Service, kind: JobKind, payload: dict[str, Any] | None = None) -> Run:
    open_unit = UnitsOfWork(service.container.foundation.transactions)
    async with open_unit() as unit:
        await unit.jobs.add(
            [new_job(kind, now(), dedup_key=kind.value, priority=Priority.REFRESH, payload=payload or {})]
        )
        [job] = [job for job in await unit.jobs.claim(8, SOON) if job.kind is kind]
        await unit.commit()
    return Run(job, now)


def _takes(service: Service, tmdb: ScriptedTmdb, trakt: ScriptedTrakt | None = None) -> TakeLists:
    open_unit = UnitsOfWork(service.container.foundation.transactions)
    return TakeLists(
        Providers(tmdb=cast(Tmdb, tmdb), trakt=cast(Trakt, trakt) if trakt else None),
        open_unit,
        now,
        lambda: None,
        region="US",
    )


async def test_both_trending_lists_are_replaced_at_once_and_missing_titles_queued(bench: Service) -> None:
    tmdb = ScriptedTmdb()
    tmdb.lists = {"trending.movie": _pages("movie", list(range(1, 31))), "trending.show": _pages("show", [7, 8])}
    trakt = ScriptedTrakt({TitleKey("movie", 2): 55, TitleKey("movie", 999): 1})
    run = await _run(bench, JobKind.TRENDING, {"pages": 5, "syncStats": True})
    await _takes(bench, tmdb, trakt)(run)
    films, shows = await bench.events("list.refreshed")
    assert (films["listId"], shows["listId"]) == ("trending.movie.day", "trending.show.day")
    assert [item["rank"] for item in films["items"]] == list(range(1, 31))
    assert (films["items"][29]["score"], shows["items"][0]["score"]) == (9971.0, 10000.0)
    signals = {event["tmdbId"]: event for event in await bench.events("signals.collected") if event["kind"] == "movie"}
    assert (len(signals), signals[2]["liveWatchers"], signals[3]["liveWatchers"]) == (30, 55, None)
    assert signals[3]["popularity"] == 3.0
    _, queued = await bench.container.application.jobs.jobs(JobFilter(parent=run.job.id))
    assert queued == 32
    assert run.job.status is Status.READY


async def test_who_left_the_list_is_not_in_the_next_one_and_its_version_grows(bench: Service) -> None:
    tmdb = ScriptedTmdb()
    for ids in ([1, 2, 3], [3, 4]):
        tmdb.lists = {"now-playing.US": _pages("movie", ids)}
        await _takes(bench, tmdb)(await _run(bench, JobKind.NOW_PLAYING_FLAGS))
    first, second = await bench.events("list.refreshed")
    assert [item["tmdbId"] for item in second["items"]] == [3, 4]
    assert second["version"] > first["version"]
    assert (await bench.container.application.jobs.jobs(JobFilter(kinds=(JobKind.SYNC_MOVIE,))))[1] == 0


async def test_an_empty_list_empties_the_last_one(bench: Service) -> None:
    tmdb = ScriptedTmdb()
    tmdb.lists = {"now-playing.US": {1: ListPage(1, (), 0, 1, 0)}}
    await _takes(bench, tmdb)(await _run(bench, JobKind.NOW_PLAYING_FLAGS))
    [told] = await bench.events("list.refreshed")
    assert told["items"] == []


async def test_a_job_that_stopped_goes_on_with_the_page_after_the_last(bench: Service) -> None:
    tmdb = ScriptedTmdb()
    tmdb.lists = {"trending.movie": _pages("movie", list(range(1, 61))), "trending.show": _pages("show", [7])}
    tmdb.failing = {("trending.movie", 3)}
    run = await _run(bench, JobKind.TRENDING, {"pages": 3})
    takes = _takes(bench, tmdb)
    with pytest.raises(SourceFailed):
        await takes(run)
    assert await bench.events("list.refreshed") == []
    tmdb.failing, tmdb.asked = set(), []
    resumed = Run(run.job, now)
    await takes(resumed)
    assert tmdb.asked == [("trending.movie", 3), ("trending.show", 1)]
    films, _ = await bench.events("list.refreshed")
    assert len(films["items"]) == 60


async def test_a_short_page_is_an_error_and_leaves_the_last_list(bench: Service) -> None:
    tmdb = ScriptedTmdb()
    pages = _pages("movie", list(range(1, 61)))
    short = ListPage(2, pages[2].items[:19], 19, 3, 60)
    tmdb.lists = {"now-playing.US": {**pages, 2: short}}
    with pytest.raises(SourceFailed) as failed:
        await _takes(bench, tmdb)(await _run(bench, JobKind.NOW_PLAYING))
    assert failed.value.cause is Cause.TRUNCATED
    assert await bench.events("list.refreshed") == []


async def test_a_list_that_changes_while_it_is_read_is_read_anew(bench: Service) -> None:
    tmdb = ScriptedTmdb()
    tmdb.lists = {
        "now-playing.US": {1: _pages("movie", list(range(1, 41)))[1], 2: _pages("movie", list(range(1, 40)))[2]}
    }
    run = await _run(bench, JobKind.NOW_PLAYING)
    with pytest.raises(SourceFailed, match="changed"):
        await _takes(bench, tmdb)(run)
    tmdb.lists = {"now-playing.US": _pages("movie", list(range(1, 40)))}
    tmdb.asked = []
    await _takes(bench, tmdb)(Run(run.job, now))
    assert tmdb.asked == [("now-playing.US", 1), ("now-playing.US", 2)]


async def test_the_change_feed_refreshes_what_is_known_and_remembers_its_place(
    bench: Service, stand_in: StandIn, start_service: StartService
) -> None:
    tmdb = ScriptedTmdb()
    today = now().date()
    yesterday = today - timedelta(days=1)
    known = TitleKey("movie", 653)
    async with start_service(stand_in, database=bench.container.settings.database_url.get_secret_value()) as worker:
        await worker.imported(known)
    tmdb.days = {("movie", yesterday): [653, 9_999_999], ("movie", today): list(range(1, 150))}
    open_unit = UnitsOfWork(bench.container.foundation.transactions)
    reads = ReadChanges(Providers(tmdb=cast(Tmdb, tmdb)), open_unit, now, lambda: None)
    run = await _run(bench, JobKind.CHANGE_FEED)
    await reads(run)
    jobs, total = await bench.container.application.jobs.jobs(JobFilter(parent=run.job.id))
    assert (total, jobs[0].title) == (1, known)
    assert tmdb.asked == [
        (f"movie {yesterday}", 1),
        (f"movie {today}", 1),
        (f"movie {today}", 2),
        (f"show {yesterday}", 1),
        (f"show {today}", 1),
    ]
    tmdb.asked = []
    await reads(await _run(bench, JobKind.CHANGE_FEED))
    assert tmdb.asked == [(f"movie {today}", 1), (f"movie {today}", 2), (f"show {today}", 1)]


async def test_a_snapshot_asks_only_for_what_was_not_told_today(
    bench: Service, stand_in: StandIn, start_service: StartService
) -> None:
    database = bench.container.settings.database_url.get_secret_value()
    films = [TitleKey("movie", 653), TitleKey("movie", 832)]
    async with start_service(stand_in, database=database) as worker:
        await worker.imported(*films)
    async with bench.container.foundation.engine.begin() as connection:
        await connection.exec_driver_sql(
            "update titles set trakt_id = 77, observations = jsonb_set(observations, '{trakt,fetched_at}',"
            " '\"2026-01-01T00:00:00Z\"') where tmdb_id = 653"
        )
        await connection.exec_driver_sql("delete from outbox")
    trakt = ScriptedTrakt({})
    open_unit = UnitsOfWork(bench.container.foundation.transactions)
    run = await _run(bench, JobKind.SNAPSHOTS)
    await CollectSignals(Providers(trakt=cast(Trakt, trakt)), open_unit, now)(run)
    assert trakt.asked == [77]
    told = {event["tmdbId"]: event for event in await bench.events("signals.collected")}
    assert (told[653]["totalWatchers"], told[653]["totalPlays"]) == (770, 1540)
    assert told[832]["totalWatchers"] > 0
    assert all(event["popularity"] > 0 and event["day"] == now().date().isoformat() for event in told.values())
    assert run.job.done == 2


async def test_past_signals_are_observed_at_the_end_of_their_day(bench: Service) -> None:
    open_unit = UnitsOfWork(bench.container.foundation.transactions)
    rows = [
        PastSignals(title=TitleKey("movie", 1), day=date(2026, 1, 2), total_watchers=0),
        PastSignals(title=TitleKey("movie", 2), day=date(2026, 1, 2)),
    ]
    assert await Backfill(open_unit)(rows) == 1
    [told] = await bench.events("signals.collected")
    assert (told["observedAt"], told["day"], told["origin"]) == ("2026-01-02T23:59:59Z", "2026-01-02", "backfill")
    assert (told["totalWatchers"], told["liveWatchers"]) == (0, None)


async def test_a_due_schedule_runs_once_over_all_replicas_and_a_change_of_it_stays(bench: Service) -> None:
    clock = [NOW]
    open_unit = UnitsOfWork(bench.container.foundation.transactions)
    replicas = [Scheduler(open_unit, lambda: clock[0], lambda: None, lambda _: False, DEFAULTS) for _ in range(4)]
    for replica in replicas:
        await replica._ensure()
    assert sum(await asyncio.gather(*(replica.look_once() for replica in replicas))) == 0
    clock[0] = NOW + timedelta(minutes=31)
    started = sum(await asyncio.gather(*(replica.look_once() for replica in replicas)))
    assert started == 2
    jobs, _ = await bench.container.application.jobs.jobs(JobFilter())
    assert {job.kind for job in jobs} == {JobKind.MEND, JobKind.CHANGE_FEED}
    desk = ScheduleDesk(open_unit, lambda: clock[0], lambda: None)
    changed = await desk.change("trending", cron="0 0 * * *", enabled=False)
    assert changed.next_run_at == datetime(2026, 11, 22, tzinfo=UTC)
    await replicas[0]._ensure()
    stored = {schedule.name: schedule for schedule in await desk.all()}
    assert (stored["trending"].cron, stored["trending"].enabled) == ("0 0 * * *", False)
    with pytest.raises(ScheduleNotFound):
        await desk.change("nothing", enabled=True)
