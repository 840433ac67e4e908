"""Administrators handle dead letters: from an event that a release rejects to the one that applies it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import httpx2
import jwt
import pytest
import pytest_asyncio
from services.auth.tests.integration.conftest import PASSWORD, MakeSettings
from services.auth.tests.integration.dead_letters.records import indexed_letter
from services.auth.tests.integration.library.test_counts import entry, stats
from sqlalchemy import text

from auth.application.dead_letters.ports import LogUnavailable
from auth.bootstrap import Container, build
from auth.infrastructure.dead_letters.index import LetterIndex, id_of
from auth.infrastructure.dead_letters.worker import LetterWorker
from chassis.messaging.consumer import Delivery, InvalidEvent, Route
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.dead_letters.handling import LetterHandler
from chassis.messaging.dead_letters.letters import read_letters
from chassis.messaging.dead_letters.writer import DeadLetters
from chassis.messaging.publishing.producer import Outgoing, Producer
from chassis.messaging.transaction import Transaction
from chassis.runtime.background import Background, Tasks
from chassis.runtime.clock import SystemClock
from chassis.testing.kafka import produce, read_all, wait_until
from contracts.event import encode
from contracts.library import LibraryEntryChangedV1
from devstack.testing.pytest_plugin import DatabaseUrls, MakeTopics

pytestmark = pytest.mark.integration

PATH = "/api/v1/admin/dead-letters"
TYPE = LibraryEntryChangedV1.type
Register = Callable[..., Awaitable[dict[str, str]]]
Headers = dict[str, str]
Handler = Callable[[Transaction, Sequence[Delivery[LibraryEntryChangedV1]]], Awaitable[None]]


@pytest.fixture
def changes(kafka_bootstrap: str) -> dict[str, Any]:
    return {"kafka_bootstrap": kafka_bootstrap}


@pytest_asyncio.fixture
async def topic(make_topics: MakeTopics, unique_name: Callable[[str], str]) -> str:
    name = unique_name("library.entry")
    await make_topics(name, f"{name}.dlq")
    return name


@pytest_asyncio.fixture
async def run() -> AsyncIterator[Callable[..., Tasks]]:
    running: list[Tasks] = []

    def start(*backgrounds: Background) -> Tasks:
        tasks = Tasks(backgrounds)
        tasks.start()
        running.append(tasks)
        return tasks

    yield start
    for tasks in running:
        await tasks.stop(10)


@pytest_asyncio.fixture
async def admin(register: Register, client: httpx2.AsyncClient, container: Container) -> Headers:
    await register("chief_x")
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.accounts set roles = '{user,admin}' where username = 'chief_x'"))
    response = await client.post("/api/v1/auth/login", json={"email": "chief_x", "password": PASSWORD})
    return {"Authorization": f"Bearer {response.json()['data']['accessToken']}"}


def worker_of(container: Container, bootstrap: str, topic: str) -> LetterWorker:
    """Return another replica's worker."""
    return LetterWorker(
        LetterIndex(container.runtime.transactions),
        container.application.dead_letters.carry_out,
        SystemClock(),
        bootstrap=bootstrap,
        topics=[f"{topic}.dlq"],
    )


async def rejecting(_: Transaction, deliveries: Sequence[Delivery[LibraryEntryChangedV1]]) -> None:
    for delivery in deliveries:
        raise InvalidEvent("unknown_state", f"state must be known, got {delivery.event.state!r}")


async def consume(
    container: Container, bootstrap: str, topic: str, run: Callable[..., Tasks], handler: Handler
) -> None:
    """Consume the topic with a release of the service until nothing is left."""
    producer = Producer(bootstrap, client_id="releases")
    letters = DeadLetters(producer, service="auth", group=f"auth-{topic}")
    routes = [Route(topic, TYPE, LibraryEntryChangedV1, handler)]
    process = BatchProcessor(routes, container.runtime.transactions, letters).process
    subscription = Subscription(bootstrap, group=f"auth-{topic}", topics=[topic], process=process)
    tasks = run(subscription)
    await wait_until(lambda: subscription.lag() == 0, what="lag 0")
    await tasks.stop(10)
    await producer.close()


