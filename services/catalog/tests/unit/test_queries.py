"""Use cases that read: regions, selections, redirects and errors, on fakes."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from services.catalog.tests.fakes import FakeLists, FakeLookup, FakeServices, FakeTitles

from catalog.application.discovery.services import MyServices
from catalog.application.lookup import LookupQueries, TitleRedirect
from catalog.application.queries import ListQueries, TitleQueries
from catalog.application.read_models import Filters, LookupResult, Paging, Redirect, View
from catalog.domain.errors import MediaDeleted, MediaNotFound, SeasonNotFound
from catalog.domain.merge_chain import MergeChainEntry, Successor
from catalog.domain.regions import Regions
from chassis.testing.clock import NOON, FixedClock

pytestmark = pytest.mark.unit

REGIONS = Regions("US", ("US", "GB"))
NO_SERVICES = MyServices(FakeServices(), FakeServices(), FixedClock(), REGIONS)
DELETED = datetime(2026, 11, 20, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)
NOTHING = LookupResult((), {}, (), (ONE,), "US", NOON)


def chain(successor_kind: str = "movie", slug: str | None = "dune") -> list[MergeChainEntry]:
    successor = Successor(TWO, successor_kind, 2)
    return [
        MergeChainEntry(ONE, "movie", 1, None, DELETED, successor),
        MergeChainEntry(TWO, successor_kind, 2, slug),
    ]


def title_queries(titles: FakeTitles) -> TitleQueries:
    return TitleQueries(titles, FixedClock(), REGIONS)


def lookup_queries(lookup: FakeLookup) -> LookupQueries:
    return LookupQueries(lookup, FixedClock(), REGIONS)


async def test_requested_region_precedes_the_fallbacks() -> None:
    lists = FakeLists()
    queries = ListQueries(lists, NO_SERVICES, FixedClock(), REGIONS)

    await queries.trending("movie", View(region="GB"), Filters(), Paging())
    await queries.trending("movie", View(), Filters(), Paging())

    assert [selection.regions for selection in lists.selections] == [("GB", "US"), ("US", "GB")]
    assert lists.selections[0].ranked_by == "trending.movie.day"


async def test_now_playing_uses_the_list_of_the_region_or_dates_without_one() -> None:
    lists = FakeLists(lists=frozenset({"now-playing.movie.GB"}))
    queries = ListQueries(lists, NO_SERVICES, FixedClock(), REGIONS)

    await queries.now_playing(View(region="GB"), Filters(), Paging())
    await queries.now_playing(View(), Filters(), Paging())

    listed, dated = lists.selections
    assert (listed.members_of, listed.theatrical_since) == ("now-playing.movie.GB", None)
    assert (dated.members_of, dated.theatrical_since) == (None, date(2026, 10, 7))
    assert listed.not_yet_digital
    assert dated.not_yet_digital


async def test_zero_days_back_is_the_default_of_the_list() -> None:
    lists = FakeLists()
    queries = ListQueries(lists, NO_SERVICES, FixedClock(), REGIONS)

    await queries.new_releases(0, View(), Filters(), Paging())
    await queries.new_on_digital(None, View(), Filters(), Paging())
    await queries.new_on_digital(3, View(), Filters(), Paging())

    assert lists.selections[0].theatrical_since == date(2026, 10, 22)
    assert [selection.digital_since for selection in lists.selections[1:]] == [date(2026, 11, 7), date(2026, 11, 18)]


async def test_title_is_read_with_the_regions_of_the_request() -> None:
    titles = FakeTitles(titles={"dune": Redirect("dune-2021")})

    assert await title_queries(titles).by_slug("movie", "dune", View(region="PL")) == Redirect("dune-2021")
    assert titles.regions == ("PL", "US", "GB")


async def test_unknown_or_malformed_slug_is_not_found() -> None:
    for slug in ("unknown", "not a slug"):
        with pytest.raises(MediaNotFound):
            await title_queries(FakeTitles()).by_slug("movie", slug, View())
        with pytest.raises(SeasonNotFound):
            await title_queries(FakeTitles()).season(slug, 1)


async def test_merged_title_redirects_to_its_successor() -> None:
    titles = FakeTitles(chains={"draft": chain()})

    assert await title_queries(titles).by_slug("movie", "draft", View()) == Redirect("dune")


@pytest.mark.parametrize("merged", [chain(successor_kind="show"), chain(slug=None)], ids=["other kind", "not listed"])
async def test_deleted_title_without_a_listed_successor_of_its_kind_is_deleted(merged: list[MergeChainEntry]) -> None:
    titles = FakeTitles(chains={"draft": merged})

    with pytest.raises(MediaDeleted, match="This movie was removed by its source on 2026-11-20") as raised:
        await title_queries(titles).by_slug("movie", "draft", View())
    assert raised.value.successor is not None
    assert raised.value.successor.media_id == TWO


async def test_lookup_requests_each_id_once() -> None:
    lookup = FakeLookup(NOTHING, imdb={"tt1": [TWO]})

    await lookup_queries(lookup).many([TWO, ONE, TWO], View())
    await lookup_queries(lookup).by_imdb("tt1", View())

    assert lookup.requested == [[TWO, ONE], [TWO]]


async def test_lookup_of_a_merged_title_redirects_to_its_successor() -> None:
    merged = FakeLookup(NOTHING, chains={ONE: chain()})
    deleted = FakeLookup(NOTHING, chains={ONE: chain(successor_kind="show")})

    assert await lookup_queries(merged).one(ONE, View()) == TitleRedirect(TWO)
    with pytest.raises(MediaDeleted):
        await lookup_queries(deleted).one(ONE, View())
    with pytest.raises(MediaNotFound):
        await lookup_queries(FakeLookup(NOTHING)).one(ONE, View())
