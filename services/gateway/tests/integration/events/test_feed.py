"""Every subscriber receives the events of its topics from the start of the feed on, in order and without a gap."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from chassis.messaging import log_reader
from chassis.messaging.publishing.producer import Outgoing
from chassis.runtime.background import Tasks
from chassis.testing.clock import NOON
from chassis.testing.kafka import outgoing, produce, wait_until
from contracts.event import encode
from contracts.examples.insights import EXAMPLES
from devstack.ports import free_ports
from devstack.testing.pytest_plugin import MakeTopics
from gateway.application.events.subscribers import EventSubscriber
from gateway.domain.events.logged import LoggedEvent, Place
from gateway.domain.events.positions import Positions
from gateway.infrastructure.events.feed import EventFeed

pytestmark = pytest.mark.integration

UniqueName = Callable[[str], str]

EVENT: Final = EXAMPLES[0]


@dataclass
class Collected:
    """A subscriber that remembers what it received; it fails while `broken`."""

    topics: Sequence[str]
    events: list[LoggedEvent] = field(default_factory=list)
    positions: Positions = field(default_factory=dict)
    starts: list[Positions] = field(default_factory=list)
    broken: bool = False

    def started(self, positions: Positions) -> None:
        self.starts.append(positions)
        self.positions = positions

    def received(self, events: Sequence[LoggedEvent], positions: Positions) -> None:
        if self.broken:
            raise ZeroDivisionError
        self.events += events
        self.positions = positions

    @property
    def subjects(self) -> list[str]:
        return [event.subject for event in self.events]


def record(topic: str, subject: str, *, seconds: int = 0) -> Outgoing:
    message = outgoing(encode(EVENT, "insights", time=NOON + timedelta(seconds=seconds)))
    headers = [(name, subject.encode() if name == "ce_subject" else value) for name, value in message.headers]
    return Outgoing(topic, subject.encode(), message.value, headers)


@asynccontextmanager
async def fed(bootstrap: str, *subscribers: EventSubscriber) -> AsyncIterator[EventFeed]:
    feed = EventFeed(bootstrap, subscribers)
    tasks = Tasks([feed])
    tasks.start()
    yield feed
    await tasks.stop(10)


async def test_subscribers_receive_what_follows_their_start(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName
) -> None:
    trends, other = unique_name("trends"), unique_name("other")
    await make_topics(trends, other, partitions=2)
    await produce(kafka_bootstrap, [record(trends, "before")])
    one, both = Collected([trends]), Collected([trends, other])

    async with fed(kafka_bootstrap, one, both) as feed:
        await wait_until(lambda: bool(one.starts and both.starts), what="the start")
        await produce(kafka_bootstrap, [record(trends, f"t{number}") for number in range(20)])
        await produce(kafka_bootstrap, [record(other, "o")])
        await wait_until(lambda: len(both.events) == 21 and len(one.events) == 20, what="the events")
        await wait_until(lambda: feed.age() < 5, what="the age")
        assert (await feed.check()).status == "up"

    assert sorted(one.subjects) == sorted(f"t{number}" for number in range(20))
    assert {place.topic for place in one.positions} == {trends}
    assert len(one.starts) == len(both.starts) == 1
    first = one.events[0]
    assert (first.type, first.time, first.body) == ("trend.changed.v1", NOON, EVENT.to_json())
    assert sum(one.positions.values()) == 21


async def test_invalid_records_advance_the_position_only(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName
) -> None:
    topic = unique_name("trends")
    await make_topics(topic)
    valid = record(topic, "valid")
    broken = [
        Outgoing(topic, b"k", None, []),
        Outgoing(topic, b"k", b"", list(valid.headers)),
        *(
            Outgoing(topic, b"k", b"{}", [(name, text if name == header else value) for name, value in valid.headers])
            for header in ("ce_id", "ce_time", "ce_type", "ce_specversion")
            for text in (b"\xff", b"x")
            if (header, text) not in {("ce_type", b"x"), ("ce_specversion", b"\xff")}
        ),
    ]
    collected = Collected([topic])
    async with fed(kafka_bootstrap, collected):
        await wait_until(lambda: bool(collected.starts), what="the start")
        await produce(kafka_bootstrap, [*broken, valid, *broken])
        await wait_until(lambda: collected.positions[Place(topic, 0)] == 2 * len(broken) + 1, what="the end")
    assert collected.subjects == ["valid"]


async def test_a_failed_subscriber_starts_again_and_stops_no_other(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName
) -> None:
    topic = unique_name("trends")
    await make_topics(topic)
    failing, other = Collected([topic], broken=True), Collected([topic])
    async with fed(kafka_bootstrap, failing, other):
        await wait_until(lambda: bool(other.starts), what="the start")
        await produce(kafka_bootstrap, [record(topic, "first")])
        await wait_until(lambda: len(failing.starts) == 2, what="the second start")
        failing.broken = False
        await produce(kafka_bootstrap, [record(topic, "second")])
        await wait_until(lambda: other.subjects == ["first", "second"], what="the events")
        await wait_until(lambda: failing.subjects == ["second"], what="the second event")
    assert failing.starts[1] == {Place(topic, 0): 1}
    assert len(other.starts) == 1


async def test_a_log_without_the_position_is_a_gap(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName
) -> None:
    topic = unique_name("trends")
    await make_topics(topic)
    collected = Collected([topic])
    async with fed(kafka_bootstrap, collected):
        await wait_until(lambda: bool(collected.starts), what="the start")
        await produce(kafka_bootstrap, [record(topic, "first")])
        await wait_until(lambda: collected.subjects == ["first"], what="the first event")
        await recreated(kafka_bootstrap, topic, make_topics)
        await wait_until(lambda: len(collected.starts) == 2, what="the gap")
        await produce(kafka_bootstrap, [record(topic, "second")])
        await wait_until(lambda: collected.subjects == ["first", "second"], what="the second event")


async def test_a_missing_topic_holds_up_no_other_and_is_read_when_it_appears(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reader, "MISSING_CHECK_SECONDS", 0.2)
    existing, missing = unique_name("existing"), unique_name("missing")
    await make_topics(existing)
    collected = Collected([existing, missing])
    async with fed(kafka_bootstrap, collected) as feed:
        await wait_until(lambda: bool(collected.starts), what="the start")
        assert collected.starts == [{Place(existing, 0): 0, Place(missing, 0): 0}]
        await produce(kafka_bootstrap, [record(existing, "first")])
        await wait_until(lambda: collected.subjects == ["first"], what="the event of the other topic")
        await wait_until(lambda: feed.age() < 5, what="the age")
        assert feed.age([existing]) < 5
        assert feed.age([existing, missing]) == math.inf
        check = await feed.check()
        assert (check.status, check.details["missingTopics"]) == ("degraded", missing)

        await make_topics(missing, partitions=2)
        # The feed may not have seen the topic yet: it begins with the first event nevertheless.
        await produce(kafka_bootstrap, [record(missing, f"t{number}") for number in range(10)])
        await wait_until(lambda: len(collected.events) == 11, what="the events of the new topic")
        await wait_until(lambda: feed.age([missing]) < 5, what="the age")
        assert (await feed.check()).status == "up"
        await produce(kafka_bootstrap, [record(existing, "last")])
        await wait_until(lambda: collected.subjects[-1] == "last", what="the last event")
    assert len(collected.subjects) == len(set(collected.subjects)) == 12
    assert len(collected.starts) == 1, "no gap"


async def test_topics_may_all_be_missing(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reader, "MISSING_CHECK_SECONDS", 0.2)
    topic = unique_name("missing")
    collected = Collected([topic])
    async with fed(kafka_bootstrap, collected) as feed:
        await wait_until(lambda: collected.starts == [{Place(topic, 0): 0}], what="the start")
        assert (await feed.check()).status == "down"
        await make_topics(topic)
        await produce(kafka_bootstrap, [record(topic, "first")])
        await wait_until(lambda: collected.subjects == ["first"], what="the event")


async def test_a_deleted_topic_is_a_gap_and_holds_up_no_other(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reader, "PARTITION_CHECK_SECONDS", 0.2)
    kept, deleted = unique_name("kept"), unique_name("deleted")
    await make_topics(kept, deleted)
    collected = Collected([kept, deleted])
    async with fed(kafka_bootstrap, collected):
        await wait_until(lambda: bool(collected.starts), what="the start")
        await produce(kafka_bootstrap, [record(deleted, "first")])
        await wait_until(lambda: collected.subjects == ["first"], what="the first event")
        await without(kafka_bootstrap, deleted)
        await wait_until(lambda: len(collected.starts) == 2, what="the gap")
        assert collected.starts[1] == {Place(kept, 0): 0, Place(deleted, 0): 0}
        await produce(kafka_bootstrap, [record(kept, "second")])
        await wait_until(lambda: collected.subjects == ["first", "second"], what="the second event")


async def recreated(bootstrap: str, topic: str, make_topics: MakeTopics) -> None:
    await without(bootstrap, topic)
    await make_topics(topic)


async def without(bootstrap: str, topic: str) -> None:
    """Delete a topic."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.delete_topics([topic])
    await admin.close()


async def test_a_feed_without_a_broker_has_no_age() -> None:
    [port] = free_ports(1)
    collected = Collected(["trend.changed"])
    async with fed(f"127.0.0.1:{port}", collected) as feed:
        await asyncio.sleep(0.3)
        assert (await feed.check()).status == "down"
    assert collected.starts == []


async def test_a_feed_without_subscribers_ends_and_is_healthy() -> None:
    feed = EventFeed("127.0.0.1:1", [])
    await feed.run()
    assert (await feed.check()).status == "up"
