"""The service without its worker on a fresh database, and providers that return what a test writes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from chassis.runtime.clock import SystemClock
from ingestion.application.job_factory import new_job
from ingestion.application.run import Run
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.job_rules import REGISTRY
from ingestion.domain.jobs import JobKind, Priority
from ingestion.domain.lists.pages import Listed, ListPage
from ingestion.domain.titles.facts import Facts, Kind, TitleKey
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

SOON = timedelta(seconds=30)


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class ScriptedTmdb:
    """TMDB's lists as a test writes them; `requested` is what was fetched."""

    def __init__(self) -> None:
        self.lists: dict[str, dict[int, ListPage]] = {}
        self.requested: list[tuple[str, int]] = []
        self.failing: set[tuple[str, int]] = set()
        self.days: dict[tuple[Kind, date], list[int]] = {}

    @staticmethod
    def pages(kind: Kind, ids: list[int], size: int = 20) -> dict[int, ListPage]:
        """Return a list of titles as the pages in which TMDB would return it."""
        pages = -(-len(ids) // size)
        return {
            number: ListPage(
                number,
                tuple(Listed(TitleKey(kind, item), float(item)) for item in ids[(number - 1) * size : number * size]),
                len(ids[(number - 1) * size : number * size]),
                pages,
                len(ids),
            )
            for number in range(1, pages + 1)
        }

    def _page(self, name: str, page: int) -> ListPage:
        self.requested.append((name, page))
        if (name, page) in self.failing:
            raise SourceFailed("tmdb", Cause.SERVER, "status 500")
        return self.lists[name][page]

    async def trending(self, kind: Kind, page: int) -> ListPage:
        return self._page(f"trending.{kind}", page)

    async def now_playing(self, region: str, page: int) -> ListPage:
        return self._page(f"now-playing.{region}", page)

    async def changes(self, kind: Kind, since: date, until: date, page: int) -> ListPage:
        self.requested.append((f"{kind} {since}", page))
        if (f"{kind} {since}", page) in self.failing:
            raise SourceFailed("tmdb", Cause.SERVER, "status 500")
        ids = self.days.get((kind, since), [])
        return self.pages(kind, ids, 100).get(page, ListPage(page, (), 0, 1, 0))


class ScriptedTrakt:
    """Trakt's trending list and totals as a test writes them."""

    def __init__(self, watchers: dict[TitleKey, int]) -> None:
        self.watchers = watchers
        self.requested: list[int] = []

    async def trending(self, kind: Kind, limit: int) -> tuple[tuple[TitleKey, int], ...]:
        return tuple((key, count) for key, count in self.watchers.items() if key.kind == kind)

    async def audience(self, kind: Kind, trakt_id: int) -> Facts:
        self.requested.append(trakt_id)
        return Facts(total_watchers=trakt_id * 10, total_plays=trakt_id * 20)


StartRun = Callable[..., Awaitable[Run]]
KnowMovies = Callable[[int], Awaitable[None]]


@pytest.fixture
def tmdb() -> ScriptedTmdb:
    """TMDB without any list yet."""
    return ScriptedTmdb()


@pytest.fixture
def scripted_trakt() -> type[ScriptedTrakt]:
    """Make a Trakt with given watchers."""
    return ScriptedTrakt


@pytest_asyncio.fixture
async def bench(simulator: Simulator, start_service: StartService) -> AsyncIterator[Service]:
    """Return the service without its worker, on a fresh database."""
    async with start_service(simulator, worker=False) as service:
        yield service


@pytest.fixture
def start_run(bench: Service) -> StartRun:
    """Queue a job of a kind, with a payload or without, and claim it."""

    async def start(kind: JobKind, payload: dict[str, Any] | None = None) -> Run:
        units = SqlUnitsOfWork(bench.container.runtime.transactions)
        async with units.begin() as unit:
            await unit.jobs.add(
                [new_job(kind, now(), dedup_key=kind.value, priority=Priority.REFRESH, payload=payload or {})]
            )
            [job] = [job for job in await unit.jobs.claim(8, SOON) if job.kind is kind]
        return Run(job, SystemClock(), REGISTRY)

    return start


@pytest.fixture
def know_movies(bench: Service, simulator: Simulator, start_service: StartService) -> KnowMovies:
    """Let a movie be known under the ids 1 to `count`, all of them looked at long ago."""

    async def know(count: int) -> None:
        database = bench.container.settings.database_url.get_secret_value()
        async with start_service(simulator, database=database) as worker:
            await worker.imported(TitleKey("movie", 653))
        async with bench.container.runtime.engine.begin() as connection:
            await connection.exec_driver_sql(
                "insert into titles select (jsonb_populate_record(movie, jsonb_build_object('tmdb_id', id))).*"
                f" from titles as movie, generate_series(1, {count}) as id"
            )
            await connection.exec_driver_sql("delete from titles where tmdb_id = 653")
            await connection.exec_driver_sql(
                "update titles set trakt_id = null, imported_at = '2026-01-01T00:00Z', offers_at = '2026-01-01T00:00Z',"
                " observations = jsonb_set(observations, '{trakt,fetched_at}', '\"2026-01-01T00:00:00Z\"')"
            )
            await connection.exec_driver_sql("delete from outbox")

    return know
