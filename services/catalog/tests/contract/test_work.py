"""The rules of the unit of work, on the fake and on Postgres."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from services.catalog.tests.builders import NOW, drop_off, entry, ranking, scores, season, season_part, title, trend
from services.catalog.tests.fakes import InMemoryCatalog
from sqlalchemy import Table, select

from catalog.application.ports import CatalogWork
from catalog.bootstrap import build
from catalog.domain.merge_chain import Successor
from catalog.domain.slugs import Appearance, PresentSlugs, Slug, publish
from catalog.infrastructure.tables import episodes, list_items, media, slugs, user_states
from catalog.infrastructure.writing.unit_of_work import work_in
from catalog.settings import Settings
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import Transactions, UnitsOfWork
from devstack.testing.pytest_plugin import CreateDatabase

Rows = list[tuple[Any, ...]]
ONE, TWO, SEASON = UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass(frozen=True, slots=True)
class Store:
    """A unit of work factory, and views of the state that the port itself cannot read."""

    units: UnitOfWorkFactory[CatalogWork]
    scores: Callable[[], Awaitable[Rows]]
    drop_offs: Callable[[], Awaitable[Rows]]
    trends: Callable[[], Awaitable[Rows]]
    episodes: Callable[[], Awaitable[Rows]]
    ranks: Callable[[], Awaitable[Rows]]
    entries: Callable[[], Awaitable[Rows]]
    current_slugs: Callable[[], Awaitable[Rows]]


def in_memory() -> Store:
    catalog = InMemoryCatalog()

    def view(rows: Callable[[], Rows]) -> Callable[[], Awaitable[Rows]]:
        async def read() -> Rows:
            return sorted(rows())

        return read

    return Store(
        units=catalog,
        scores=view(lambda: [(item.media_id, item.ratingo) for item in catalog.state.scores.values()]),
        drop_offs=view(lambda: [(item.media_id, item.drop_off) for item in catalog.state.drop_offs.values()]),
        trends=view(lambda: [(item.media_id, item.direction) for item in catalog.state.trends.values()]),
        episodes=view(
            lambda: [
                (item.season_id, episode.number) for item in catalog.state.seasons.values() for episode in item.episodes
            ]
        ),
        ranks=view(lambda: [pair for item in catalog.state.lists.values() for pair in item.ranks.items()]),
        entries=view(lambda: [(item.media_id, item.state, item.removed) for item in catalog.state.entries.values()]),
        current_slugs=view(lambda: [(slug.media_id, slug.slug) for slug in catalog.state.current.values()]),
    )


def in_postgres(transactions: Transactions) -> Store:
    def view(table: Table, *columns: str, where: Any = None) -> Callable[[], Awaitable[Rows]]:
        async def read() -> Rows:
            statement = select(*(table.c[name] for name in columns))
            async with transactions.read() as connection:
                rows = await connection.execute(statement if where is None else statement.where(where))
                return sorted(tuple(row) for row in rows)

        return read

    return Store(
        units=UnitsOfWork(transactions, work_in),
        scores=view(media, "media_id", "ratingo_score", where=media.c.stats_version.is_not(None)),
        drop_offs=view(media, "media_id", "drop_off", where=media.c.drop_off_version.is_not(None)),
        trends=view(media, "media_id", "trend", where=media.c.trend_version.is_not(None)),
        episodes=view(episodes, "season_id", "number"),
        ranks=view(list_items, "media_id", "rank"),
        entries=view(user_states, "media_id", "state", "removed"),
        current_slugs=view(slugs, "media_id", "slug", where=slugs.c.current),
    )


@pytest_asyncio.fixture
async def transactions(create_database: CreateDatabase) -> AsyncIterator[Transactions]:
    urls = await create_database("catalog")
    runtime = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1")).runtime
    yield runtime.transactions
    await runtime.engine.dispose()


@pytest.fixture(
    params=[
        pytest.param("memory", marks=pytest.mark.unit),
        pytest.param("postgres", marks=pytest.mark.integration),
    ]
)
def store(request: pytest.FixtureRequest) -> Store:
    return in_memory() if request.param == "memory" else in_postgres(request.getfixturevalue("transactions"))


async def test_only_newer_titles_are_saved(store: Store) -> None:
    async with store.units.begin() as work:
        assert await work.save_titles([title(1, version=2), title(2)]) == {ONE, TWO}
    async with store.units.begin() as work:
        assert await work.save_titles([title(1, version=1), title(2, version=1)]) == set()
        assert await work.save_titles([title(1, version=3)]) == {ONE}


async def test_season_replaces_its_episodes(store: Store) -> None:
    async with store.units.begin() as work:
        await work.save_seasons([season(3, episodes=3), season(4, episodes=1)])
        await work.save_seasons([season(3, episodes=2, version=2)])
        await work.save_seasons([season(3, episodes=5, version=1)])

    assert await store.episodes() == [(SEASON, 1), (SEASON, 2), (UUID(int=4), 1)]


async def test_parts_are_returned_in_order_when_the_last_one_arrives(store: Store) -> None:
    async with store.units.begin() as work:
        assert await work.complete_seasons([season_part(3, 3, 3), season_part(3, 1, 3)]) == []
        assert await work.complete_seasons([season_part(3, 2, 3)]) == [[b"1/1", b"1/2", b"1/3"]]
        assert await work.complete_seasons([season_part(3, 2, 3)]) == []


async def test_parts_of_an_older_version_do_not_complete_a_season(store: Store) -> None:
    async with store.units.begin() as work:
        assert await work.complete_seasons([season_part(3, 1, 2)]) == []
        assert await work.complete_seasons([season_part(3, 1, 2, version=2)]) == []
        assert await work.complete_seasons([season_part(3, 2, 2)]) == []
        assert await work.complete_seasons([season_part(3, 2, 2, version=2)]) == [[b"2/1", b"2/2"]]


async def test_parts_that_are_not_newer_than_the_season_are_ignored(store: Store) -> None:
    async with store.units.begin() as work:
        assert await work.complete_seasons([season_part(3, 1, 2)]) == []
        await work.save_seasons([season(3, episodes=1, version=2)])
        assert await work.complete_seasons([season_part(3, 2, 2)]) == []
        assert await work.complete_seasons([season_part(3, 1, 1, version=2)]) == []
        assert await work.complete_seasons([season_part(3, 1, 1, version=3)]) == [[b"3/1"]]


async def test_newest_scores_are_kept_before_and_after_the_import(store: Store) -> None:
    async with store.units.begin() as work:
        await work.save_scores([scores(1, 70.0, version=2), scores(2, 50.0)])
        await work.save_titles([title(1), title(2)])
        await work.save_scores([scores(1, 60.0, version=1), scores(2, 55.0, version=2)])

    assert await store.scores() == [(ONE, 70.0), (TWO, 55.0)]


async def test_newest_trend_is_kept_before_and_after_the_import(store: Store) -> None:
    async with store.units.begin() as work:
        await work.save_trends([trend(1, "up", version=2), trend(2, "up")])
        await work.save_titles([title(1), title(2)])
        await work.save_trends([trend(1, "down", version=1), trend(2, "none", version=2)])

    assert await store.trends() == [(ONE, "up"), (TWO, "none")]


async def test_newest_drop_off_is_kept_before_and_after_the_import(store: Store) -> None:
    async with store.units.begin() as work:
        await work.save_drop_offs([drop_off(1, b"{}", version=2), drop_off(2, b"{}")])
        await work.save_titles([title(1), title(2)])
        await work.save_drop_offs([drop_off(1, b"[]", version=1), drop_off(2, None, version=2)])

    assert await store.drop_offs() == [(ONE, b"{}"), (TWO, None)]


async def test_list_replaces_its_ranks(store: Store) -> None:
    async with store.units.begin() as work:
        await work.save_lists([ranking([1, 2])])
        await work.save_lists([ranking([2], version=2)])
        await work.save_lists([ranking([1, 2], version=1)])

    assert await store.ranks() == [(TWO, 1)]


async def test_removed_entry_is_not_restored_by_an_older_command(store: Store) -> None:
    async with store.units.begin() as work:
        await work.save_entries([entry(1, "planned"), entry(2, "watching", seasons={1: 3})])
        await work.save_entries([entry(1, "planned", version=3, removed=True)])
        await work.save_entries([entry(1, "watching", version=2)])

    assert await store.entries() == [(ONE, "planned", True), (TWO, "watching", False)]


async def test_slug_belongs_to_the_first_title(store: Store) -> None:
    first, second = Slug("movie", "dune", ONE, "dune", 1), Slug("movie", "dune", TWO, "dune", 1)
    async with store.units.begin() as work:
        assert await work.take_slugs([first]) == {ONE: Appearance(False, None)}
        assert await work.take_slugs([second]) == {}
        present = await work.present_slugs([ONE, TWO], [("movie", "dune"), ("show", "dune")])
        assert present == PresentSlugs({ONE: first}, {("movie", "dune"): ONE})


async def test_former_slug_remains_with_its_title(store: Store) -> None:
    former, current = Slug("movie", "draft", ONE, "draft", 1), Slug("movie", "dune", ONE, "dune", 2)
    async with store.units.begin() as work:
        await work.take_slugs([former])
        await work.take_slugs([current], renamed={ONE, TWO})
        owners = {("movie", "draft"): ONE, ("movie", "dune"): ONE}
        assert await work.present_slugs([], owners.keys()) == PresentSlugs({}, owners)
        assert await work.present_slugs([ONE], []) == PresentSlugs({ONE: current}, {})
        assert set(await work.take_slugs([former], renamed={ONE})) == {ONE}

    assert await store.current_slugs() == [(ONE, "draft")]


async def test_taken_slug_says_how_its_title_appears(store: Store) -> None:
    async with store.units.begin() as work:
        await work.save_titles([title(1), replace(title(2), deleted_at=NOW)])
        requests = [Slug("movie", f"title-{number}", UUID(int=number), "title", 1) for number in (1, 2)]
        assert await work.take_slugs(requests) == {
            ONE: Appearance(True, title(1).title),
            TWO: Appearance(False, title(2).title),
        }


async def test_title_that_appears_otherwise_is_published_once(store: Store) -> None:
    into = Successor(ONE, "movie", 1)
    async with store.units.begin() as work:
        await work.save_titles([title(1), title(2)])
        await work.take_slugs([Slug("movie", f"title-{number}", UUID(int=number), "title", 1, 5) for number in (1, 2)])
    async with store.units.begin() as work:
        assert await work.claim_changes(10) == set()
        await work.save_titles([title(1, version=2), replace(title(2, version=2), deleted_at=NOW, successor=into)])
    async with store.units.begin() as work:
        assert await work.claim_changes(10) == {TWO}
        [outdated] = await work.outdated_slugs({ONE, TWO})
        assert (outdated.slug.media_id, outdated.slug.published_version) == (TWO, 5)
        assert (outdated.tmdb_id, outdated.appearance) == (2, Appearance(False, title(2).title, ONE))
        publication = publish(outdated, NOW)
        await work.publish_slugs([publication])
        assert await work.outdated_slugs({ONE, TWO}) == []
        assert (await work.present_slugs([TWO], [])).current[TWO].published_version == publication.version


async def test_slug_without_an_event_waits_for_its_title(store: Store) -> None:
    async with store.units.begin() as work:
        await work.take_slugs([Slug("movie", f"title-{number}", UUID(int=number), "title", 1) for number in (1, 2, 3)])
        assert await work.outdated_slugs({ONE}) == []
        await work.save_titles([title(1), title(3)])
        assert [await work.claim_changes(1), await work.claim_changes(1)] == [{ONE}, {UUID(int=3)}]
        assert [slug.tmdb_id for slug in await work.outdated_slugs({ONE, TWO, UUID(int=3)})] == [1, 3]


async def test_failed_unit_of_work_changes_nothing(store: Store) -> None:
    async def fail() -> None:
        async with store.units.begin() as work:
            await work.save_titles([title(1)])
            await work.take_slugs([Slug("movie", "dune", ONE, "dune", 1)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    async with store.units.begin() as work:
        assert await work.save_titles([title(1)]) == {ONE}
    assert await store.current_slugs() == []
