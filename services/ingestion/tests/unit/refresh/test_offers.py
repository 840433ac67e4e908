"""Refresh of offers: the rules, on the ports in memory."""

from datetime import timedelta

import pytest
from services.ingestion.tests.unit.conftest import NOW, World

from ingestion.application.ports.providers import Providers
from ingestion.application.refresh.offers import OFFERS_AGE, RefreshOffers
from ingestion.domain.events import OffersChanged, TitleImported
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import Facts, Offer, Offers, TitleKey
from ingestion.domain.titles.merging import MergedTitle
from ingestion.domain.titles.observations import Observation
from ingestion.domain.titles.records import TitleRecord

pytestmark = pytest.mark.unit

FIRST, SECOND, THIRD = (TitleKey("movie", number) for number in (1, 2, 3))
BEFORE = {"US": Offers(stream=(Offer(8, "Northwind"),))}
AFTER = {"US": Offers(stream=(Offer(9, "Lumen"),))}


def _store(world: World, *keys: TitleKey, checked: timedelta | None = None) -> None:
    for key in keys:
        facts = Facts(title="T", runtime_minutes=100, availability=BEFORE)
        world.units.stored.titles[key] = TitleRecord(
            key=key,
            version=1,
            observations={"tmdb": Observation("tmdb", "ok", NOW, facts, fetched_at=NOW)},
            merged=MergedTitle(facts, {"availability": "tmdb"}),
            imported_at=NOW - timedelta(days=3),
            offers_at=None if checked is None else NOW - checked,
        )


def _refresh(world: World) -> RefreshOffers:
    return RefreshOffers(world.providers, world.units, world.clock)


async def test_changed_offers_are_stored_and_published_and_nothing_else_changes(world: World) -> None:
    _store(world, FIRST)
    world.tmdb.regions[FIRST] = AFTER
    run = await world.run(_refresh(world), JobKind.PROVIDER_OFFERS)
    record = world.units.stored.titles[FIRST]
    assert record.merged.facts == Facts(title="T", runtime_minutes=100, availability=AFTER)
    assert (record.offers_at, record.imported_at) == (NOW, NOW - timedelta(days=3))
    [changed] = world.events(OffersChanged)
    [imported] = world.events(TitleImported)
    assert (changed.title, changed.version) == (FIRST, record.version)
    assert imported.record.version == record.version > 1
    assert run.job.done == 1


async def test_unchanged_offers_publish_nothing_and_are_not_queried_again_that_day(world: World) -> None:
    _store(world, FIRST)
    world.tmdb.regions[FIRST] = BEFORE
    for _ in range(2):
        await world.run(_refresh(world), JobKind.PROVIDER_OFFERS)
    assert (world.events(OffersChanged), world.units.stored.titles[FIRST].version) == ([], 1)
    assert world.tmdb.calls == [("offers", FIRST)]


async def test_only_offers_of_yesterdays_run_are_due(world: World) -> None:
    _store(world, FIRST, checked=OFFERS_AGE)
    _store(world, SECOND, checked=OFFERS_AGE + timedelta(seconds=1))
    world.tmdb.regions = {FIRST: AFTER, SECOND: AFTER}
    await world.run(_refresh(world), JobKind.PROVIDER_OFFERS)
    assert world.tmdb.calls == [("offers", SECOND)]


async def test_a_title_that_fails_affects_no_other(world: World) -> None:
    _store(world, FIRST, SECOND)
    world.tmdb.regions = {FIRST: SourceFailed("tmdb", Cause.WRONG_JSON, "not JSON"), SECOND: AFTER}
    run = await world.run(_refresh(world), JobKind.PROVIDER_OFFERS)
    assert world.units.stored.titles[FIRST].merged.facts.availability == BEFORE
    assert world.units.stored.titles[SECOND].merged.facts.availability == AFTER
    assert run.job.done == 2


async def test_an_exhausted_budget_keeps_what_was_fetched_and_continues_behind_it(world: World) -> None:
    _store(world, FIRST, SECOND, THIRD)
    world.tmdb.regions = {FIRST: AFTER, SECOND: SourceFailed("tmdb", Cause.QUOTA, "budget"), THIRD: AFTER}
    with pytest.raises(SourceFailed, match="budget"):
        await world.run(_refresh(world), JobKind.PROVIDER_OFFERS)
    assert world.units.stored.titles[FIRST].merged.facts.availability == AFTER
    [job] = world.jobs(JobKind.PROVIDER_OFFERS)
    assert (job.checkpoint, job.done) == ({"after": ["movie", 1]}, 1)
    world.tmdb.regions[SECOND] = AFTER
    run = await world.resume(_refresh(world), job)
    assert world.units.stored.titles[SECOND].merged.facts.availability == AFTER
    assert run.job.done == 3
    assert len(world.events(OffersChanged)) == 3


async def test_without_a_key_the_job_names_the_missing_provider(world: World) -> None:
    providers = Providers(tmdb=None, trakt=None, tvmaze=None, by_imdb_id={})
    with pytest.raises(SourceFailed, match="not_configured"):
        await world.run(RefreshOffers(providers, world.units, world.clock), JobKind.PROVIDER_OFFERS)
