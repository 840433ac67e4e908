"""Rate classes reach every gateway through Kafka, whatever else the topic holds."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from chassis.messaging.publishing.producer import Outgoing
from chassis.runtime.background import Tasks
from chassis.testing.kafka import outgoing, produce, wait_until
from contracts.billing import Entitlements, RateClass, SubscriptionChangedV1
from contracts.event import encode
from devstack.ports import free_ports
from devstack.testing.pytest_plugin import MakeTopics
from gateway.application.ports import Principal
from gateway.application.rate_classes import CurrentRateClasses
from gateway.infrastructure.rate_class_feed import RateClassFeed

pytestmark = pytest.mark.integration


def record(
    topic: str, user_id: UUID, rate_class: RateClass, version: int, *, valid_days: float | None = 30
) -> Outgoing:
    now = datetime.now(UTC)
    event = SubscriptionChangedV1(
        version=version,
        user_id=user_id,
        plan=rate_class,
        status="active" if rate_class != "free" else "none",
        entitlements=Entitlements(device_limit=2, concurrent_streams=1, rate_class=rate_class),
        valid_until=None if valid_days is None else now + timedelta(days=valid_days),
        changed_at=now,
    )
    message = outgoing(encode(event, "billing"))
    return Outgoing(topic, message.key, message.value, message.headers)


def of_type(item: Outgoing, event_type: str) -> Outgoing:
    headers = [(name, event_type.encode() if name == "ce_type" else value) for name, value in item.headers]
    return Outgoing(item.topic, item.key, item.value, headers)


def class_of(current: CurrentRateClasses, user_id: UUID) -> str:
    return current.of(Principal(user_id, uuid4(), 0.0, plan="plan of the token"))


@asynccontextmanager
async def listening(bootstrap: str, topic: str) -> AsyncIterator[tuple[CurrentRateClasses, RateClassFeed]]:
    current = CurrentRateClasses()
    feed = RateClassFeed(bootstrap, current, time.time, topic=topic)
    tasks = Tasks([feed])
    tasks.start()
    yield current, feed
    await tasks.stop(10)


async def is_up(feed: RateClassFeed) -> bool:
    return (await feed.check()).status == "up"


async def test_every_replica_reads_all_classes_and_again_after_a_restart(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: Callable[[str], str]
) -> None:
    topic = unique_name("subscription.changed")
    await make_topics(topic, partitions=3)
    early, ended, lost, deleted, later = (uuid4() for _ in range(5))
    newer = record(topic, early, "standard", 3)
    junk = [
        Outgoing(topic, b"not an id", None, []),
        Outgoing(topic, b"\xff", None, []),
        Outgoing(topic, b"k", b"\xff{", [("ce_id", str(uuid4()).encode())]),
        of_type(record(topic, later, "premium", 9), "user.deleted.v1"),
        of_type(record(topic, later, "premium", 9), "subscription.changed.v2"),
        record(topic, later, "premium", -1),
        record(topic, later, "premium", 2**70),
    ]
    lasting = [
        record(topic, early, "basic", 2),
        *junk,
        newer,
        record(topic, early, "premium", 1),
        record(topic, ended, "premium", 2, valid_days=-1),
        record(topic, lost, "premium", 2),
        record(topic, lost, "free", 3, valid_days=None),
        record(topic, deleted, "premium", 2),
        Outgoing(topic, str(deleted).encode(), None, []),
        newer,
    ]
    await produce(kafka_bootstrap, lasting)

    async with listening(kafka_bootstrap, topic) as (first, feed), listening(kafka_bootstrap, topic) as (second, _):
        await wait_until(lambda: class_of(first, early) == class_of(second, early) == "standard", what="the log")
        assert await is_up(feed)
        assert [class_of(first, user) for user in (ended, lost, deleted, later)] == ["free"] * 4
        await produce(kafka_bootstrap, [*junk, record(topic, later, "basic", 2), record(topic, early, "premium", 4)])
        await wait_until(lambda: class_of(second, later) == "basic", what="a later class")
        await wait_until(lambda: class_of(second, early) == "premium", what="a changed class")
    async with listening(kafka_bootstrap, topic) as (restarted, _):
        assert class_of(restarted, later) == "plan of the token"
        await wait_until(lambda: class_of(restarted, later) == "basic", what="the log after a restart")
        assert [class_of(restarted, user) for user in (early, ended, lost, deleted)] == ["premium", *["free"] * 3]


async def test_a_topic_that_is_empty_leaves_every_user_free(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: Callable[[str], str]
) -> None:
    topic = unique_name("subscription.changed")
    await make_topics(topic)
    async with listening(kafka_bootstrap, topic) as (current, feed):
        await wait_until(lambda: is_up(feed), what="readiness")
        assert class_of(current, uuid4()) == "free"


async def test_without_a_broker_the_plan_of_the_token_decides() -> None:
    [port] = free_ports(1)
    async with listening(f"127.0.0.1:{port}", "subscription.changed") as (current, feed):
        assert not await is_up(feed)
        assert class_of(current, uuid4()) == "plan of the token"
