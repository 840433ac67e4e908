"""Signals of the day: the rules, on the ports in memory."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from services.ingestion.tests.unit.conftest import NOW, World

from ingestion.application.signals.backfill import Backfill, PastSignals
from ingestion.application.signals.collect import MOST_DUE, CollectSignals
from ingestion.domain.events import SignalsCollected
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import JobKind, Priority
from ingestion.domain.titles.facts import Facts, Rating, Source, TitleKey
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
    return CollectSignals(world.providers, world.units, world.clock, world.wake, lambda: 0.5)


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


async def test_due_titles_alone_are_checked_and_due_again_by_what_has_changed(world: World) -> None:
    _world(world, 3, YESTERDAY)
    collect = _collect(world)
    run = await world.run(collect.check_due, JobKind.STATISTICS)
    checks = world.units.stored.checks
    assert run.job.done == 3
    assert {check.due_at for check in checks.values()} == {NOW + timedelta(hours=6)}
    world.tmdb.calls.clear()
    await world.run(collect.check_due, JobKind.STATISTICS)
    assert world.tmdb.calls == []

    world.clock.instant = NOW + timedelta(hours=6)
    world.trakt.audiences[1] = Facts(total_watchers=2002)
    await world.run(collect.check_due, JobKind.STATISTICS)
    checks = world.units.stored.checks
    hours = [int(checks[TitleKey("movie", number)].interval / timedelta(hours=1)) for number in (1, 2, 3)]
    assert hours == [6, 12, 12]
    watchers = [event.total_watchers for event in world.events(SignalsCollected)]
    assert watchers == [1001, 1002, 1003, 2002, 1002, 1003]


async def test_title_that_was_imported_lately_is_not_due(world: World) -> None:
    _world(world, 1, NOW - timedelta(hours=5))
    await world.run(_collect(world).check_due, JobKind.STATISTICS)
    assert (world.tmdb.calls, world.units.stored.checks) == ([], {})


async def test_title_that_fails_is_due_later_and_keeps_what_is_known(world: World) -> None:
    _world(world, 2, YESTERDAY)
    collect = _collect(world)
    await world.run(collect.check_due, JobKind.STATISTICS)
    first = TitleKey("movie", 1)
    statistics = world.units.stored.checks[first].statistics
    world.clock.instant = NOW + timedelta(hours=6)
    world.tmdb.popularities[first] = SourceFailed("tmdb", Cause.SERVER, "status 500")
    world.trakt.audiences[1] = SourceFailed("trakt", Cause.SERVER, "status 500")
    run = await world.run(collect.check_due, JobKind.STATISTICS)
    check = world.units.stored.checks[first]
    assert (check.statistics, check.is_complete, check.due_at) == (
        statistics,
        False,
        world.clock.now() + timedelta(hours=6),
    )
    assert run.job.done == 2
    assert [event.title.tmdb_id for event in world.events(SignalsCollected)] == [1, 2, 2]


async def test_checks_before_a_spent_quota_are_committed_and_not_repeated(world: World) -> None:
    _world(world, 3, YESTERDAY)
    world.tmdb.popularities[TitleKey("movie", 2)] = QUOTA
    with pytest.raises(SourceFailed, match="spent"):
        await world.run(_collect(world).check_due, JobKind.STATISTICS)
    world.tmdb.popularities[TitleKey("movie", 2)] = 102.0
    [job] = world.jobs(JobKind.STATISTICS)
    run = await world.resume(_collect(world).check_due, job)
    assert [event.title.tmdb_id for event in world.events(SignalsCollected)] == [1, 2, 3]
    assert run.job.done == 3


async def test_one_run_checks_a_bounded_number_of_titles(world: World) -> None:
    _world(world, MOST_DUE + 30, YESTERDAY)
    run = await world.run(_collect(world).check_due, JobKind.STATISTICS)
    assert run.job.done == len(world.units.stored.checks) == MOST_DUE
    run = await world.run(_collect(world).check_due, JobKind.STATISTICS)
    assert run.job.done == 30


async def test_snapshot_uses_the_checks_of_the_day_and_is_one(world: World) -> None:
    _world(world, 1, YESTERDAY)
    await world.run(_collect(world).check_due, JobKind.STATISTICS)
    calls = list(world.tmdb.calls), list(world.trakt.calls)
    await world.run(_collect(world), JobKind.SNAPSHOTS)
    assert (world.tmdb.calls, world.trakt.calls) == calls
    signals = [(event.total_watchers, event.popularity) for event in world.events(SignalsCollected)]
    assert signals == [(1001, 101.0), (1001, 101.0)]

    world.clock.instant = NOW + timedelta(days=1)
    await world.run(_collect(world), JobKind.SNAPSHOTS)
    check = world.units.stored.checks[TitleKey("movie", 1)]
    assert (check.checked_at, check.interval) == (world.clock.now(), timedelta(hours=12))


async def test_snapshot_repeats_a_check_of_the_day_that_lacks_a_provider(world: World) -> None:
    _world(world, 1, YESTERDAY)
    world.trakt.audiences[1] = SourceFailed("trakt", Cause.SERVER, "status 500")
    await world.run(_collect(world).check_due, JobKind.STATISTICS)
    world.trakt.audiences[1] = Facts(total_watchers=1001)
    await world.run(_collect(world), JobKind.SNAPSHOTS)
    assert [event.total_watchers for event in world.events(SignalsCollected)] == [None, 1001]


async def test_title_whose_rating_has_moved_is_imported_again(world: World) -> None:
    _world(world, 2, YESTERDAY)
    rated = {1: Rating(7.25, 900), 2: Rating(7.14, 910)}
    for number, rating in rated.items():
        key = TitleKey("movie", number)
        stored = world.units.stored.titles[key]
        tmdb = replace(stored.observations["tmdb"], facts=Facts(title="T", ratings={"tmdb": Rating(7.1, 900)}))
        observations = {**stored.observations, "tmdb": tmdb}
        merged = merge(observations, NOW.date())
        world.units.stored.titles[key] = replace(stored, observations=observations, merged=merged)
        world.tmdb.ratings[key] = rating
    run = await world.run(_collect(world).check_due, JobKind.STATISTICS)
    [job] = world.jobs(JobKind.SYNC_MOVIE)
    assert (job.title, job.parent, job.priority) == (TitleKey("movie", 1), run.job.id, Priority.SNAPSHOT)
    assert world.wakes == 1
    assert [event.ratings for event in world.events(SignalsCollected)] == [
        {"tmdb": rating} for rating in rated.values()
    ]
    assert world.units.stored.checks[TitleKey("movie", 2)].statistics.votes == 910


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
