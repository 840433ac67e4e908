"""Past events are read from any position of a real log, page by page, by several clients in turn."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Final

import pytest
import pytest_asyncio
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.records_to_delete import RecordsToDelete

from chassis.messaging.publishing.producer import Outgoing
from chassis.testing.clock import NOON
from chassis.testing.kafka import outgoing, produce
from contracts.event import encode
from contracts.examples.insights import EXAMPLES
from devstack.ports import free_ports
from devstack.testing.pytest_plugin import MakeTopics
from gateway.application.events.catching_up import Gap, past_events, skip_gaps
from gateway.application.events.history import PositionExpired
from gateway.domain.errors import Unavailable
from gateway.domain.events.logged import LoggedEvent, Place
from gateway.domain.events.public import PublicEvent
from gateway.infrastructure.events.history import KafkaHistory

pytestmark = pytest.mark.integration

UniqueName = Callable[[str], str]

EVENT: Final = EXAMPLES[0]
TYPE_OF: Final[dict[str, str]] = defaultdict(lambda: "trend.changed.v1")


def record(topic: str, number: int, *, size: int = 0) -> Outgoing:
    """Return an event whose subject is a number; `size` bytes of blanks precede the body."""
    message = outgoing(encode(EVENT, "insights", time=NOON + timedelta(seconds=number)))
    subject = str(number).encode()
    headers = [(name, subject if name == "ce_subject" else value) for name, value in message.headers]
    return Outgoing(topic, subject, b" " * size + (message.value or b""), headers)


def whole(event: LoggedEvent) -> PublicEvent:
    return PublicEvent(event.place, event.offset, event.event_id, event.type, event.time, None, event.subject.encode())


async def numbers(history: KafkaHistory, own: dict[Place, int], ends: dict[Place, int]) -> list[int]:
    return [
        int(event.data)
        async for event in past_events(history, whole, own, ends, TYPE_OF)
        if isinstance(event, PublicEvent)
    ]


@pytest_asyncio.fixture
async def history(kafka_bootstrap: str) -> AsyncIterator[KafkaHistory]:
    history = KafkaHistory(kafka_bootstrap)
    yield history
    await history.close()


async def test_partitions_are_read_in_order_of_time(
    history: KafkaHistory, kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName
) -> None:
    topics = [unique_name("one"), unique_name("two")]
    await make_topics(*topics, partitions=3)
    await produce(kafka_bootstrap, [record(topics[number % 2], number) for number in range(2000)])
    places = [Place(topic, partition) for topic in topics for partition in range(3)]
    bounds = await history.bounds(places)
    assert set(bounds.firsts.values()) == {0}
    assert sum(bounds.ends.values()) == 2000
    own = dict(bounds.firsts)
    assert await numbers(history, own, dict(bounds.ends)) == list(range(2000))
    assert own == bounds.ends
    own = {place: end - 5 for place, end in bounds.ends.items()}
    assert len(await numbers(history, own, dict(bounds.ends))) == 30


async def test_large_and_invalid_records_are_passed(
    history: KafkaHistory, kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName
) -> None:
    topic = unique_name("large")
    await make_topics(topic)
    records = [record(topic, number, size=300_000 if number % 2 else 0) for number in range(10)]
    for item in records:
        await produce(kafka_bootstrap, [item, Outgoing(topic, b"k", None, []), Outgoing(topic, b"k", b"x", [])])
    own = {Place(topic, 0): 0}
    assert await numbers(history, own, {Place(topic, 0): 30}) == list(range(10))
    assert own == {Place(topic, 0): 30}


async def test_clients_take_turns(
    history: KafkaHistory, kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName
) -> None:
    topic, other = unique_name("shared"), unique_name("other")
    await make_topics(topic, other, partitions=2)
    await produce(kafka_bootstrap, [record(name, number) for number in range(1000) for name in (topic, other)])

    async def client(name: str, first: int) -> int:
        places = [Place(name, partition) for partition in range(2)]
        ends = dict((await history.bounds(places)).ends)
        return len(await numbers(history, {place: min(first, ends[place]) for place in places}, ends))

    counts = await asyncio.gather(client(topic, 0), client(other, 0), client(topic, 100), client(other, 200))
    assert list(counts) == [1000, 1000, 800, 600]


async def test_deleted_records_are_a_gap(
    history: KafkaHistory, kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName
) -> None:
    topic = unique_name("expired")
    place = Place(topic, 0)
    await make_topics(topic)
    await produce(kafka_bootstrap, [record(topic, number) for number in range(10)])
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    await admin.delete_records({TopicPartition(topic, 0): RecordsToDelete(before_offset=4)})
    await admin.close()

    with pytest.raises(PositionExpired):
        await history.read({place: 2}, {place: 10})
    own = {place: 2}
    assert await skip_gaps(history, own, [place], TYPE_OF) == [Gap(frozenset({"trend.changed.v1"}), "expired")]
    assert own == {place: 4}
    own = {place: 2}
    items = [item async for item in past_events(history, whole, own, {place: 10}, TYPE_OF)]
    assert items[0] == Gap(frozenset({"trend.changed.v1"}), "expired")
    assert [int(item.data) for item in items if isinstance(item, PublicEvent)] == list(range(4, 10))


async def test_without_a_broker_past_events_are_unavailable() -> None:
    [port] = free_ports(1)
    history = KafkaHistory(f"127.0.0.1:{port}")
    with pytest.raises(Unavailable):
        await history.bounds([Place("media.imported", 0)])
    with pytest.raises(Unavailable):
        await history.read({Place("media.imported", 0): 0}, {Place("media.imported", 0): 1})
    await history.close()


async def test_a_topic_that_does_not_exist_has_no_events(
    history: KafkaHistory, kafka_bootstrap: str, make_topics: MakeTopics, unique_name: UniqueName
) -> None:
    topic, absent = unique_name("one"), unique_name("absent")
    await make_topics(topic)
    await produce(kafka_bootstrap, [record(topic, number) for number in range(3)])
    one, other = Place(topic, 0), Place(absent, 0)
    bounds = await history.bounds([one, other])
    assert (bounds.firsts, bounds.ends) == ({one: 0, other: 0}, {one: 3, other: 0})
    own = {one: 1, other: 7}
    gaps = await skip_gaps(history, own, own, {topic: "trend.changed.v1", absent: "media.changed.v1"})
    assert gaps == [Gap(frozenset({"media.changed.v1"}), "reset")]
    assert own == {one: 1, other: 0}
