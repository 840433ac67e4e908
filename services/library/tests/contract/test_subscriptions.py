"""What every implementation of the ports of saved items and subscriptions does: one suite for fake and Postgres."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import orjson
import pytest
from services.library.tests.fakes import InMemoryLibrary
from sqlalchemy import select

from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON
from contracts.library import LibraryChangedV1
from library.application.subscriptions.commands import Situation
from library.application.unit_of_work import UnitOfWork
from library.bootstrap import Container
from library.domain.saved.item import SavedItem
from library.domain.subscriptions.occurrence import (
    Occurrence,
    OccurrenceDetails,
    Subject,
    released,
    rising,
    season_added,
    status_changed,
    streaming,
)
from library.domain.subscriptions.subscription import Filter, Subscription
from library.domain.subscriptions.trigger import TriggerName
from library.domain.subscriptions.upcoming import AheadAiring, Airing, ReleaseDay, UpcomingDates
from library.domain.users.preferences import Preferences
from library.infrastructure.tables import outbox
from library.infrastructure.unit_of_work import SqlUnitOfWork

USER, OTHER, SHOW, MOVIE = UUID(int=7), UUID(int=8), UUID(int=1), UUID(int=2)
SUBJECT = Subject(SHOW, "show", 1396, UUID(int=9))
RELEASED = Subject(MOVIE, "movie", 603, UUID(int=9))
LATER = NOON + timedelta(hours=1)
SITUATION = Situation(LATER, "US", {"Pacific/Auckland": date(2026, 11, 22)})
SEASON = season_added(SUBJECT, LATER, OccurrenceDetails(season=3))
END = status_changed(SUBJECT, LATER, "Returning Series", "Ended")


@dataclass(frozen=True, slots=True)
class Store:
    """An implementation of the ports, and the published pairs of user and key."""

    units: UnitOfWorkFactory[UnitOfWork]
    published: Callable[[], Awaitable[list[tuple[UUID, str]]]]


def announced(event: Mapping[str, Any]) -> str:
    """Return what an announcement says."""
    airs_at = datetime.fromisoformat(event["airsAt"]).isoformat() if event["airsAt"] else None
    return f"{event['season']}x{event['episode']} {airs_at}"


def in_memory() -> Store:
    fake = InMemoryLibrary()

    async def published() -> list[tuple[UUID, str]]:
        triggered = [(user_id, occurrence.key) for user_id, occurrence in fake.subscriptions.published]
        return triggered + fake.subscriptions.announcements

    return Store(fake, published)


def in_postgres(container: Container) -> Store:
    transactions = container.runtime.transactions

    async def published() -> list[tuple[UUID, str]]:
        async with transactions.read() as connection:
            bodies = (
                await connection.execute(
                    select(outbox.c.body).where(outbox.c.topic != LibraryChangedV1.topic).order_by(outbox.c.id)
                )
            ).scalars()
            events = [orjson.loads(body) for body in bodies]
        return [(UUID(event["userId"]), event.get("occurrence") or announced(event)) for event in events]

    return Store(UnitsOfWork(transactions, SqlUnitOfWork), published)


@pytest.fixture(
    params=[
        pytest.param("memory", marks=pytest.mark.unit),
        pytest.param("postgres", marks=pytest.mark.integration),
    ]
)
def store(request: pytest.FixtureRequest) -> Store:
    return in_memory() if request.param == "memory" else in_postgres(request.getfixturevalue("container"))


def to(trigger: TriggerName, user_id: UUID = USER, media_id: UUID = SHOW, **chosen: object) -> Subscription:
    id_ = uuid5(user_id, f"{media_id}:{trigger}")
    return Subscription(id_, user_id, media_id, trigger, Filter(**chosen), True, NOON, NOON, NOON)  # type: ignore[arg-type]


async def save(store: Store, *subscriptions: Subscription) -> None:
    async with store.units.begin() as work:
        for subscription in subscriptions:
            await work.subscriptions.save(subscription)


async def trigger(store: Store, *occurrences: Occurrence, situation: Situation = SITUATION) -> int:
    async with store.units.begin() as work:
        return await work.subscriptions.trigger(occurrences, situation)


async def test_an_item_is_stored_replaced_and_removed(store: Store) -> None:
    item = SavedItem(USER, MOVIE, "for_later", "hit", NOON, NOON)
    moved = replace(item, list="considering", created_at=LATER, updated_at=LATER)
    async with store.units.begin() as work:
        assert await work.saved.find(USER, MOVIE) is None
        await work.saved.save(item)
        await work.saved.save(replace(item, user_id=OTHER))
        await work.saved.save(moved)
        assert await work.saved.find(USER, MOVIE) == moved
        await work.saved.remove(moved)
        assert await work.saved.find(USER, MOVIE) is None
        assert await work.saved.find(OTHER, MOVIE) == replace(item, user_id=OTHER)


async def test_a_subscription_is_stored_and_replaced(store: Store) -> None:
    made = to("on_streaming", region="PL", provider_ids=(8, 337))
    await save(store, made, to("rising"), to("new_season"), to("release", media_id=MOVIE), to("rising", OTHER))
    async with store.units.begin() as work:
        assert await work.subscriptions.find(USER, SHOW, "on_streaming") == made
        assert await work.subscriptions.find(USER, SHOW, "release") is None
        assert await work.subscriptions.active_triggers(USER, SHOW) == ("new_season", "on_streaming", "rising")
        await work.subscriptions.save(made.ended(LATER))
        assert await work.subscriptions.find(USER, SHOW, "on_streaming") == made.ended(LATER)
        assert await work.subscriptions.active_triggers(USER, SHOW) == ("new_season", "rising")


async def test_an_occurrence_triggers_its_subscriptions_once(store: Store) -> None:
    await save(
        store,
        to("new_season"),
        to("new_season", OTHER),
        to("new_episode"),
        to("new_season", media_id=MOVIE),
        to("new_season", UUID(int=10)).ended(NOON),
        replace(to("new_season", UUID(int=11)), subscribed_at=LATER + timedelta(seconds=1)),
        replace(to("new_season", UUID(int=12)), subscribed_at=LATER),
    )

    assert await trigger(store, SEASON, SEASON) == 3
    assert await trigger(store, SEASON) == 0
    assert await store.published() == [(USER, "season:3"), (OTHER, "season:3"), (UUID(int=12), "season:3")]


async def test_a_subscription_that_starts_again_is_not_triggered_by_the_same_occurrence(store: Store) -> None:
    await save(store, to("rising"))
    await trigger(store, rising(SUBJECT, LATER, 30))
    await save(store, to("rising").ended(LATER))
    await save(store, to("rising"))

    assert await trigger(store, rising(SUBJECT, LATER, 30)) == 0


async def test_regions_and_services_must_be_those_of_the_subscription(store: Store) -> None:
    async with store.units.begin() as work:
        await work.users.save_preferences([Preferences(OTHER, 1, region="PL")])
    await save(
        store,
        to("on_streaming", USER, MOVIE),
        to("on_streaming", OTHER, MOVIE),
        to("on_streaming", UUID(int=10), MOVIE, region="PL", provider_ids=(8,)),
        to("on_streaming", UUID(int=11), MOVIE, region="PL", provider_ids=(9,)),
    )
    arrivals = [
        streaming(RELEASED, LATER, OccurrenceDetails(region=region, provider_id=8, provider_name="Netflix"))
        for region in ("US", "PL", "KR")
    ]

    assert await trigger(store, *arrivals) == 3
    assert await store.published() == [
        (USER, "streaming:US:8:2026-11"),
        (OTHER, "streaming:PL:8:2026-11"),
        (UUID(int=10), "streaming:PL:8:2026-11"),
    ]


async def test_an_occurrence_that_was_recorded_elsewhere_does_not_trigger_again(store: Store) -> None:
    subscription = to("new_season")
    await save(store, subscription)
    async with store.units.begin() as work:
        for _ in range(2):
            await work.subscriptions.record(subscription, {SEASON.key: NOON})
            await work.subscriptions.record(subscription, {})

    assert await trigger(store, SEASON) == 0


async def test_a_deleted_subscription_was_never_made(store: Store) -> None:
    await save(store, to("new_season"), to("new_season", OTHER))
    async with store.units.begin() as work:
        await work.subscriptions.delete(to("new_season"), NOON)

    async with store.units.begin() as work:
        assert await work.subscriptions.find(USER, SHOW, "new_season") is None
    assert await trigger(store, SEASON) == 1
    assert await store.published() == [(OTHER, SEASON.key)]


async def test_the_time_zone_is_the_one_that_the_user_prefers(store: Store) -> None:
    async with store.units.begin() as work:
        await work.users.save_preferences([Preferences(USER, 1, time_zone="Europe/Kyiv"), Preferences(OTHER, 1)])

    async with store.units.begin() as work:
        zones = [await work.users.time_zone(user_id) for user_id in (USER, OTHER, UUID(int=10))]
    assert zones == ["Europe/Kyiv", None, None]


async def test_a_release_counts_when_its_day_has_begun_where_the_user_is(store: Store) -> None:
    async with store.units.begin() as work:
        await work.users.save_preferences([Preferences(OTHER, 1, region="PL", time_zone="Pacific/Auckland")])
    await save(
        store, to("release", USER, MOVIE), to("release", OTHER, MOVIE), to("release", UUID(int=10), MOVIE, region="KR")
    )
    tomorrow = released(RELEASED, "digital", date(2026, 11, 22), other_regions=("KR",))
    korean = released(RELEASED, "digital", date(2026, 11, 21), region="KR")

    assert await trigger(store, tomorrow, korean) == 2
    assert await store.published() == [
        (OTHER, "release:digital:2026-11-22"),
        (UUID(int=10), "release:digital:2026-11-21"),
    ]
    assert await trigger(store, tomorrow, situation=Situation(NOON + timedelta(days=1), "US")) == 1


async def test_the_end_of_a_show_is_published_once_per_user(store: Store) -> None:
    await save(store, to("new_episode"), to("new_season"), to("status_changed"), to("new_season", OTHER), to("rising"))

    assert await trigger(store, END) == 2
    assert await trigger(store, END) == 0
    assert await store.published() == [(USER, "status:Ended:2026-11"), (OTHER, "status:Ended:2026-11")]


async def test_the_end_of_a_show_ends_what_was_subscribed_before(store: Store) -> None:
    after = replace(to("new_season", OTHER), subscribed_at=LATER + timedelta(seconds=1))
    await save(store, to("new_episode"), to("new_season"), to("status_changed"), after)
    async with store.units.begin() as work:
        await work.subscriptions.end([END], LATER)

        assert await work.subscriptions.active_triggers(USER, SHOW) == ("status_changed",)
        assert await work.subscriptions.find(USER, SHOW, "new_season") == to("new_season").ended(LATER)
        assert await work.subscriptions.find(OTHER, SHOW, "new_season") == after


async def test_dates_are_due_on_their_days_if_their_title_has_subscriptions(store: Store) -> None:
    airing = Airing(2, 5, LATER, "Breakage", LATER.date())
    season = UpcomingDates(UUID(int=20), 1, 3, SUBJECT, airings=(airing,))
    movie = UpcomingDates(MOVIE, 1, 3, RELEASED, (ReleaseDay("digital", LATER.date(), "KR"),), regions=("KR", "US"))
    later = replace(season, subject_id=UUID(int=21), airings=(replace(airing, airs_at=LATER + timedelta(days=2)),))
    async with store.units.begin() as work:
        await work.upcoming.save([season, movie, later])
        await work.upcoming.save([replace(season, version=2, airings=later.airings)])
        assert await work.upcoming.due([LATER.date()]) == []
    await save(store, to("new_episode"), to("release", media_id=MOVIE))

    async with store.units.begin() as work:
        assert await work.upcoming.due([LATER.date()]) == [movie, season]
        assert await work.upcoming.due([LATER.date() - timedelta(days=1)]) == []
        await work.upcoming.delete_past(LATER.date() + timedelta(days=1))
        assert await work.upcoming.due([LATER.date(), LATER.date() + timedelta(days=2)]) == [later]


def ahead(*episodes: int, at: datetime = LATER, title: UUID = SHOW) -> list[AheadAiring]:
    """Return airings of a season whose parts are not known."""
    return [
        AheadAiring(replace(SUBJECT, media_id=title), UUID(int=20), Airing(2, number, at + timedelta(days=number)))
        for number in episodes
    ]


def says(number: int, at: datetime | None = LATER) -> str:
    """Return what the announcement of an episode says; without an instant, that it was withdrawn."""
    return f"2x{number} {None if at is None else (at + timedelta(days=number)).isoformat()}"


async def test_an_airing_is_announced_once_and_again_when_it_was_moved_or_withdrawn(store: Store) -> None:
    await save(store, to("new_episode"), to("rising", OTHER))

    async def announce(*airings: AheadAiring) -> int:
        async with store.units.begin() as work:
            return await work.subscriptions.announce(airings, NOON)

    assert await announce(*ahead(1, 2)) == 2
    assert await announce(*ahead(1, 2)) == 0
    assert await announce(*ahead(1), *ahead(2, at=LATER + timedelta(hours=1))) == 1
    async with store.units.begin() as work:
        subscription = await work.subscriptions.find(USER, SHOW, "new_episode")
        assert subscription is not None
        await work.subscriptions.save(subscription.ended(NOON))
    assert await announce(*ahead(1, 2)) == 2
    async with store.units.begin() as work:
        await work.subscriptions.save(subscription)
    assert await announce(*ahead(2)) == 1

    assert await store.published() == [
        (USER, says(1)),
        (USER, says(2)),
        (USER, says(2, LATER + timedelta(hours=1))),
        (USER, says(1, None)),
        (USER, says(2, None)),
        (USER, says(2)),
    ]


async def test_what_was_announced_is_withdrawn_with_its_subscription_and_moves_with_its_title(store: Store) -> None:
    successor = UUID(int=3)
    kept = to("new_episode", media_id=successor)
    await save(store, to("new_episode"), to("new_episode", OTHER), kept)
    async with store.units.begin() as work:
        assert await work.subscriptions.announce([*ahead(1), *ahead(1, title=successor)], NOON) == 3
    async with store.units.begin() as work:
        await work.subscriptions.move({SHOW: successor}, NOON)
        assert await work.subscriptions.announce(ahead(1, title=successor), NOON) == 1
        await work.subscriptions.delete(kept, NOON)

    assert (await store.published())[3:] == [
        (USER, says(1, None)),
        (OTHER, says(1)),
        (USER, says(1, None)),
    ]


async def test_preferences_are_those_of_the_newest_version_and_of_no_erased_user(store: Store) -> None:
    async with store.units.begin() as work:
        await work.users.save_preferences([Preferences(USER, 2, time_zone="Europe/Kyiv")])
        await work.users.save_preferences([Preferences(USER, 1, time_zone="Europe/Warsaw")])
        await work.users.save_preferences([Preferences(OTHER, 1, time_zone="Europe/Oslo")])
        assert sorted(await work.upcoming.time_zones()) == ["Europe/Kyiv", "Europe/Oslo"]

        await work.users.mark_erased(OTHER, NOON)
        await work.users.delete_data(OTHER)
        await work.users.save_preferences([Preferences(OTHER, 2, time_zone="Europe/Oslo")])
        assert await work.upcoming.time_zones() == ["Europe/Kyiv"]


async def test_items_move_to_the_successor_of_their_title_unless_it_is_saved_too(store: Store) -> None:
    item = SavedItem(USER, SHOW, "for_later", "hit", NOON, NOON)
    other = replace(item, user_id=OTHER)
    kept = replace(other, media_id=UUID(int=3), list="considering")
    async with store.units.begin() as work:
        for saved in (item, other, kept):
            await work.saved.save(saved)
        await work.saved.move({SHOW: UUID(int=3), MOVIE: UUID(int=4)})

        assert await work.saved.find(USER, SHOW) is None
        assert await work.saved.find(OTHER, SHOW) is None
        assert await work.saved.find(USER, UUID(int=3)) == replace(item, media_id=UUID(int=3))
        assert await work.saved.find(OTHER, UUID(int=3)) == kept


async def test_two_titles_may_have_one_successor(store: Store) -> None:
    successors = {SHOW: UUID(int=3), MOVIE: UUID(int=3)}
    item = SavedItem(USER, SHOW, "for_later", "hit", NOON, NOON)
    await save(store, to("rising"), to("rising", media_id=MOVIE), to("on_streaming", media_id=MOVIE))
    async with store.units.begin() as work:
        await work.saved.save(item)
        await work.saved.save(replace(item, media_id=MOVIE, created_at=LATER))
        await work.saved.move(successors)
        await work.subscriptions.move(successors, NOON)

        assert await work.subscriptions.active_triggers(USER, UUID(int=3)) == ("on_streaming", "rising")
        assert await work.saved.find(USER, UUID(int=3)) is not None


async def test_subscriptions_move_to_the_successor_and_are_not_triggered_again(store: Store) -> None:
    successor = UUID(int=3)
    kept = replace(to("new_season", OTHER, successor), filter=Filter("PL"))
    await save(store, to("new_season"), to("rising"), to("new_season", OTHER), kept)
    await trigger(store, SEASON)
    async with store.units.begin() as work:
        await work.subscriptions.move({SHOW: successor, MOVIE: UUID(int=4)}, NOON)

        assert await work.subscriptions.active_triggers(USER, SHOW) == ()
        assert await work.subscriptions.active_triggers(USER, successor) == ("new_season", "rising")
        assert await work.subscriptions.find(USER, successor, "rising") == replace(to("rising"), media_id=successor)
        assert await work.subscriptions.find(OTHER, successor, "new_season") == kept
    again = replace(SEASON, subject=replace(SUBJECT, media_id=successor))
    assert await trigger(store, again) == 1, "the kept one of the other user was not triggered before"
    assert (await store.published())[-1] == (OTHER, "season:3")