async def letters_of(client: httpx2.AsyncClient, admin: Headers, **query: Any) -> list[dict[str, Any]]:
    response = await client.get(PATH, params=query, headers=admin)
    assert response.status_code == 200, response.text
    letters: list[dict[str, Any]] = response.json()["data"]
    return letters


async def status_is(client: httpx2.AsyncClient, admin: Headers, letter: str, status: str) -> dict[str, Any]:
    """Wait until a letter has a status, and return it."""
    letter_now: dict[str, Any] = {}

    async def reached() -> bool:
        letter_now.update((await client.get(f"{PATH}/{letter}", headers=admin)).json().get("data", {}))
        return letter_now.get("status") == status

    await wait_until(reached, what=f"status {status}")
    return letter_now


async def reject(
    container: Container, bootstrap: str, topic: str, run: Callable[..., Tasks], *entries: LibraryEntryChangedV1
) -> None:
    """Publish events, and let the older release reject them."""
    await produce(bootstrap, [on(topic, event) for event in entries], partition=0)
    await consume(container, bootstrap, topic, run, rejecting)


def on(topic: str, event: LibraryEntryChangedV1) -> Outgoing:
    message = encode(event, "library")
    return Outgoing(
        topic, message.key, message.body, [(name, value.encode()) for name, value in message.headers.items()]
    )


async def test_a_rejected_event_is_listed_and_redriven_once_and_then_applied(
    container: Container,
    client: httpx2.AsyncClient,
    admin: Headers,
    register: Register,
    topic: str,
    kafka_bootstrap: str,
    run: Callable[..., Tasks],
) -> None:
    tokens = await register("ada_l")
    user = UUID(jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sub"])
    await reject(container, kafka_bootstrap, topic, run, entry(user, 1, state="completed", rating=80))
    run(worker_of(container, kafka_bootstrap, topic), worker_of(container, kafka_bootstrap, topic))

    async def is_listed() -> bool:
        return len(await letters_of(client, admin, topic=topic)) == 1

    await wait_until(is_listed, what="one letter")
    [letter] = await letters_of(client, admin, status="open", service="auth", code="unknown_state")
    assert (letter["reference"], letter["eventType"]) == (f"auth-{topic}/{topic}/0/0", TYPE)
    assert letter["reason"] == "state must be known, got 'completed'"
    details = (await client.get(f"{PATH}/{letter['id']}", headers=admin)).json()["data"]
    assert details["rejections"] == 1
    assert f'"userId": "{user}"' in details["payload"]
    assert {"name": "ce_type", "value": TYPE} in details["headers"]

    url = f"{PATH}/{letter['id']}"
    for _ in range(2):
        response = await client.post(f"{url}/redrive", json={"note": "fixed in 1.2"}, headers=admin)
        assert response.status_code == 202, response.text
    assert response.json()["data"]["status"] in {"redriving", "redriven"}
    redriven = await status_is(client, admin, letter["id"], "redriven")
    assert (redriven["note"], redriven["failure"]) == ("fixed in 1.2", "")
    records = await read_all(kafka_bootstrap, topic)
    assert [record.headers.get("x-redrive-id") for record in records] == [None, letter["reference"]]
    assert records[1].value == records[0].value

    assert (await stats(client, tokens))["moviesRated"] == 0
    [route] = [route for route in container.routes() if route.topic == LibraryEntryChangedV1.topic]
    await consume(container, kafka_bootstrap, topic, run, route.apply)
    assert (await stats(client, tokens))["moviesRated"] == 1

    refused = await client.post(f"{url}/discard", json={}, headers=admin)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "DEAD_LETTER_HANDLED")
    audit = (await client.get("/api/v1/admin/audit?kind=dead_letters_redriven", headers=admin)).json()["data"]
    assert [one["details"] for one in audit] == [
        {"letter": letter["reference"], "code": "unknown_state", "letters": "1", "note": "fixed in 1.2"}
    ]


