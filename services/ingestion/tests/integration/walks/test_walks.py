"""Walks over known titles, past signals and schedules on the real Postgres: what was got is kept."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest

from chassis.runtime.clock import SystemClock
from chassis.testing.clock import FixedClock
from ingestion.application.ports.providers import Fetched, Providers, Tmdb, Trakt
from ingestion.application.refresh.offers import RefreshOffers
from ingestion.application.signals.backfill import Backfill, PastSignals
from ingestion.application.signals.collect import CollectSignals
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import Facts, Offers, TitleKey
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService
    from services.ingestion.tests.integration.walks.conftest import KnowMovies, ScriptedTrakt, StartRun

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def wake() -> None:
    """Let no worker run."""


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class MeteredTmdb:
    """TMDB with a window of so many calls; `requested` counts those it responded, `refused` the others."""

    def __init__(self, window: int) -> None:
        self.left = window
        self.requested: list[int] = []
        self.refused = 0

    def _meter(self, key: TitleKey) -> None:
        if self.left == 0:
            self.refused += 1
            raise SourceFailed("tmdb", Cause.QUOTA, "spent")
        self.left -= 1
        self.requested.append(key.tmdb_id)

    async def statistics(self, key: TitleKey) -> Facts:
        self._meter(key)
        return Facts(popularity=float(key.tmdb_id))

    async def offers(self, key: TitleKey) -> Fetched[dict[str, Offers]]:
        self._meter(key)
        return Fetched({})


async def test_snapshot_requests_only_what_was_not_observed_today(
    bench: Service,
    scripted_trakt: type[ScriptedTrakt],
    start_run: StartRun,
    simulator: Simulator,
    start_service: StartService,
) -> None:
    database = bench.container.settings.database_url.get_secret_value()
    movies = [TitleKey("movie", 653), TitleKey("movie", 832)]
    async with start_service(simulator, database=database) as worker:
        await worker.imported(*movies)
    at = now()
    async with bench.container.runtime.engine.begin() as connection:
        await connection.exec_driver_sql(
            "update titles set trakt_id = 77, observations = jsonb_set(observations, '{trakt,fetched_at}',"
            " '\"2026-01-01T00:00:00Z\"') where tmdb_id = 653"
        )
        # What the import published belongs to the day of the snapshot, although midnight may have passed in between.
        await connection.exec_driver_sql(
            "update titles set observations = jsonb_set(observations, '{trakt,fetched_at}', $1::jsonb)"
            " where tmdb_id = 832",
            (json.dumps(at.isoformat()),),
        )
        await connection.exec_driver_sql("delete from outbox")
    trakt = scripted_trakt({})
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    run = await start_run(JobKind.SNAPSHOTS)
    await CollectSignals(Providers(trakt=cast(Trakt, trakt)), units, FixedClock(at), wake)(run)
    assert trakt.requested == [77]
    published = {event["tmdbId"]: event for event in await bench.events("signals.collected")}
    assert (published[653]["totalWatchers"], published[653]["totalPlays"]) == (770, 1540)
    assert published[832]["totalWatchers"] > 0
    assert all(event["popularity"] > 0 and event["day"] == at.date().isoformat() for event in published.values())
    assert run.job.done == 2


async def test_snapshot_that_fails_within_a_batch_continues_after_the_committed_titles(
    bench: Service, start_run: StartRun, know_movies: KnowMovies
) -> None:
    await know_movies(30)
    tmdb = MeteredTmdb(10)
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    collect = CollectSignals(Providers(tmdb=cast(Tmdb, tmdb)), units, SystemClock(), wake)
    run = await start_run(JobKind.SNAPSHOTS)
    for done in (10, 20):
        with pytest.raises(SourceFailed, match="spent"):
            await collect(run)
        assert run.job.done == done
        tmdb.left = 10
    await collect(run)
    assert tmdb.requested == list(range(1, 31))
    assert tmdb.refused <= 8, "four at once, in two windows"
    assert [event["popularity"] for event in await bench.events("signals.collected")] == [*map(float, range(1, 31))]


async def test_snapshot_resumed_on_the_next_day_starts_again(
    bench: Service, start_run: StartRun, know_movies: KnowMovies
) -> None:
    await know_movies(4)
    tmdb = MeteredTmdb(2)
    clock = FixedClock(NOW)
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    collect = CollectSignals(Providers(tmdb=cast(Tmdb, tmdb)), units, clock, wake)
    run = await start_run(JobKind.SNAPSHOTS)
    with pytest.raises(SourceFailed, match="spent"):
        await collect(run)
    clock.instant, tmdb.left = NOW + timedelta(hours=12), 100
    await collect(run)
    assert (tmdb.requested, run.job.done) == ([1, 2, 1, 2, 3, 4], 4)
    published = [(event["tmdbId"], event["day"]) for event in await bench.events("signals.collected")]
    assert published[:3] == [(1, "2026-11-21"), (2, "2026-11-21"), (1, "2026-11-22")]


async def test_offers_before_a_failure_within_a_batch_are_committed(
    bench: Service, start_run: StartRun, know_movies: KnowMovies
) -> None:
    await know_movies(30)
    tmdb = MeteredTmdb(20)
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    refresh = RefreshOffers(Providers(tmdb=cast(Tmdb, tmdb)), units, SystemClock())
    run = await start_run(JobKind.PROVIDER_OFFERS)
    with pytest.raises(SourceFailed, match="spent"):
        await refresh(run)
    assert (run.job.done, run.job.checkpoint) == (20, {"after": ["movie", 20]})
    assert len(await bench.events("availability.changed")) == 20
    assert tmdb.refused <= 8, "eight at once"
    tmdb.left = 10
    await refresh(run)
    assert (run.job.done, tmdb.requested) == (30, list(range(1, 31)))


async def test_past_signals_are_observed_at_the_end_of_their_day(bench: Service) -> None:
    units = SqlUnitsOfWork(bench.container.runtime.transactions)
    rows = [
        PastSignals(title=TitleKey("movie", 1), day=date(2026, 1, 2), total_watchers=0),
        PastSignals(title=TitleKey("movie", 2), day=date(2026, 1, 2)),
    ]
    assert await Backfill(units, FixedClock(NOW))(rows) == 1
    [published] = await bench.events("signals.collected")
    assert (published["observedAt"], published["day"], published["origin"]) == (
        "2026-01-02T23:59:59Z",
        "2026-01-02",
        "backfill",
    )
    assert (published["totalWatchers"], published["liveWatchers"]) == (0, None)
