"""The end of a show, and events that are delivered again, out of order, or too late."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import httpx2
import pytest
from services.library.tests.callers import Caller
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
    summary,
    trend,
)

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.event import Event
from contracts.ingestion.changes import (
    DateChange,
    SeasonAdded,
    StatusChange,
)
from contracts.insights import TrendChangedV1

pytestmark = pytest.mark.integration


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