async def test_many_letters_are_discarded_by_their_reason_and_nothing_is_published(
    container: Container,
    client: httpx2.AsyncClient,
    admin: Headers,
    topic: str,
    kafka_bootstrap: str,
    run: Callable[..., Tasks],
) -> None:
    await reject(container, kafka_bootstrap, topic, run, *(entry(UUID(int=9), number) for number in range(1, 4)))
    run(worker_of(container, kafka_bootstrap, topic))

    async def are_listed() -> bool:
        return len(await letters_of(client, admin, topic=topic)) == 3

    await wait_until(are_listed, what="three letters")
    for body in ({}, {"note": "no conditions"}):
        response = await client.post(f"{PATH}/discard", json=body, headers=admin)
        assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    selection = {"topic": topic, "code": "unknown_state", "note": "of a test"}
    counts = [await client.post(f"{PATH}/discard", json=selection, headers=admin) for _ in range(2)]
    assert [response.json()["data"]["letters"] for response in counts] == [3, 0]
    for letter in await letters_of(client, admin, topic=topic):
        assert (await status_is(client, admin, letter["id"], "discarded"))["note"] == "of a test"
    assert len(await read_all(kafka_bootstrap, topic)) == 3
    marks = [record.headers.get("x-dlq-mark") for record in await read_all(kafka_bootstrap, f"{topic}.dlq")]
    assert marks == [None, None, None, "discarded", "discarded", "discarded"]


async def test_what_the_command_has_handled_is_handled_in_the_index(
    container: Container,
    client: httpx2.AsyncClient,
    admin: Headers,
    topic: str,
    kafka_bootstrap: str,
    run: Callable[..., Tasks],
) -> None:
    await reject(container, kafka_bootstrap, topic, run, entry(UUID(int=9), 1))
    [letter] = await read_letters(kafka_bootstrap, [topic])
    handler = LetterHandler(kafka_bootstrap, SystemClock())
    assert [one.result async for one in handler.discard([letter], reason="by hand")] == ["discarded"]

    run(worker_of(container, kafka_bootstrap, topic))
    letter_now = await status_is(client, admin, str(id_of(letter.id)), "discarded")
    assert (letter_now["note"], letter_now["requestedBy"]) == ("by hand", None)


async def test_actions_wait_for_kafka_and_a_letter_that_is_gone_is_open_again(
    container: Container,
    client: httpx2.AsyncClient,
    admin: Headers,
    topic: str,
    kafka_bootstrap: str,
    urls: DatabaseUrls,
    make_settings: MakeSettings,
) -> None:
    letter = indexed_letter(topic)
    await LetterIndex(container.runtime.transactions).add([letter], SystemClock().now())
    [listed] = await letters_of(client, admin, topic=topic)
    await client.post(f"{PATH}/{listed['id']}/redrive", json={}, headers=admin)
    carry_out = container.application.dead_letters.carry_out

    unconnected = build(make_settings(urls, kafka_bootstrap="127.0.0.1:1"))
    with pytest.raises(LogUnavailable):
        await unconnected.application.dead_letters.carry_out()
    await unconnected.runtime.engine.dispose()
    assert (await status_is(client, admin, listed["id"], "redriving"))["failure"] == ""
    assert await carry_out() == 0, "another process has claimed it"
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.dead_letters set claimed_until = now() - interval '1 second'"))
    assert await carry_out() == 1
    letter_now = await status_is(client, admin, listed["id"], "open")
    assert letter_now["failure"] == "the topic of dead letters no longer has the letter"
    assert len(await read_all(kafka_bootstrap, topic)) == 0
