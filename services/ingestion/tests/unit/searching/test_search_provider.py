"""Search at TMDB: what counts for a user, what is kept, and what a failure is."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from services.ingestion.tests.fake_providers import FakeTmdb
from services.ingestion.tests.unit.conftest import World

from ingestion.application.ports.providers import ListedTitle
from ingestion.application.request_priority import current_priority
from ingestion.application.searching.search_provider import KEPT_FOR, MOST_KEPT, SearchLimits, SearchProvider
from ingestion.domain.errors import SearchLimit
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import Priority
from ingestion.domain.search_allowance import SearchAllowance
from ingestion.domain.titles.facts import TitleKey

pytestmark = pytest.mark.unit

USER = UUID(int=7)
MATRIX = ListedTitle(key=TitleKey("movie", 603), title="The Matrix", year=1999)
FRESH = ListedTitle(key=TitleKey("show", 5), title="Matrix")


@pytest.fixture
def world() -> World:
    world = World()
    world.tmdb.searches = {"matrix": (MATRIX, FRESH), "Matrix": (MATRIX,)}
    return world


def searching(world: World, *, per_minute: int = 3, seconds: float = 5) -> SearchProvider:
    return SearchProvider(world.tmdb, world.units, world.clock, SearchLimits(per_minute, seconds))


async def test_results_are_returned_in_the_order_of_the_provider(world: World) -> None:
    outcome = await searching(world)("  matrix ", "uk", user=USER)
    assert (outcome.status, list(outcome.titles), outcome.imported) == ("ok", [MATRIX, FRESH], frozenset())
    assert world.tmdb.calls == [("search", "matrix", "uk")]


async def test_same_text_is_searched_once_in_ten_minutes(world: World) -> None:
    search = searching(world)
    for text in ("matrix", "MATRIX", " matrix "):
        assert list((await search(text, None, user=USER)).titles) == [MATRIX, FRESH]
    assert len(world.tmdb.calls) == 1
    await search("matrix", "uk", user=USER)
    assert len(world.tmdb.calls) == 2
    world.clock.instant += KEPT_FOR
    await search("matrix", None, user=USER)
    assert len(world.tmdb.calls) == 3


async def test_user_may_start_a_number_of_searches_per_minute(world: World) -> None:
    search = searching(world)
    for text in ("one", "two", "three"):
        await search(text, None, user=USER)
        world.clock.instant += timedelta(seconds=5)
    with pytest.raises(SearchLimit) as limit:
        await search("four", None, user=USER)
    assert limit.value.retry_after == 45
    assert (await search("two", None, user=USER)).status == "ok", "what is kept costs nothing"
    assert (await search("four", None, user=uuid4())).status == "ok", "another user has searches of their own"
    world.clock.instant += timedelta(seconds=45)
    assert (await search("five", None, user=USER)).status == "ok"


async def test_equal_searches_at_the_same_time_are_one_call(world: World) -> None:
    search = searching(world, per_minute=1)
    outcomes = await asyncio.gather(*(search("matrix", None, user=USER) for _ in range(5)))
    assert [outcome.status for outcome in outcomes] == ["ok"] * 5
    assert len(world.tmdb.calls) == 1


async def test_failure_is_an_outcome_and_is_not_kept(world: World) -> None:
    search = searching(world)
    world.tmdb.searches["matrix"] = SourceFailed("tmdb", Cause.BREAKER_OPEN, "")
    assert (await search("matrix", None, user=USER)).status == "unavailable"
    world.tmdb.searches["matrix"] = (MATRIX,)
    assert list((await search("matrix", None, user=USER)).titles) == [MATRIX]


async def test_without_a_key_the_provider_is_unavailable(world: World) -> None:
    search = SearchProvider(None, world.units, world.clock, SearchLimits())
    assert (await search("matrix", None, user=USER)).status == "unavailable"


@pytest.mark.parametrize("text", ["", " ", "m", " m "])
async def test_short_text_is_not_sent(world: World, text: str) -> None:
    assert (await searching(world)(text, None, user=USER)).titles == ()
    assert world.tmdb.calls == []


@dataclass
class LateTmdb(FakeTmdb):
    """Responds to searches when the event is set."""

    respond: asyncio.Event = field(default_factory=asyncio.Event)
    priorities: list[Priority] = field(default_factory=list)

    async def search(self, text: str, language: str | None) -> Sequence[ListedTitle]:
        self.priorities.append(current_priority.get())
        await self.respond.wait()
        return await super().search(text, language)


async def test_late_response_serves_the_next_search() -> None:
    tmdb = LateTmdb(searches={"matrix": (MATRIX,)})
    search = searching(World(tmdb=tmdb), seconds=0.01)
    assert (await search("matrix", None, user=USER)).status == "unavailable"
    tmdb.respond.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert list((await search("matrix", None, user=USER)).titles) == [MATRIX]
    assert tmdb.priorities == [Priority.REFRESH], "the reserve of the budget is for imports"
    assert current_priority.get() is Priority.USER


async def test_number_of_kept_responses_is_limited(world: World) -> None:
    search = searching(world, per_minute=MOST_KEPT + 10)
    for number in range(MOST_KEPT + 1):
        await search(f"text {number}", None, user=USER)
    await search("text 1", None, user=USER)
    assert len(world.tmdb.calls) == MOST_KEPT + 1
    await search("text 0", None, user=USER)
    assert len(world.tmdb.calls) == MOST_KEPT + 2


def test_users_without_a_recent_search_are_forgotten(world: World) -> None:
    allowance = SearchAllowance(1)
    now = world.clock.now()
    for number in range(100):
        assert allowance.take(number, now) is None
    assert allowance.take(0, now) == 60
    assert allowance.take(0, now + timedelta(seconds=59.5)) == 1
    assert allowance.take("new", now + timedelta(minutes=1)) is None
    assert allowance.take(0, now + timedelta(minutes=1)) is None
