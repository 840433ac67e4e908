"""Revoked sessions reach every gateway through Kafka, also between invalid records."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from chassis.messaging.publishing.producer import Outgoing
from chassis.runtime.background import Tasks
from chassis.testing.kafka import outgoing, produce, wait_until
from contracts.auth import SessionRevokedV1
from contracts.event import encode
from devstack.ports import free_ports
from devstack.testing.pytest_plugin import MakeTopics
from gateway.application.revocations import RevokedSessions
from gateway.infrastructure.revocation_feed import RevocationFeed

pytestmark = pytest.mark.integration


def revoked_event(session_id: UUID, *, minutes: float = 11) -> SessionRevokedV1:
    now = datetime.now(UTC)
    return SessionRevokedV1(
        session_id=session_id,
        user_id=uuid4(),
        reason="logout",
        revoked_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )


def record(topic: str, session_id: UUID, *, minutes: float = 11) -> Outgoing:
    message = outgoing(encode(revoked_event(session_id, minutes=minutes), "auth"))
    return Outgoing(topic, message.key, message.value, message.headers)


@asynccontextmanager
async def listening(bootstrap: str, topic: str) -> AsyncIterator[tuple[RevokedSessions, RevocationFeed]]:
    revoked = RevokedSessions(time.time)
    feed = RevocationFeed(bootstrap, revoked.add, revoked.__len__, topic=topic)
    tasks = Tasks([feed])
    tasks.start()
    yield revoked, feed
    await tasks.stop(10)


async def test_every_replica_reads_all_revocations(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: Callable[[str], str]
) -> None:
    topic = unique_name("session.revoked")
    await make_topics(topic, partitions=3)
    before, long_ago, later, other = uuid4(), uuid4(), uuid4(), uuid4()
    junk = [
        Outgoing(topic, b"k", None, []),
        Outgoing(topic, b"k", b"\xff{", [("ce_id", str(uuid4()).encode())]),
        Outgoing(topic, b"k", b'{"sessionId":"x"}', [("ce_id", b"\xff")]),
        of_type(record(topic, other), "user.deleted.v1"),
        of_type(record(topic, other), "session.revoked.V1"),
        of_type(record(topic, other), "session.revoked.v2"),
    ]
    await produce(kafka_bootstrap, [record(topic, long_ago, minutes=-60), *junk, record(topic, before), *junk])

    async with listening(kafka_bootstrap, topic) as (first, feed), listening(kafka_bootstrap, topic) as (second, _):
        await wait_until(lambda: before in first and before in second, what="earlier revocations")
        await produce(kafka_bootstrap, [*junk, record(topic, later)])
        await wait_until(lambda: later in first and later in second, what="later revocations")
        assert long_ago not in first, "its tokens have expired"
        assert other not in first, "other event types are skipped"
        assert len(first) == len(second) == 2
        await wait_until(lambda: is_up(feed), what="readiness")


def of_type(item: Outgoing, event_type: str) -> Outgoing:
    headers = [(name, event_type.encode() if name == "ce_type" else value) for name, value in item.headers]
    return Outgoing(item.topic, item.key, item.value, headers)


async def is_up(feed: RevocationFeed) -> bool:
    result = await feed.check()
    return result.status == "up"


async def test_topic_created_later_is_read(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: Callable[[str], str]
) -> None:
    topic, session_id = unique_name("session.revoked"), uuid4()
    async with listening(kafka_bootstrap, topic) as (revoked, _):
        await asyncio.sleep(0.5)
        await make_topics(topic)
        await produce(kafka_bootstrap, [record(topic, session_id)])
        await wait_until(lambda: session_id in revoked, what="the late topic")


async def test_feed_without_a_broker_is_down_and_keeps_running() -> None:
    [port] = free_ports(1)
    async with listening(f"127.0.0.1:{port}", "session.revoked") as (revoked, feed):
        await asyncio.sleep(0.5)
        assert not await is_up(feed)
        assert len(revoked) == 0
