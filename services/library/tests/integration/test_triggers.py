"""Each trigger by its real events through the consumers: what is published, to whom, and never twice."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.library.tests.callers import Caller

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.events import media_published
from chassis.testing.records import feed
from chassis.testing.tokens import Tokens
from contracts.auth import UserChangedV1
from contracts.event import Event, encode
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import AvailabilityChangedV1, Episode, MediaChangedV1, Release, SeasonSyncedV1
from contracts.ingestion.changes import (
    DateChange,
    EpisodeAired,
    OfferChange,
    OfferWay,
    RegionOffers,
    SeasonAdded,
    StatusChange,
)
from contracts.insights import TrendChangedV1
from library.application.subscriptions.evaluation import TriggerDue
from library.bootstrap import Container
from library.infrastructure.unit_of_work import SqlUnitOfWork
from library.presentation.consumers import routes

pytestmark = pytest.mark.integration

ANN, BEN, CIM = UUID(int=1), UUID(int=2), UUID(int=3)
MOVIE, SHOW = media_id("movie", 603), media_id("show", 1396)
LATER = NOON + timedelta(hours=1)
Deliver = Callable[..., Awaitable[None]]
Triggered = Callable[[], Awaitable[list[dict[str, Any]]]]


@pytest_asyncio.fixture
async def subscribe(
    client: httpx2.AsyncClient, tokens: Tokens, deliver: Deliver, imported: Callable[..., Any]
) -> Callable[..., Awaitable[None]]:
    await deliver(
        imported(603, kind="movie", title="The Matrix"),
        imported(1396, title="Breaking Bad"),
        media_published(1396, "breaking-bad", kind="show"),
    )

    async def send(title: UUID, trigger: str, user: UUID = ANN, **filters: Any) -> None:
        body = {"trigger": trigger, **filters}
        await Caller(client, tokens.bearer(user))("POST", f"/subscriptions/{title}", body, 201)

    return send


@pytest.fixture
def triggered(published_events: Callable[[], Awaitable[list[dict[str, Any]]]]) -> Triggered:
    async def read() -> list[dict[str, Any]]:
        return [event for event in await published_events() if "subscriptionId" in event]

    return read


async def summary(triggered: Triggered) -> list[tuple[int, str, str]]:
    return [(UUID(event["userId"]).int, event["trigger"], event["occurrence"]) for event in await triggered()]


def changed(title: UUID = SHOW, observed_at: datetime = LATER, version: int = 2, **differences: Any) -> MediaChangedV1:
    kind, tmdb_id = ("movie", 603) if title == MOVIE else ("show", 1396)
    return MediaChangedV1(
        media_id=title,
        kind="movie" if kind == "movie" else "show",
        tmdb_id=tmdb_id,
        media_version=version,
        observed_at=observed_at,
        **differences,
    )


def aired(season: int, number: int, **facts: Any) -> EpisodeAired:
    return EpisodeAired(episode_id=episode_id(1396, season, number), season=season, number=number, **facts)


def offers(
    added: Sequence[tuple[OfferWay, int]], region: str = "US", observed_at: datetime = LATER, title: UUID = MOVIE
) -> AvailabilityChangedV1:
    changes = tuple(OfferChange(way=way, provider_id=provider, name=f"Service {provider}") for way, provider in added)
    return AvailabilityChangedV1(
        media_id=title,
        kind="movie",
        tmdb_id=603,
        media_version=2,
        observed_at=observed_at,
        regions={region: RegionOffers(added=changes)},
    )


def trend(direction: Any, changed_at: datetime = LATER, version: int = 1) -> TrendChangedV1:
    return TrendChangedV1(
        version=version,
        media_id=SHOW,
        kind="show",
        tmdb_id=1396,
        direction=direction,
        window_days=30,
        as_of=changed_at.date(),
        changed_at=changed_at,
    )


def prefers(user: UUID, version: int = 1, **preferences: Any) -> UserChangedV1:
    return UserChangedV1(version=version, user_id=user, changed_at=NOON, **preferences)


async def test_a_new_season_is_published_with_what_is_known_of_it(
    subscribe: Callable[..., Awaitable[None]], container: Container, triggered: Triggered
) -> None:
    await subscribe(SHOW, "new_season")
    event = changed(seasons_added=(SeasonAdded(number=6, air_date=date(2027, 1, 10)),))
    message = encode(event, "ingestion")

    await feed(routes(container.application, SqlUnitOfWork), container.runtime.transactions, message)

    [published] = await triggered()
    assert published.pop("subscriptionId")
    assert published.pop("triggeredAt") < "2026-11-21T12:01"
    assert {name: value for name, value in published.pop("payload").items() if value is not None} == {
        "season": 6,
        "airDate": "2027-01-10",
    }
    assert published == {
        "userId": str(ANN),
        "mediaId": str(SHOW),
        "kind": "show",
        "tmdbId": 1396,
        "trigger": "new_season",
        "occurrence": "season:6",
        "title": "Breaking Bad",
        "slug": "breaking-bad",
        "occurredAt": "2026-11-21T13:00:00Z",
        "causeId": str(message.event_id),
    }


async def test_an_aired_episode_triggers_and_the_first_one_is_a_premiere_too(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe(SHOW, "new_episode")
    await subscribe(SHOW, "new_season", BEN)
    await deliver(changed(episodes_aired=(aired(6, 1, airs_at=LATER, title="Pilot"), aired(6, 2))))

    assert await summary(triggered) == [
        (1, "new_episode", "episode:6x01"),
        (2, "new_season", "premiere:6"),
        (1, "new_episode", "episode:6x02"),
    ]
    payload = (await triggered())[0]["payload"]
    assert (payload["season"], payload["episode"], payload["episodeTitle"]) == (6, 1, "Pilot")
    assert payload["airsAt"] == "2026-11-21T13:00:00Z"


async def test_the_day_of_a_release_that_is_announced_or_moved_triggers(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe(MOVIE, "release")
    await deliver(
        changed(
            MOVIE,
            dates=(
                DateChange(name="release", after=date(2026, 12, 18)),
                DateChange(name="theatrical_release", after=date(2026, 12, 18)),
                DateChange(name="digital_release", before=date(2027, 1, 5), after=date(2027, 1, 8)),
                DateChange(name="next_air", after=date(2026, 12, 18)),
            ),
        ),
        changed(MOVIE, version=3, dates=(DateChange(name="digital_release", before=date(2027, 1, 8)),)),
    )

    assert await summary(triggered) == [
        (1, "release", "date:theatrical:2026-12-18"),
        (1, "release", "date:digital:2027-01-08"),
    ]
    payload = (await triggered())[1]["payload"]
    assert (payload["dateName"], payload["dateBefore"], payload["dateAfter"]) == ("digital", "2027-01-05", "2027-01-08")


async def test_the_only_day_of_a_movie_is_its_primary_release(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe(MOVIE, "release")
    await deliver(changed(MOVIE, dates=(DateChange(name="release", after=date(2026, 12, 18)),)))

    assert await summary(triggered) == [(1, "release", "date:primary:2026-12-18")]


async def test_streaming_triggers_in_the_region_of_the_user_by_the_services_of_the_subscription(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await deliver(prefers(BEN, preferred_region="PL"))
    await subscribe(MOVIE, "on_streaming", ANN)
    await subscribe(MOVIE, "on_streaming", BEN)
    await subscribe(MOVIE, "on_streaming", CIM, region="PL", providerIds=[8])
    await deliver(offers([("rent", 2), ("buy", 3)]), offers([("stream", 337)], "PL"))
    assert await summary(triggered) == [(2, "on_streaming", "streaming:PL:337:2026-11")]

    await deliver(offers([("ads", 8), ("free", 8)], "PL"), offers([("stream", 8)], "US"))

    assert sorted((await summary(triggered))[1:]) == [
        (1, "on_streaming", "streaming:US:8:2026-11"),
        (2, "on_streaming", "streaming:PL:8:2026-11"),
        (3, "on_streaming", "streaming:PL:8:2026-11"),
    ]
    payload = (await triggered())[0]["payload"]
    assert (payload["providerId"], payload["providerName"], payload["region"]) == (337, "Service 337", "PL")


async def test_preferences_follow_the_newest_event_of_the_user(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe(MOVIE, "on_streaming", BEN)
    await deliver(prefers(BEN, 3, preferred_region="PL"), prefers(BEN, 2, preferred_region="DE"))
    await deliver(prefers(BEN, 1, preferred_region="FR"))

    await deliver(*(offers([("stream", 8)], region) for region in ("US", "FR", "DE", "PL")))

    assert await summary(triggered) == [(2, "on_streaming", "streaming:PL:8:2026-11")]


async def test_a_service_that_comes_and_goes_triggers_once_a_month(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe(MOVIE, "on_streaming")
    await deliver(offers([("stream", 8)]), offers([("stream", 8)], observed_at=LATER + timedelta(days=2)))
    await deliver(offers([("stream", 8)], observed_at=datetime(2026, 12, 5, tzinfo=UTC)))

    assert [key for _, _, key in await summary(triggered)] == ["streaming:US:8:2026-11", "streaming:US:8:2026-12"]


async def test_a_changed_status_triggers(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe(MOVIE, "status_changed")
    await deliver(changed(MOVIE, status=StatusChange(before="Post Production", after="Released")))

    assert await summary(triggered) == [(1, "status_changed", "status:Released:2026-11")]
    payload = (await triggered())[0]["payload"]
    assert (payload["statusBefore"], payload["statusAfter"]) == ("Post Production", "Released")


async def test_a_rising_audience_triggers_once_a_month(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe(SHOW, "rising")
    await deliver(trend("down"), trend("none", version=2), trend("up", version=3))
    await deliver(trend("none", version=4), trend("up", LATER + timedelta(days=3), version=5))

    assert await summary(triggered) == [(1, "rising", "rising:2026-11")]
    assert (await triggered())[0]["payload"]["windowDays"] == 30


@pytest.mark.parametrize("status", ["Ended", "Canceled"])
async def test_the_end_of_a_show_is_reported_once_to_each_user_and_ends_seasons_and_episodes(
    subscribe: Callable[..., Awaitable[None]],
    deliver: Deliver,
    triggered: Triggered,
    client: httpx2.AsyncClient,
    tokens: Tokens,
    status: str,
) -> None:
    for trigger in ("new_season", "new_episode", "status_changed", "rising"):
        await subscribe(SHOW, trigger, ANN)
    await subscribe(SHOW, "new_season", BEN)
    await subscribe(SHOW, "new_episode", BEN)
    await subscribe(SHOW, "rising", CIM)
    ended = changed(
        status=StatusChange(before="Returning Series", after=status), episodes_aired=(aired(5, 16, airs_at=LATER),)
    )

    await deliver(ended)
    await deliver(ended)
    await deliver(changed(version=3, seasons_added=(SeasonAdded(number=6),), observed_at=LATER + timedelta(hours=1)))

    assert sorted(await summary(triggered)) == [
        (1, "new_episode", "episode:5x16"),
        (1, "status_changed", f"status:{status}:2026-11"),
        (2, "new_episode", "episode:5x16"),
        (2, "status_changed", f"status:{status}:2026-11"),
    ]
    left = [
        await Caller(client, tokens.bearer(user))("GET", f"/subscriptions/{SHOW}/status") for user in (ANN, BEN, CIM)
    ]
    assert [item["triggers"] for item in left] == [["status_changed", "rising"], [], ["rising"]]


async def test_a_show_that_returns_reactivates_nothing_and_a_late_end_does_not_end_a_newer_subscription(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe(SHOW, "new_season")
    end = StatusChange(before="Returning Series", after="Ended")
    await deliver(changed(observed_at=NOON + timedelta(seconds=30), status=end))
    returned = StatusChange(before="Ended", after="Returning Series")
    await deliver(changed(version=3, status=returned, seasons_added=(SeasonAdded(number=6),)))
    assert await summary(triggered) == [(1, "status_changed", "status:Ended:2026-11")]

    await subscribe(SHOW, "new_season")
    await deliver(changed(observed_at=NOON - timedelta(days=1), status=end))
    await deliver(changed(version=4, seasons_added=(SeasonAdded(number=7),)))
    assert (await summary(triggered))[1:] == [(1, "new_season", "season:7")]


async def test_a_movie_that_is_canceled_ends_no_subscription(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe(MOVIE, "status_changed")
    await deliver(changed(MOVIE, status=StatusChange(before="Planned", after="Canceled")))
    await deliver(changed(MOVIE, version=3, status=StatusChange(before="Canceled", after="In Production")))

    assert [key for _, _, key in await summary(triggered)] == [
        "status:Canceled:2026-11",
        "status:In Production:2026-11",
    ]


EVERYTHING = (
    changed(
        seasons_added=(SeasonAdded(number=6),),
        episodes_aired=(aired(6, 1, airs_at=LATER), aired(6, 2, airs_at=LATER)),
        status=StatusChange(before="Planned", after="In Production"),
    ),
    offers([("stream", 8), ("ads", 8)], title=MOVIE),
    trend("up"),
    changed(MOVIE, dates=(DateChange(name="digital_release", after=date(2026, 12, 1)),)),
)


async def subscribe_to_everything(subscribe: Callable[..., Awaitable[None]]) -> None:
    for trigger in ("new_season", "new_episode", "status_changed", "rising"):
        await subscribe(SHOW, trigger)
    for trigger in ("on_streaming", "release"):
        await subscribe(MOVIE, trigger)


async def test_nothing_is_triggered_twice_however_events_are_delivered(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    await subscribe_to_everything(subscribe)
    await deliver(*EVERYTHING, *EVERYTHING)
    expected = sorted(await summary(triggered))
    assert len(expected) == 8

    await deliver(*reversed(EVERYTHING))
    for event in EVERYTHING:
        await deliver(event)

    assert sorted(await summary(triggered)) == expected
    ids = [event["subscriptionId"] + event["occurrence"] for event in await triggered()]
    assert len(ids) == len(set(ids))


async def test_what_happened_before_a_subscription_does_not_trigger_it(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered
) -> None:
    before = NOON - timedelta(hours=1)
    log: list[Event] = []
    for event in EVERYTHING:
        time = "changed_at" if isinstance(event, TrendChangedV1) else "observed_at"
        log.append(event.model_copy(update={time: before}))
    log[0] = log[0].model_copy(update={"episodes_aired": (aired(6, 1, airs_at=before), aired(6, 2))})
    await subscribe_to_everything(subscribe)

    await deliver(*log)
    # An episode that aired before the subscription, and was observed after it.
    await deliver(
        changed(
            version=3,
            episodes_aired=(aired(5, 1, airs_at=before), aired(5, 2, air_date=before.date() - timedelta(days=2))),
        )
    )

    assert await triggered() == []


def due_at(container: Container, instant: datetime) -> TriggerDue:
    return TriggerDue(UnitsOfWork(container.runtime.transactions, SqlUnitOfWork), FixedClock(instant), "US")


def season(version: int, airings: dict[int, datetime | None], synced_at: datetime = NOON) -> SeasonSyncedV1:
    return SeasonSyncedV1(
        version=version,
        season_id=season_id(1396, 6),
        media_id=SHOW,
        show_tmdb_id=1396,
        number=6,
        episodes=tuple(
            Episode(episode_id=episode_id(1396, 6, number), number=number, airs_at=airs_at, title=f"Part {number}")
            for number, airs_at in airings.items()
        ),
        synced_at=synced_at,
    )


async def test_an_episode_triggers_when_its_instant_has_come_and_not_again_when_it_is_observed(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered, container: Container
) -> None:
    await subscribe(SHOW, "new_episode")
    await subscribe(SHOW, "new_season", BEN)
    airs_at = NOON + timedelta(days=3)
    await deliver(season(1, {1: airs_at, 2: airs_at + timedelta(days=7), 3: None}))

    assert await due_at(container, airs_at - timedelta(seconds=1))() == 0
    assert await due_at(container, airs_at)() == 2
    assert await due_at(container, airs_at + timedelta(minutes=1))() == 0
    await deliver(changed(observed_at=airs_at + timedelta(hours=5), episodes_aired=(aired(6, 1, airs_at=airs_at),)))

    assert sorted(await summary(triggered)) == [(1, "new_episode", "episode:6x01"), (2, "new_season", "premiere:6")]
    event = (await triggered())[0]
    assert (event["occurredAt"], event["payload"]["episodeTitle"]) == ("2026-11-24T12:00:00Z", "Part 1")


async def test_an_airing_that_was_moved_triggers_at_its_new_time_only(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered, container: Container
) -> None:
    await subscribe(SHOW, "new_episode")
    first, moved = NOON + timedelta(days=3), NOON + timedelta(days=5)
    await deliver(season(2, {1: moved}))
    await deliver(season(1, {1: first}))

    assert await due_at(container, first)() == 0
    assert await due_at(container, moved)() == 1


async def test_a_newer_version_without_an_airing_withdraws_it(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, container: Container
) -> None:
    await subscribe(SHOW, "new_episode")
    airs_at = NOON + timedelta(days=3)
    await deliver(season(1, {1: airs_at}))
    await deliver(season(2, {1: None}))

    assert await due_at(container, airs_at)() == 0


async def test_a_release_triggers_when_its_day_begins_where_the_user_is(
    subscribe: Callable[..., Awaitable[None]],
    deliver: Deliver,
    triggered: Triggered,
    container: Container,
    imported: Callable[..., Any],
) -> None:
    await deliver(
        prefers(ANN, preferred_region="US", time_zone="America/New_York"),
        prefers(BEN, preferred_region="US", time_zone="Pacific/Auckland"),
        prefers(CIM, preferred_region="PL", time_zone="nonsense"),
    )
    for user in (ANN, BEN, CIM, UUID(int=4)):
        await subscribe(MOVIE, "release", user)
    await subscribe(MOVIE, "release", UUID(int=4), region="KR")
    day = date(2026, 11, 27)
    releases = (
        Release(region="US", type="theatrical", date=day),
        Release(region="US", type="premiere", date=date(2026, 11, 1)),
        Release(region="US", type="theatrical", date=date(2026, 12, 24)),
        Release(region="KR", type="digital", date=date(2026, 11, 25)),
        Release(region="KR", type="limited", date=date(2026, 10, 1)),
    )
    await deliver(
        imported(603, kind="movie", version=2, theatrical_release_date=day, releases=releases, release_date=day)
    )

    async def users_at(day: int, hour: int, minute: int) -> list[int]:
        before = len(await triggered())
        await due_at(container, datetime(2026, 11, day, hour, minute, tzinfo=UTC))()
        return [user for user, _, _ in (await summary(triggered))[before:]]

    assert await users_at(24, 23, 59) == []
    assert await users_at(25, 0, 0) == [4], "of its own region, and not of the others"
    assert await users_at(26, 10, 59) == []
    assert await users_at(26, 11, 0) == [2], "the day begins in Auckland"
    assert await users_at(27, 0, 0) == [3], "Poland has no day of its own, and the time zone is unknown"
    assert await users_at(27, 4, 59) == []
    assert await users_at(27, 5, 0) == [1]
    assert await users_at(28, 12, 0) == []
    assert {key for _, _, key in await summary(triggered)} == {
        "release:theatrical:2026-11-27",
        "release:digital:2026-11-25",
    }


async def test_past_dates_are_deleted(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, container: Container
) -> None:
    airs_at = NOON + timedelta(days=3)
    await subscribe(SHOW, "new_episode")
    await deliver(season(1, {1: airs_at}))

    await due_at(container, airs_at + timedelta(days=5))()

    async with UnitsOfWork(container.runtime.transactions, SqlUnitOfWork).begin() as work:
        assert await work.upcoming.due([airs_at.date()]) == []
