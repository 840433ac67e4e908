"""The producer: a word for each record, and nothing left behind when Kafka is away."""

import asyncio
from uuid import uuid4

import pytest

from chassis.messaging.publishing import producer as kafka_module
from chassis.messaging.publishing.producer import BlockedByEarlier, Outgoing, Producer, UnknownTopic
from chassis.testing.harness import Topic
from chassis.testing.kafka import read_all, wait_until
from devstack.servers.kafka import Kafka
from devstack.servers.topics import create_topics

pytestmark = pytest.mark.integration


def record(topic: str, value: bytes, key: bytes | None = b"k") -> Outgoing:
    return Outgoing(topic, key, value, [("h", b"\xff"), ("null", None)])


async def test_each_record_gets_its_own_word(topic: str, kafka_bootstrap: str) -> None:
    producer = Producer(kafka_bootstrap, client_id="test")
    words = await producer.publish(
        [
            record(topic, b"first"),
            record(f"{topic}.unknown", b"x", b"1"),
            record(f"{topic}.unknown", b"x", b"2"),
            record(topic, b"x" * 1_100_000, b"large"),
            record(topic, b"after the large one", b"large"),
            record(topic, b"last"),
        ]
    )
    kinds = [type(word).__name__ for word in words]
    assert kinds == [
        "NoneType",
        "UnknownTopic",
        "UnknownTopic",
        "MessageSizeTooLargeError",
        "BlockedByEarlier",
        "NoneType",
    ]
    # Found before anything was sent: the client itself would wait ten seconds for each record and raise its own error.
    assert isinstance(words[1], UnknownTopic)
    assert isinstance(words[4], BlockedByEarlier)
    assert producer._producer is not None, "a refusal does not replace the producer"
    await producer.close()
    records = await read_all(kafka_bootstrap, topic)
    assert sorted(item.value or b"" for item in records) == [b"first", b"last"]
    assert records[0].raw_headers == (("h", b"\xff"), ("null", None))


async def test_a_broker_that_goes_away_leaves_no_task_and_no_late_record(
    fragile_kafka: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = f"notes.{uuid4().hex}"
    await create_topics(fragile_kafka.bootstrap, [Topic(topic)])
    before = asyncio.all_tasks()
    producer = Producer(fragile_kafka.bootstrap, client_id="test")
    assert await producer.publish([record(topic, b"before")]) == [None]
    await fragile_kafka.stop()
    monkeypatch.setattr(kafka_module, "ROUND_SECONDS", 1.0)
    with pytest.raises(TimeoutError):
        await producer.publish([record(topic, b"never"), record(topic, b"never")])
    with pytest.raises(Exception, match="Unable to bootstrap"):
        await producer.publish([record(topic, b"never")])
    await wait_until(lambda: asyncio.all_tasks() <= before, what="no task left")
    monkeypatch.undo()
    await fragile_kafka.start()
    assert await producer.publish([record(topic, b"after")]) == [None]
    await producer.close()
    assert [item.value for item in await read_all(fragile_kafka.bootstrap, topic)] == [b"before", b"after"]


async def test_closing_twice_or_unopened_is_nothing(kafka_bootstrap: str) -> None:
    producer = Producer(kafka_bootstrap, client_id="test")
    await producer.close()
    await producer.close()
    assert await producer.publish([]) == []
    await producer.close()
