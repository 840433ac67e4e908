"""The inbox over HTTP on the real Postgres: pages, read state, deletion."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.conftest import USER, Deliver, Rows

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.library import SubscriptionTriggeredV1

pytestmark = pytest.mark.integration

INBOX = "/api/v1/notifications"
OTHER = UUID(int=0xA2)
UNKNOWN = UUID(int=9)
Triggered = Callable[..., SubscriptionTriggeredV1]
Listed = Callable[..., Awaitable[list[int]]]


@pytest.fixture
def episodes(client: httpx2.AsyncClient) -> Listed:
    async def read(**params: str | bool) -> list[int]:
        """Return the episodes of a page of the inbox."""
        response = await client.get(INBOX, params=params)
        assert response.status_code == 200, response.text
        return [item["values"]["episode"] for item in response.json()["data"]]

    return read


async def test_a_long_inbox_is_read_by_cursor_and_each_notification_once(
    deliver: Deliver, triggered: Triggered, client: httpx2.AsyncClient
) -> None:
    await deliver(*(triggered(episode=number) for number in range(1, 6)), triggered(OTHER))
    read: list[str] = []
    params: dict[str, str | int] = {"limit": 2, "kind": "new_episode"}
    offsets = []

    for _ in range(3):
        body = (await client.get(INBOX, params=params)).json()
        read += [item["id"] for item in body["data"]]
        offsets.append((body["meta"]["offset"], body["meta"]["total"], body["meta"]["hasMore"]))
        params["cursor"] = body["meta"]["nextCursor"]

    assert len(read) == len(set(read)) == 5
    assert offsets == [(0, 5, True), (2, 5, True), (4, 5, False)]
    assert params["cursor"] is None


async def test_filters_by_category_kind_and_read_state(
    deliver: Deliver, triggered: Triggered, client: httpx2.AsyncClient, episodes: Listed
) -> None:
    await deliver(triggered(episode=1), triggered(episode=2))
    first = (await client.get(INBOX)).json()["data"][0]
    await client.put(f"{INBOX}/{first['id']}/read")

    assert await episodes(unread=True) == [3 - first["values"]["episode"]]
    assert sorted(await episodes(category="titles")) == [1, 2]
    assert await episodes(category="account") == []
    assert await episodes(kind="rising") == []


async def test_reading_is_idempotent_and_counted(
    deliver: Deliver, triggered: Triggered, client: httpx2.AsyncClient, rows: Rows
) -> None:
    await deliver(triggered(episode=1), triggered(episode=2))
    [first, second] = (await client.get(INBOX)).json()["data"]

    marked = (await client.put(f"{INBOX}/{first['id']}/read")).json()["data"]
    again = (await client.put(f"{INBOX}/{first['id']}/read")).json()["data"]

    assert marked == again
    assert marked["readAt"] == "2026-11-21T12:00:00Z"
    assert marked["sequence"] > max(first["sequence"], second["sequence"])
    summary = (await client.get(f"{INBOX}/summary")).json()["data"]
    assert summary == {
        "unread": 1,
        "byCategory": {
            "account": 0,
            "titles": 1,
            "people": 0,
            "imports": 0,
            "sources": 0,
            "operations": 0,
            "service": 0,
        },
        "sequence": marked["sequence"],
    }
    unread = (await client.delete(f"{INBOX}/{first['id']}/read")).json()["data"]
    assert unread["readAt"] is None
    assert unread == (await client.delete(f"{INBOX}/{first['id']}/read")).json()["data"]
    assert {row["read_at"] for row in await rows("notifications")} == {None}


async def test_all_are_read_up_to_what_the_user_has_seen(
    deliver: Deliver, triggered: Triggered, client: httpx2.AsyncClient, episodes: Listed
) -> None:
    await deliver(triggered(episode=1), triggered(episode=2))
    seen = (await client.get(f"{INBOX}/summary")).json()["data"]["sequence"]
    await deliver(triggered(episode=3), triggered(OTHER))

    counts = [
        (await client.post(f"{INBOX}/read-all", json=body)).json()["data"]["count"]
        for body in ({"upTo": seen}, {"upTo": seen}, {"upTo": 0})
    ]

    assert counts == [2, 0, 0]
    assert await episodes(unread=True) == [3]
    assert (await client.post(f"{INBOX}/read-all", json={})).json()["data"] == {"count": 1}
    assert await episodes(unread=True) == []


async def test_a_deleted_notification_does_not_come_back(
    deliver: Deliver, triggered: Triggered, client: httpx2.AsyncClient, episodes: Listed
) -> None:
    await deliver(triggered(episode=1), triggered(episode=2))
    [first, second] = (await client.get(INBOX)).json()["data"]
    path = f"{INBOX}/{first['id']}"

    assert [(await client.delete(path)).status_code for _ in range(2)] == [204, 204]
    await deliver(triggered(episode=1), triggered(episode=2))

    assert await episodes() == [second["values"]["episode"]]
    assert (await client.put(f"{path}/read")).status_code == 404
    assert (await client.get(f"{INBOX}/summary")).json()["data"]["unread"] == 1


@pytest.mark.parametrize(("method", "path"), [("PUT", "/read"), ("DELETE", "/read"), ("DELETE", "")])
async def test_a_notification_of_another_user_is_not_found(
    deliver: Deliver,
    triggered: Triggered,
    client: httpx2.AsyncClient,
    rows: Rows,
    tokens: Tokens,
    method: str,
    path: str,
) -> None:
    await deliver(triggered(OTHER))
    before = await rows("notifications")

    statuses = [
        (await client.request(method, f"{INBOX}/{id_}{path}")).json()["error"]["code"]
        for id_ in (before[0]["notification_id"], UNKNOWN)
    ]

    assert statuses == ["NOTIFICATION_NOT_FOUND"] * 2
    assert await rows("notifications") == before


async def test_an_erased_user_changes_nothing(deliver: Deliver, client: httpx2.AsyncClient) -> None:
    await deliver(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))

    response = await client.post(f"{INBOX}/read-all", json={})

    assert (response.status_code, response.json()["error"]["code"]) == (403, "ACCOUNT_ERASED")


@pytest.mark.parametrize(
    ("method", "path", "params", "body", "field"),
    [
        ("GET", "", {"kind": "nonsense"}, None, "kind"),
        ("GET", "", {"kind": "sign_in_code"}, None, "kind"),
        ("GET", "", {"kind": "\0"}, None, "kind"),
        ("GET", "", {"category": "nonsense"}, None, "category"),
        ("GET", "", {"limit": "101"}, None, "limit"),
        ("GET", "", {"offset": "10001"}, None, "offset"),
        ("GET", "", {"cursor": "m5vRkq0T2lZlWzQyXQ"}, None, "cursor"),
        ("GET", "", {"unread": "perhaps"}, None, "unread"),
        ("PUT", "/nonsense/read", {}, None, "notificationId"),
        ("POST", "/read-all", {}, {"upTo": -1}, "upTo"),
        ("POST", "/read-all", {}, {"upTo": 2**63}, "upTo"),
        ("POST", "/read-all", {}, {"upto": 1}, "upto"),
    ],
)
async def test_an_invalid_request_names_its_field(
    client: httpx2.AsyncClient, method: str, path: str, params: dict[str, str], body: object, field: str
) -> None:
    response = await client.request(method, INBOX + path, params=params, json=body)

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert [problem["field"] for problem in error["details"]["errors"]] == [field]
