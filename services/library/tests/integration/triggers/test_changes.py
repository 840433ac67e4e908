"""Each trigger by its real event through the consumers: what is published, and to whom."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from services.library.tests.integration.triggers.support import (
    ANN,
    BEN,
    CIM,
    LATER,
    MOVIE,
    SHOW,
    Deliver,
    Triggered,
    aired,
    changed,
    offers,
    prefers,
    summary,
    trend,
)

from chassis.testing.records import feed
from contracts.event import encode
from contracts.ingestion.changes import (
    DateChange,
    SeasonAdded,
    StatusChange,
)
from library.bootstrap import Container
from library.infrastructure.unit_of_work import SqlUnitOfWork
from library.presentation.consumers import routes

pytestmark = pytest.mark.integration


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
