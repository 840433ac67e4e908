"""From a subscription to its event, on a running stack: events in Kafka, delivered twice, trigger each user once."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import uuid4

import httpx2
import orjson
import pytest

from chassis.testing.kafka import produce, read_all
from contracts.event import Event, encode
from contracts.identity import episode_id, media_id
from contracts.ingestion import AvailabilityChangedV1, MediaChangedV1
from contracts.ingestion.changes import EpisodeAired, OfferChange, RegionOffers, SeasonAdded, StatusChange
from contracts.library import SubscriptionTriggeredV1
from devstack.ports import plan
from stacks import Stack, eventually
from user_data import registered, user_of

pytestmark = pytest.mark.e2e

SHOW_NUMBER: Final = 1396
SHOW: Final = media_id("show", SHOW_NUMBER)


def happened(at: datetime) -> list[Event]:
    """Return what a refresh of the show would report."""
    aired = EpisodeAired(
        episode_id=episode_id(SHOW_NUMBER, 6, 1), season=6, number=1, title="Return", airs_at=at, air_date=at.date()
    )
    status = StatusChange(before="Returning Series", after="Ended")
    netflix = OfferChange(way="stream", provider_id=8, name="Netflix")
    facts: dict[str, Any] = {"media_id": SHOW, "kind": "show", "tmdb_id": SHOW_NUMBER, "observed_at": at}
    return [
        MediaChangedV1(**facts, media_version=2, seasons_added=(SeasonAdded(number=6, air_date=at.date()),)),
        MediaChangedV1(**facts, media_version=3, episodes_aired=(aired,), status=status),
        AvailabilityChangedV1(**facts, media_version=3, regions={"US": RegionOffers(added=(netflix,))}),
    ]


def test_what_happens_to_a_title_is_published_once_to_each_subscriber(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    done = stack.marquee("import", "show", str(SHOW_NUMBER))
    assert done.returncode == 0, done.stdout + done.stderr
    bootstrap = f"127.0.0.1:{plan(stack.base)['kafka']}"
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as api:
        users = [registered(api, f"user_{uuid4().hex[:8]}") for _ in range(2)]
        for user, triggers in zip(users, (("new_season", "on_streaming"), ("new_episode",)), strict=True):
            for trigger in triggers:
                send = partial(api.post, f"/me/subscriptions/{SHOW}", json={"trigger": trigger}, headers=user)
                response = eventually(send, lambda response: response.status_code != 404)
                assert response.status_code == 201, response.text
        events = happened(datetime.now(UTC) + timedelta(seconds=1))
        for _ in range(2):
            asyncio.run(produce(bootstrap, [encode(event, "ingestion") for event in events]))
            stack.settle()

        names = {user_of(user): f"user {number}" for number, user in enumerate(users, start=1)}
        records = asyncio.run(read_all(bootstrap, SubscriptionTriggeredV1.topic))
        bodies = [orjson.loads(record.value or b"{}") for record in records]
        published = [body for body in bodies if body["userId"] in names]
        remaining = [api.get(f"/me/subscriptions/{SHOW}/status", headers=user).json()["data"] for user in users]

    month = f"{datetime.now(UTC):%Y-%m}"
    with capsys.disabled():
        for body in published:
            payload = {name: value for name, value in body["payload"].items() if value is not None}
            print(f"\n{names[body['userId']]} {body['trigger']} {body['occurrence']} {body['title']} {payload}", end="")
    assert sorted((names[body["userId"]], body["trigger"], body["occurrence"]) for body in published) == [
        ("user 1", "new_season", "premiere:6"),
        ("user 1", "new_season", "season:6"),
        ("user 1", "on_streaming", f"streaming:US:8:{month}"),
        ("user 1", "status_changed", f"status:Ended:{month}"),
        ("user 2", "new_episode", "episode:6x01"),
        ("user 2", "status_changed", f"status:Ended:{month}"),
    ]
    assert [status["triggers"] for status in remaining] == [["on_streaming"], []]
