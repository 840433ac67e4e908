"""The list of dead letters: what it contains and leaves out, and who reads and changes it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from prometheus_client import REGISTRY
from services.auth.tests.integration.conftest import PASSWORD
from services.auth.tests.integration.dead_letters.records import indexed_letter
from sqlalchemy import text

from auth.bootstrap import Container
from auth.infrastructure.dead_letters.index import LetterIndex
from auth.infrastructure.dead_letters.measuring import LetterMeasures
from chassis.messaging.records import Record

pytestmark = pytest.mark.integration

PATH = "/api/v1/admin/dead-letters"
Register = Callable[..., Awaitable[dict[str, str]]]
Headers = dict[str, str]


@pytest_asyncio.fixture
async def readers(register: Register, client: httpx2.AsyncClient, container: Container) -> dict[str, Headers]:
    """Return the headers of an administrator, a viewer and an editor."""
    headers: dict[str, Headers] = {}
    for role in ("admin", "viewer", "editor"):
        await register(f"some_{role}")
        async with container.runtime.engine.begin() as connection:
            statement = text("update auth.accounts set roles = array['user', :role] where username = :name")
            await connection.execute(statement, {"role": role, "name": f"some_{role}"})
        signed_in = await client.post("/api/v1/auth/login", json={"email": f"some_{role}", "password": PASSWORD})
        headers[role] = {"Authorization": f"Bearer {signed_in.json()['data']['accessToken']}"}
    return headers


async def add(container: Container, *records: Record, now: datetime | None = None) -> None:
    await LetterIndex(container.runtime.transactions).add(records, now or datetime.now(UTC))


async def listed(client: httpx2.AsyncClient, headers: Headers, **query: Any) -> Sequence[Any]:
    response = await client.get(PATH, params=query, headers=headers)
    assert response.status_code == 200, response.text
    return [letter["offset"] for letter in response.json()["data"]]


async def test_letters_are_filtered_and_paged_with_the_newest_first(
    client: httpx2.AsyncClient, container: Container, readers: dict[str, Headers]
) -> None:
    now = datetime.now(UTC)
    records = [
        indexed_letter("media.imported", offset=1, service="stats", at=now - timedelta(hours=3)),
        indexed_letter("media.imported", offset=2, service="catalog", at=now - timedelta(hours=2)),
        indexed_letter("user.registered", offset=3, service="stats", code="empty", at=now - timedelta(hours=1)),
        indexed_letter("user.registered", offset=4, service="stats", at=now - timedelta(days=31)),
    ]
    for _ in range(2):
        await add(container, *records)
    admin = readers["admin"]
    assert await listed(client, admin) == [3, 2, 1]
    assert await listed(client, admin, service="stats") == [3, 1]
    assert await listed(client, admin, topic="media.imported") == [2, 1]
    assert await listed(client, admin, code="empty") == [3]
    assert await listed(client, admin, status="redriven") == []
    assert await listed(client, admin, since=(now - timedelta(hours=2)).isoformat()) == [3, 2]
    assert await listed(client, admin, until=(now - timedelta(hours=2)).isoformat()) == [1]
    page = (await client.get(f"{PATH}?limit=1&offset=1", headers=admin)).json()
    assert ([one["offset"] for one in page["data"]], page["meta"]["total"]) == ([2], 3)


def measured(consumer: str, topic: str) -> float | None:
    return REGISTRY.get_sample_value("dead_letters_open", {"consumer": consumer, "topic": topic})


async def test_letters_are_measured_until_they_are_handled(
    client: httpx2.AsyncClient, container: Container, readers: dict[str, Headers]
) -> None:
    records = [
        indexed_letter("media.imported", offset=1, service="stats"),
        indexed_letter("media.imported", offset=2, service="stats"),
        indexed_letter("media.imported", offset=3, service="catalog"),
    ]
    await add(container, *records)
    scraped = (await client.get("/metrics")).text
    assert 'dead_letters_open{consumer="stats",topic="media.imported"} 2.0' in scraped
    assert 'dead_letters_open{consumer="catalog",topic="media.imported"} 1.0' in scraped

    measure = LetterMeasures(container.runtime.transactions)
    selection = {"service": "stats", "code": "malformed_body"}
    await client.post(f"{PATH}/discard", json=selection, headers=readers["admin"])
    await measure()
    assert measured("stats", "media.imported") == 2, "requested, and not carried out"
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.dead_letters set status = 'discarded' where service = 'stats'"))
        await connection.execute(text("delete from auth.dead_letters where service = 'catalog'"))
    await measure()
    assert (measured("stats", "media.imported"), measured("catalog", "media.imported")) == (0, None)


async def test_letters_are_deleted_after_thirty_days(
    client: httpx2.AsyncClient, container: Container, readers: dict[str, Headers]
) -> None:
    past = datetime.now(UTC) - timedelta(days=31)
    await add(container, indexed_letter("media.imported", at=past), now=past + timedelta(minutes=1))
    await add(container, indexed_letter("media.imported", offset=1))
    assert await listed(client, readers["admin"]) == [1, 0]
    await container.application.delete_expired()
    assert await listed(client, readers["admin"]) == [1]


async def test_a_letter_has_the_body_of_any_event_without_its_secrets(
    client: httpx2.AsyncClient, container: Container, readers: dict[str, Headers]
) -> None:
    bodies = [
        b'{"email": "ada@example.org", "n": 1}',
        b'{"token": "abc", "n": 1',
        b"\x00\xff",
        b'"\\ud800"',
        b"[" * 9000,
    ]
    records = [indexed_letter("user.registered", body, offset=number) for number, body in enumerate(bodies)]
    await add(
        container, *records, indexed_letter("a", b"x" * 70_000, offset=9, headers=(("cookie", b"s"), ("b", None)))
    )
    shown = {}
    for letter in (await client.get(PATH, headers=readers["viewer"])).json()["data"]:
        details = (await client.get(f"{PATH}/{letter['id']}", headers=readers["viewer"])).json()["data"]
        shown[letter["offset"]] = details
    assert [shown[number]["payload"] for number in range(4)] == [
        '{"email": "***", "n": 1}',
        '{"token": "***", "n": 1',
        "\\x00\\xff",
        '"\\ud800"',
    ]
    assert (len(shown[9]["payload"]), shown[9]["payloadBytes"], shown[9]["payloadTruncated"]) == (65_536, 70_000, True)
    assert shown[9]["headers"] == [{"name": "cookie", "value": "***"}, {"name": "b", "value": ""}]
    assert [shown[number]["rejections"] for number in (0, 9)] == [1, 1]


async def test_administrators_change_letters_and_viewers_read_them(
    client: httpx2.AsyncClient, container: Container, readers: dict[str, Headers]
) -> None:
    await add(container, indexed_letter("media.imported"))
    [letter] = (await client.get(PATH, headers=readers["viewer"])).json()["data"]
    url = f"{PATH}/{letter['id']}"
    for role in ("viewer", "editor"):
        for address in (f"{url}/redrive", f"{url}/discard", f"{PATH}/discard"):
            response = await client.post(address, json={"topic": "media.imported"}, headers=readers[role])
            assert response.status_code == 403
    assert (await client.get(url, headers=readers["editor"])).status_code == 403
    assert (await client.get(url)).status_code == 401
    assert (await client.get(url, headers=readers["admin"])).json()["data"]["status"] == "open"


@pytest.mark.parametrize("action", ["redrive", "discard"])
async def test_an_unknown_letter_and_an_invalid_note_are_refused(
    client: httpx2.AsyncClient, readers: dict[str, Headers], action: str
) -> None:
    url = f"{PATH}/0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19/{action}"
    missing = await client.post(url, json={}, headers=readers["admin"])
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "DEAD_LETTER_NOT_FOUND")
    for body in ({"note": ""}, {"note": "x" * 501}, {"nte": "x"}):
        assert (await client.post(url, json=body, headers=readers["admin"])).status_code == 400
