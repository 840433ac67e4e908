"""A topic that does not exist yet: the stream serves the others, and begins with its first event when it appears."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import aiohttp
import pytest
from services.gateway.tests.component.conftest import echo, reset_echo, start_gateway
from services.gateway.tests.component.harness import Echo, StartGateway
from services.gateway.tests.integration.events.streams import (
    EXAMPLE_BY_TYPE,
    TOPICS,
    TREND,
    following,
    next_frame,
    next_frames,
    publish,
    stream,
)

from chassis.messaging import log_reader
from chassis.messaging.publishing.producer import Outgoing
from chassis.testing.kafka import outgoing, produce
from contracts.event import encode
from devstack.servers.topics import create_topics
from devstack.testing.pytest_plugin import MakeTopics
from gateway import bootstrap
from gateway.domain.events.logged import LoggedEvent, Place
from gateway.domain.events.public import PublicEvent
from gateway.infrastructure.events.public_forms import TOPIC_BY_TYPE, public_event

pytestmark = pytest.mark.integration

__all__ = ["echo", "reset_echo", "start_gateway"]

STATS: Final = EXAMPLE_BY_TYPE["stats.updated.v1"]


def in_topic(topic: str) -> Callable[[LoggedEvent], PublicEvent | None]:
    """Return what reads the public form of trends from a topic of another name."""

    def read(event: LoggedEvent) -> PublicEvent | None:
        if event.place.topic != topic:
            return public_event(event)
        public = public_event(replace(event, place=Place(TREND.topic, event.place.partition)))
        return None if public is None else replace(public, place=event.place)

    return read


async def test_other_topics_are_streamed_until_the_missing_one_appears(
    echo: Echo,
    start_gateway: StartGateway,
    kafka_bootstrap: str,
    make_topics: MakeTopics,
    unique_name: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await create_topics(kafka_bootstrap, TOPICS)
    missing = unique_name("trends")
    monkeypatch.setattr(bootstrap, "TOPIC_BY_TYPE", {**TOPIC_BY_TYPE, TREND.type: missing})
    monkeypatch.setattr(bootstrap, "public_event", in_topic(missing))
    monkeypatch.setattr(log_reader, "MISSING_CHECK_SECONDS", 0.2)
    gateway, late = [await start_gateway(echo, kafka_bootstrap=kafka_bootstrap) for _ in range(2)]
    async with aiohttp.ClientSession(gateway.url) as http, aiohttp.ClientSession(late.url) as elsewhere:
        await following(http)
        await following(elsewhere)
        async with stream(http) as (open_since, before):
            [first] = await publish(kafka_bootstrap, [STATS])
            assert json.loads((await next_frame(open_since)).data)["id"] == first

            await make_topics(missing, partitions=3)
            messages = [encode(TREND, TREND.spec.publisher) for _ in range(6)]
            records = [outgoing(message) for message in messages]
            await produce(
                kafka_bootstrap,
                [
                    Outgoing(missing, str(number).encode(), record.value, record.headers)
                    for number, record in enumerate(records)
                ],
            )
            frames = await next_frames(open_since, len(messages))
        published = sorted(str(message.event_id) for message in messages)
        assert sorted(json.loads(frame.data)["id"] for frame in frames) == published
        # A position from before the topic existed has its first events behind it, at every replica.
        for session in (http, elsewhere):
            async with stream(session, f"?type={TREND.type}", after=before.id) as (response, _):
                again = await next_frames(response, len(messages))
            assert sorted(json.loads(frame.data)["id"] for frame in again) == published
        async with stream(elsewhere, after=frames[2].id) as (response, _):
            rest = await next_frames(response, 3)
        assert [json.loads(frame.data)["id"] for frame in rest] == [
            json.loads(frame.data)["id"] for frame in frames[3:]
        ]
