"""Signals of the day: the rules, on the ports in memory."""

from datetime import datetime, timedelta

import pytest
from services.ingestion.tests.unit.conftest import NOW, World

from ingestion.application.signals.backfill import Backfill, PastSignals
from ingestion.application.signals.collect import CollectSignals
from ingestion.domain.events import SignalsCollected
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import Facts, Source, TitleKey
from ingestion.domain.titles.merging import merge
from ingestion.domain.titles.observations import Observation
from ingestion.domain.titles.records import TitleRecord

pytestmark = pytest.mark.unit

YESTERDAY = NOW - timedelta(days=1)
QUOTA = SourceFailed("tmdb", Cause.QUOTA, "spent")


def _record(number: int, at: datetime) -> TitleRecord:
    tmdb = Observation("tmdb", "ok", at, Facts(title=f"Movie {number}", popularity=1.0), at)
    trakt = Observation("trakt", "ok", at, Facts(trakt_id=number, total_watchers=10, total_plays=20), at)
    observations: dict[Source, Observation] = {"tmdb": tmdb, "trakt": trakt}
    merged = merge(observations, at.date())
    key = TitleKey("movie", number)
    return TitleRecord(key=key, version=1, observations=observations, merged=merged, imported_at=at)


def _world(world: World, count: int, at: datetime) -> World:
    for number in range(1, count + 1):
        key = TitleKey("movie", number)
        world.units.stored.titles[key] = _record(number, at)
        world.tmdb.popularities[key] = float(100 + number)
        world.trakt.audiences[number] = Facts(total_watchers=1000 + number)
    return world


def _collect(world: World) -> CollectSignals:
    return CollectSignals(world.providers, world.units, world.clock)


async def test_every_title_is_observed(world: World) -> None:
    run = await _world(world, 120, YESTERDAY).run(_collect(world), JobKind.SNAPSHOTS)
    signals = world.events(SignalsCollected)
    assert [(event.title.tmdb_id, event.total_watchers, event.popularity) for event in signals] == [
        (number, 1000 + number, 100.0 + number) for number in range(1, 121)
    ]
    assert run.job.done == 120


async def test_observations_of_today_are_published_as_they_are_unless_forced(world: World) -> None:
    _world(world, 1, NOW)
    await world.run(_collect(world), JobKind.SNAPSHOTS)
    assert (world.tmdb.calls, world.trakt.calls) == ([], [])
    await world.run(_collect(world), JobKind.SNAPSHOTS, force=True)
    assert [event.total_watchers for event in world.events(SignalsCollected)] == [10, 1001]


async def test_titles_before_a_spent_quota_are_committed_and_the_job_continues_after_them(world: World) -> None:
    _world(world, 3, YESTERDAY)
    world.tmdb.popularities[TitleKey("movie", 2)] = QUOTA
    with pytest.raises(SourceFailed, match="spent"):
        await world.run(_collect(world), JobKind.SNAPSHOTS)
    assert [event.title.tmdb_id for event in world.events(SignalsCollected)] == [1]
    world.tmdb.popularities[TitleKey("movie", 2)] = 102.0
    [job] = world.jobs(JobKind.SNAPSHOTS)
    await world.resume(_collect(world), job)
    assert [event.title.tmdb_id for event in world.events(SignalsCollected)] == [1, 2, 3]


async def test_job_that_is_resumed_on_another_day_starts_again(world: World) -> None:
    _world(world, 3, YESTERDAY)
    world.tmdb.popularities[TitleKey("movie", 3)] = QUOTA
    with pytest.raises(SourceFailed):
        await world.run(_collect(world), JobKind.SNAPSHOTS)
    world.clock.instant = NOW + timedelta(days=1)
    world.tmdb.popularities[TitleKey("movie", 3)] = 103.0
    [job] = world.jobs(JobKind.SNAPSHOTS)
    await world.resume(_collect(world), job)
    days = [(event.title.tmdb_id, event.day.day) for event in world.events(SignalsCollected)]
    assert days == [(1, 21), (2, 21), (1, 22), (2, 22), (3, 22)]


async def test_past_signals_are_observed_at_the_end_of_their_day(world: World) -> None:
    rows = [
        PastSignals(title=TitleKey("movie", 1), day=YESTERDAY.date(), total_watchers=5),
        PastSignals(title=TitleKey("movie", 2), day=YESTERDAY.date()),
    ]
    assert await Backfill(world.units, world.clock)(rows) == 1
    [signals] = world.events(SignalsCollected)
    assert (signals.origin, signals.observed_at.isoformat()) == ("backfill", "2026-11-20T23:59:59+00:00")


async def test_signals_of_today_are_not_observed_in_the_future(world: World) -> None:
    rows = [PastSignals(title=TitleKey("movie", 1), day=NOW.date(), total_watchers=5)]
    await Backfill(world.units, world.clock)(rows)
    [signals] = world.events(SignalsCollected)
    assert (signals.day, signals.observed_at) == (NOW.date(), NOW)
