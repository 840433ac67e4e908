"""What every implementation of the ports of insights does: one suite for the fake and for Postgres."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import permutations
from uuid import UUID

import pytest
from services.insights.tests.fakes import InMemoryInsights

from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON
from insights.application.movements.ports import MovementReader, MovementWork
from insights.application.signals.ports import HistoryReader, SignalWork
from insights.application.signals.read_models import DayOfTitle
from insights.application.titles.ports import TitleWork
from insights.bootstrap import Container
from insights.domain.movements.movement import Direction, Movement, Window, WindowEndpoints
from insights.domain.movements.trend import Standing, turn
from insights.domain.signals.measurement import Measurement, SeriesKey
from insights.domain.signals.signal import Signal, Source
from insights.domain.titles.title import Address, Facts, ScoreSnapshot, Title
from insights.infrastructure.movements.reading import SqlMovementReader
from insights.infrastructure.movements.refreshing import SqlMovementWork
from insights.infrastructure.signals.reading import SqlHistoryReader
from insights.infrastructure.signals.writing import SqlSignalWork
from insights.infrastructure.titles.writing import SqlTitleWork

TODAY = NOON.date()
LONG_AGO = date(2000, 1, 1)
MONTH = Window(30, 3)
BOTH: Sequence[Direction] = ("riser", "faller")
DELETED_AT = datetime(2026, 11, 20, tzinfo=UTC)
TITLE = Title(
    UUID(int=1),
    "movie",
    603,
    Facts(
        3,
        "The Matrix",
        "The Matrix",
        "/poster.jpg",
        "/backdrop.jpg",
        release_date=date(1999, 3, 31),
        genres=(28, 878),
        countries=("AU", "US"),
        providers=("UA:8", 'US:"9\\'),
    ),
    ScoreSnapshot(4, 81.7, 8.2, 26_000),
    Address(5, "the-matrix"),
)


@dataclass(frozen=True, slots=True)
class Store:
    """An implementation of the ports."""

    titles: UnitOfWorkFactory[TitleWork]
    signals: UnitOfWorkFactory[SignalWork]
    movements: UnitOfWorkFactory[MovementWork]
    reader: MovementReader
    days: HistoryReader

    async def save(self, *titles: Title) -> None:
        async with self.titles.begin() as work:
            await work.merge(titles)

    async def observe(self, media_id: UUID, days_ago: int, total: int) -> None:
        async with self.signals.begin() as work:
            await work.lock([replace(TITLE, media_id=media_id, tmdb_id=media_id.int)])
            await work.save_days([measured(media_id, days_ago, total)], LONG_AGO)


@pytest.fixture(
    params=[
        pytest.param("memory", marks=pytest.mark.unit),
        pytest.param("postgres", marks=pytest.mark.integration),
    ]
)
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        fake = InMemoryInsights()
        return Store(fake, fake, fake, fake, fake)
    container: Container = request.getfixturevalue("container")
    transactions = container.runtime.transactions
    return Store(
        UnitsOfWork(transactions, SqlTitleWork),
        UnitsOfWork(transactions, partial(SqlSignalWork, months=container.months)),
        UnitsOfWork(transactions, SqlMovementWork),
        SqlMovementReader(container.runtime.reads),
        SqlHistoryReader(container.runtime.reads),
    )


def day(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def measured(
    media_id: UUID, days_ago: int, value: float, signal: Signal = Signal.TOTAL_WATCHERS, region: str = "global"
) -> Measurement:
    return Measurement(SeriesKey(media_id, signal, Source.TRAKT, region), day(days_ago), value, NOON)


def movement(growth_current: int, growth_prev: int = 100, days_ago: int = 0) -> Movement:
    return Movement(MONTH.days, day(days_ago), 1000, growth_current, growth_prev)


async def claimed(store: Store) -> list[UUID]:
    async with store.movements.begin() as work:
        return await work.claim_stale(5)


async def listed(store: Store, media_id: UUID) -> Title | None:
    """Return a title as a list of movements shows it."""
    async with store.movements.begin() as work:
        await work.replace([media_id], [(media_id, movement(300))])
        await work.update_windows([media_id], [MONTH], NOON)
    items = (await store.reader.movements(30, BOTH, ("movie",), 100)).items
    return next((item.title for item in items if item.title.media_id == media_id), None)


async def test_a_locked_title_that_is_new_has_no_parts(store: Store) -> None:
    async with store.signals.begin() as work:
        await work.lock([TITLE, TITLE])
        await work.lock([])
    assert await listed(store, TITLE.media_id) is None

    await store.save(TITLE)
    async with store.signals.begin() as work:
        await work.lock([TITLE])
    assert await listed(store, TITLE.media_id) == TITLE


async def test_of_each_part_of_a_title_the_newest_version_is_stored(store: Store) -> None:
    facts, score, address = TITLE.facts, TITLE.score, TITLE.address
    older = Facts(2, "older", deleted_at=DELETED_AT)
    updates = [(older, score, None), (facts, None, None), (None, ScoreSnapshot(3, 1), address), (None, None, None)]

    for number, order in enumerate(permutations(updates), 100):
        title = replace(TITLE, media_id=UUID(int=number))
        for stored_facts, scored, published in order:
            await store.save(replace(title, facts=stored_facts, score=scored, address=published))
        assert await listed(store, title.media_id) == title


async def test_a_title_that_is_deleted_or_restored_becomes_stale(store: Store) -> None:
    deleted = Facts(4, "The Matrix", deleted_at=DELETED_AT)
    for facts, stale in (
        (TITLE.facts, False),
        (deleted, True),
        (TITLE.facts, False),
        (replace(deleted, version=5), False),
        (Facts(6, "The Matrix"), True),
    ):
        await store.save(replace(TITLE, facts=facts))
        async with store.movements.begin() as work:
            assert await work.claim_stale(5) == ([TITLE.media_id] if stale else [])
    new = Title(UUID(int=2), "movie", 2, deleted)
    await store.save(new)
    async with store.movements.begin() as work:
        assert await work.claim_stale(5) == [new.media_id]


async def test_a_failed_unit_of_work_stores_no_row(store: Store) -> None:
    with pytest.raises(RuntimeError, match="no"):
        await _save_and_fail(store)

    assert await store.days.history(TITLE.media_id, day(5), TODAY) is None


async def _save_and_fail(store: Store) -> None:
    async with store.signals.begin() as work:
        await work.lock([TITLE])
        raise RuntimeError("no")


async def test_values_are_stored_by_series_and_day(store: Store) -> None:
    live = measured(TITLE.media_id, 0, 3, Signal.LIVE_WATCHERS)
    await store.save(TITLE)

    async with store.signals.begin() as work:
        await work.lock([TITLE])
        await work.save_days([live, measured(TITLE.media_id, 0, 10), measured(TITLE.media_id, 9, 5)], LONG_AGO)
        await work.save_days([measured(TITLE.media_id, 0, 7, region="US")], LONG_AGO)
        await work.save_days([], LONG_AGO)
        await work.save_hours([(NOON, live)])
        await work.save_hours([])

    assert await store.days.history(TITLE.media_id, day(5), TODAY) == [DayOfTitle(TODAY, 10, 3, None)]
    assert await store.days.history(TITLE.media_id, day(9), day(9)) == [DayOfTitle(day(9), 5, None, None)]


async def test_a_value_that_does_not_precede_changes_nothing(store: Store) -> None:
    def later(measurement: Measurement, hours: int, *, backfilled: bool = False) -> Measurement:
        return measurement._replace(observed_at=NOON + timedelta(hours=hours), backfilled=backfilled)

    live = measured(TITLE.media_id, 0, 30, Signal.LIVE_WATCHERS)
    total = measured(TITLE.media_id, 0, 500)
    async with store.signals.begin() as work:
        await work.lock([TITLE])
        await work.save_days([live, total], LONG_AGO)
    assert await claimed(store) == [TITLE.media_id]

    for outdated in (
        later(live._replace(value=29), 1),
        live,
        later(total._replace(value=900), -1),
        later(total._replace(value=900), 1, backfilled=True),
    ):
        async with store.signals.begin() as work:
            await work.save_days([outdated], LONG_AGO)
        assert await claimed(store) == []
    assert await store.days.history(TITLE.media_id, TODAY, TODAY) == [DayOfTitle(TODAY, 500, 30, None)]

    async with store.signals.begin() as work:
        await work.save_days([later(live._replace(value=31), -1), later(total._replace(value=499), 1)], LONG_AGO)
    assert await store.days.history(TITLE.media_id, TODAY, TODAY) == [DayOfTitle(TODAY, 499, 31, None)]


async def test_titles_with_new_values_are_claimed_once(store: Store) -> None:
    for number in (1, 2, 3):
        await store.observe(UUID(int=number), 0, 100)

    async with store.movements.begin() as work:
        first = await work.claim_stale(2)
    async with store.movements.begin() as work:
        second = await work.claim_stale(2)
        third = await work.claim_stale(2)

    assert sorted(first + second) == [UUID(int=number) for number in (1, 2, 3)]
    assert third == []


async def test_saving_a_title_leaves_its_mark(store: Store) -> None:
    await store.observe(TITLE.media_id, 0, 100)
    await store.save(TITLE)

    async with store.movements.begin() as work:
        assert await work.claim_stale(5) == [TITLE.media_id]
    await store.observe(TITLE.media_id, 0, 200)
    async with store.movements.begin() as work:
        assert await work.claim_stale(5) == [TITLE.media_id]


async def test_an_endpoint_is_the_nearest_earlier_day_within_the_tolerance(store: Store) -> None:
    for days_ago, total in ((1, 400), (32, 250), (34, 230), (65, 90)):
        await store.observe(TITLE.media_id, days_ago, total)

    async with store.movements.begin() as work:
        endpoints = await work.endpoints([TITLE.media_id], [MONTH])

    assert endpoints == [(TITLE.media_id, WindowEndpoints(30, day(1), 400, 250, None))]


async def test_a_deleted_title_and_one_without_watchers_have_no_endpoints(store: Store) -> None:
    deleted = replace(TITLE, media_id=UUID(int=2), tmdb_id=2, facts=Facts(1, "Dune", deleted_at=DELETED_AT))
    await store.save(TITLE, deleted)
    await store.observe(deleted.media_id, 0, 100)

    async with store.movements.begin() as work:
        assert await work.endpoints([TITLE.media_id, deleted.media_id], [MONTH]) == []


async def test_movements_are_listed_with_their_titles_the_strongest_first(store: Store) -> None:
    show = replace(TITLE, media_id=UUID(int=2), kind="show", tmdb_id=2)
    unnamed = Title(UUID(int=3), "movie", 3)
    await store.save(TITLE, show, unnamed)
    for title in (TITLE, show, unnamed):
        await store.observe(title.media_id, 0, 1000)
    moves = [(TITLE.media_id, movement(300)), (show.media_id, movement(900)), (unnamed.media_id, movement(950))]
    async with store.movements.begin() as work:
        await work.replace([media_id for media_id, _ in moves], moves)
        await work.update_windows([media_id for media_id, _ in moves], [MONTH], NOON)

    listing = await store.reader.movements(30, BOTH, ("movie", "show"), 5)
    movies = await store.reader.movements(30, BOTH, ("movie",), 5)

    assert [(item.title.media_id, item.movement.delta) for item in listing.items] == [
        (show.media_id, 800),
        (TITLE.media_id, 200),
    ]
    assert (listing.as_of, listing.data_since, listing.titles) == (TODAY, TODAY, 3)
    assert [item.title for item in movies.items] == [TITLE]


async def test_replacing_removes_movements_that_are_not_computed_again(store: Store) -> None:
    await store.save(TITLE)
    await store.observe(TITLE.media_id, 0, 1000)
    async with store.movements.begin() as work:
        await work.replace([TITLE.media_id], [(TITLE.media_id, movement(300))])
        await work.update_windows([TITLE.media_id], [MONTH], NOON)
    async with store.movements.begin() as work:
        await work.replace([TITLE.media_id], [])
        await work.update_windows([TITLE.media_id], [MONTH], NOON)

    listing = await store.reader.movements(30, BOTH, ("movie",), 5)
    assert (listing.items, listing.titles) == ([], 0)


async def test_a_movement_that_falls_behind_the_newest_day_is_removed(store: Store) -> None:
    other = replace(TITLE, media_id=UUID(int=2), tmdb_id=2)
    await store.save(TITLE, other)
    await store.observe(TITLE.media_id, 4, 1000)
    async with store.movements.begin() as work:
        await work.replace([TITLE.media_id], [(TITLE.media_id, movement(300, days_ago=4))])
        await work.update_windows([TITLE.media_id], [MONTH], NOON)
    assert (await store.reader.movements(30, BOTH, ("movie",), 5)).titles == 1

    await store.observe(other.media_id, 0, 10)
    async with store.movements.begin() as work:
        await work.update_windows([other.media_id], [MONTH], NOON)

    listing = await store.reader.movements(30, BOTH, ("movie",), 5)
    assert (listing.titles, listing.as_of, listing.data_since) == (0, TODAY, day(4))


async def test_without_observations_there_is_no_window_and_no_history(store: Store) -> None:
    listing = await store.reader.movements(30, BOTH, ("movie",), 5)

    assert (listing.as_of, listing.data_since, listing.titles, listing.items) == (None, None, 0, [])
    assert await store.days.history(TITLE.media_id, day(5), TODAY) is None


async def test_standing_has_the_published_trend_and_the_movement_now(store: Store) -> None:
    rising, still = replace(TITLE, media_id=UUID(int=1)), replace(TITLE, media_id=UUID(int=2), tmdb_id=2)
    await store.save(rising, still)
    both = [rising.media_id, still.media_id]
    async with store.movements.begin() as work:
        await work.replace(both, [(rising.media_id, movement(300))])
        await work.update_windows(both, [MONTH], NOON)
        first = await work.standings(both, MONTH)
        await work.publish_trends([turn(standing, NOON) for standing in first if standing.has_turned])
        await work.publish_trends([])
    assert first == [
        Standing(rising.media_id, "movie", 603, None, None, "riser", day(0)),
        Standing(still.media_id, "movie", 2, None, None, None, None),
    ]

    async with store.movements.begin() as work:
        await work.replace(both, [(still.media_id, movement(50))])
        second = await work.standings(both, MONTH)
        await work.publish_trends([turn(standing, NOON) for standing in second if standing.has_turned])
        third = await work.standings(both, MONTH)
    version = int(NOON.timestamp() * 1_000_000)
    assert second == [
        Standing(rising.media_id, "movie", 603, "up", version, None, None),
        Standing(still.media_id, "movie", 2, None, None, "faller", day(0)),
    ]
    assert [(standing.published, standing.version) for standing in third] == [
        ("none", version + 1),
        ("down", version),
    ]


async def test_titles_whose_movements_became_too_old_are_named(store: Store) -> None:
    old, new = UUID(int=1), UUID(int=2)
    await store.observe(old, 4, 100)
    async with store.movements.begin() as work:
        await work.replace([old], [(old, movement(300, days_ago=4))])
        assert await work.update_windows([old], [MONTH], NOON) == set()
    await store.observe(new, 0, 100)
    async with store.movements.begin() as work:
        assert await work.update_windows([new], [MONTH], NOON) == {old}
