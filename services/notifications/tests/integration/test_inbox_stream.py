"""The event stream of the inbox on the real Postgres."""

import asyncio
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import httpx2
import pytest
from services.notifications.tests.clients import client_of
from services.notifications.tests.conftest import USER, Deliver

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.kafka import wait_until
from chassis.testing.tokens import Tokens
from contracts.library import SubscriptionTriggeredV1
from notifications.bootstrap import Container
from notifications.infrastructure.messages.reading import SqlInbox
from notifications.infrastructure.unit_of_work import SqlUnitOfWork
from notifications.presentation.messages.event_mapping import triggered as occurrence_of

pytestmark = pytest.mark.integration

INBOX: Final = "/api/v1/notifications"
Triggered = Callable[..., SubscriptionTriggeredV1]


def events_of(response: httpx2.Response) -> list[Mapping[str, Any]]:
    """Return the data of the events of a stream, each with the id of the event."""
    events = []
    for block in response.text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in lines:
            assert lines["event"] == "notification"
            events.append(json.loads(lines["data"]) | {"eventId": int(lines["id"])})
    return events


async def test_a_stream_resumes_after_the_last_event_and_ends_with_the_feed(
    container: Container, client: httpx2.AsyncClient, deliver: Deliver, triggered: Triggered
) -> None:
    await deliver(triggered(episode=1))
    await deliver(triggered(episode=2))
    [second, first] = sorted((await client.get(INBOX)).json()["data"], key=lambda item: -item["sequence"])
    await client.put(f"{INBOX}/{first['id']}/read")
    await client.delete(f"{INBOX}/{second['id']}")
    headers = {"Last-Event-ID": str(first["sequence"])}

    stream = asyncio.create_task(client.get(f"{INBOX}/stream", headers=headers))
    feed = container.application.inbox_feed
    follower = await feed.join(USER, first["sequence"], expires_at=float("inf"))
    changes = follower.changes()
    seen = [await anext(changes), await anext(changes)]
    await feed.close()
    response = await stream

    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response)
    assert [(item["id"], item["readAt"] is not None, item["isDeleted"]) for item in events] == [
        (first["id"], True, False),
        (second["id"], False, True),
    ]
    assert [item["eventId"] for item in events] == [item["sequence"] for item in events]
    assert [change.notification.sequence for change in seen if change] == [item["sequence"] for item in events]


async def test_what_comes_after_a_position_is_complete_although_transactions_are_concurrent(
    container: Container, units: UnitsOfWork[SqlUnitOfWork], deliver: Deliver, triggered: Triggered
) -> None:
    """The second transaction waits for the first one, whose number is lower."""
    reader, record = SqlInbox(container.runtime.transactions), container.application.record
    await deliver(triggered(episode=9))
    start = await reader.position(USER)

    async def late() -> None:
        async with units.begin() as work:
            await record(work, [occurrence_of(triggered(episode=2))])

    async with units.begin() as work:
        await record(work, [occurrence_of(triggered(episode=1))])
        second = asyncio.create_task(late())
        await wait_until(partial(_waits, container), every=0.01, what="a transaction that waits for the first one")
        [before] = await reader.changes([(USER, start)])
    await second

    [changes] = await reader.changes([(USER, start)])
    assert before == []
    assert [change.notification.values["episode"] for change in changes] == [1, 2]


async def _waits(container: Container) -> bool:
    """Return whether a transaction waits for a lock."""
    async with container.runtime.transactions.read() as connection:
        query = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        return (await connection.exec_driver_sql(query)).first() is not None


@pytest.mark.parametrize("header", ["-1", "x", "1" * 19, ""])
async def test_an_invalid_last_event_is_rejected(client: httpx2.AsyncClient, header: str) -> None:
    response = await client.get(f"{INBOX}/stream", headers={"Last-Event-ID": header})

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert error["details"]["errors"][0]["field"] == "Last-Event-ID"


async def test_a_user_has_a_limited_number_of_streams(container: Container, tokens: Tokens) -> None:
    for _ in range(5):
        await container.application.inbox_feed.join(USER, 0, expires_at=float("inf"))

    async with client_of(container, tokens, USER) as client:
        response = await client.get(f"{INBOX}/stream")

    await container.application.inbox_feed.close()
    assert (response.status_code, response.json()["error"]["code"]) == (429, "TOO_MANY_STREAMS")


async def test_streams_end_when_the_process_begins_to_stop(container: Container, client: httpx2.AsyncClient) -> None:
    stream = asyncio.create_task(client.get(f"{INBOX}/stream"))
    follower = await container.application.inbox_feed.join(USER, 0, expires_at=float("inf"))
    container.runtime.stopping.begin()
    assert [change async for change in follower.changes()] == []
    response = await stream
    later = await client.get(f"{INBOX}/stream")
    for ended in (response, later):
        assert (ended.status_code, ended.text) == (200, "retry: 2000\n\n")
