"""Lists that follow external ones: their content, their limits to change, copies, unfollowing and erasure."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from contracts.ingestion import ListFollowedV1, ListSyncedV1, SyncedItem

pytestmark = pytest.mark.integration

ME, OTHER = UUID(int=7), UUID(int=8)
EXTERNAL = UUID(int=70)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)

Deliver = Callable[..., Awaitable[None]]
Call = Callable[..., Awaitable[Any]]


def synced(version: int, *numbers: int, owner: UUID | None = None, name: str = "Best") -> ListSyncedV1:
    return ListSyncedV1(
        version=version,
        list_id=EXTERNAL,
        name=name,
        owner_id=owner,
        items=tuple(SyncedItem(kind="movie", tmdb_id=number) for number in numbers),
    )


def followed(version: int, user: UUID = ME, *, follows: bool = True) -> ListFollowedV1:
    return ListFollowedV1(version=version, user_id=user, list_id=EXTERNAL, follows=follows, changed_at=NOW)


@pytest.fixture
def call(client: httpx2.AsyncClient, tokens: Tokens) -> Call:
    async def call(method: str, path: str, status: int, body: object = None, user: UUID = ME) -> Any:
        response = await client.request(method, f"/api/v1{path}", json=body, headers=tokens.bearer(user))
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    return call


async def _items(call: Call, list_id: str) -> list[str]:
    page = await call("GET", f"/lists/{list_id}/items?limit=100", 200)
    return [item["mediaItemId"] for item in page["data"]]


def ids(*numbers: int) -> list[str]:
    return [str(media_id("movie", number)) for number in numbers]


async def test_followed_list_has_the_content_of_the_external_one_in_its_order(
    deliver: Deliver, imported: Callable[..., Any], call: Call
) -> None:
    await deliver(*[imported(number, kind="movie") for number in (1, 2, 3)])
    await deliver(synced(1, 3, 1, 2), followed(1))
    created = (await call("POST", "/me/lists/followed", 201, {"externalListId": str(EXTERNAL)}))["data"]
    assert (created["kind"], created["name"], created["itemCount"]) == ("followed", "Best", 3)
    assert created["externalListId"] == str(EXTERNAL)
    assert await _items(call, created["id"]) == ids(3, 1, 2)
    again = (await call("POST", "/me/lists/followed", 201, {"externalListId": str(EXTERNAL)}))["data"]
    assert again["id"] == created["id"]

    await deliver(synced(3, 2, 3), synced(2, 1))
    detail = (await call("GET", f"/lists/{created['id']}", 200))["data"]
    assert detail["itemCount"] == 2
    assert await _items(call, created["id"]) == ids(2, 3)
    await call("PATCH", f"/user-media/{media_id('movie', 2)}", 200, {"state": "completed"})
    completion = (await call("GET", f"/lists/{created['id']}", 200))["data"]["completion"]
    assert (completion["total"], completion["seen"], completion["percent"]) == (2, 1, 50.0)
    containing = await call("GET", f"/me/lists?mediaItemId={media_id('movie', 3)}", 200)
    assert [user_list["id"] for user_list in containing["data"]] == [created["id"]]


async def test_items_of_a_followed_list_cannot_be_changed_and_a_copy_can(
    deliver: Deliver, imported: Callable[..., Any], call: Call
) -> None:
    await deliver(*[imported(number, kind="movie") for number in (1, 2, 3)])
    await deliver(synced(1, 1, 2), followed(1))
    list_id = (await call("POST", "/me/lists/followed", 201, {"externalListId": str(EXTERNAL)}))["data"]["id"]
    path, item = f"/lists/{list_id}", str(media_id("movie", 3))
    for method, place, body in (
        ("POST", "/items", {"items": [{"mediaItemId": item}]}),
        ("PUT", "/order", {"mediaItemIds": ids(2)}),
        ("DELETE", f"/items/{media_id('movie', 1)}", None),
    ):
        refused = await call(method, path + place, 409, body)
        assert refused["error"]["code"] == "LIST_KIND_MISMATCH"
    copy = (await call("POST", f"{path}/copies", 201, {}))["data"]
    assert (copy["kind"], copy["itemCount"], copy["externalListId"]) == ("custom", 2, None)
    assert await _items(call, copy["id"]) == ids(1, 2)
    await call("POST", f"/lists/{copy['id']}/items", 200, {"items": [{"mediaItemId": item}]})
    assert await _items(call, copy["id"]) == ids(1, 2, 3)
    assert await _items(call, list_id) == ids(1, 2)


async def test_list_keeps_its_content_when_its_owner_unfollows(
    deliver: Deliver, imported: Callable[..., Any], call: Call
) -> None:
    await deliver(*[imported(number, kind="movie") for number in (1, 2)])
    await deliver(synced(1, 2, 1), followed(2))
    list_id = (await call("POST", "/me/lists/followed", 201, {"externalListId": str(EXTERNAL)}))["data"]["id"]
    await deliver(followed(1, follows=False))
    assert (await call("GET", f"/lists/{list_id}", 200))["data"]["kind"] == "followed", "an older event changes nothing"
    await deliver(followed(3, follows=False))
    await deliver(synced(2))
    detail = (await call("GET", f"/lists/{list_id}", 200))["data"]
    assert (detail["kind"], detail["itemCount"]) == ("custom", 2)
    assert await _items(call, list_id) == ids(2, 1)


async def test_only_followers_may_create_such_a_list(deliver: Deliver, call: Call) -> None:
    body = {"externalListId": str(EXTERNAL)}
    for events in ((), (synced(1, 1),), (followed(1, OTHER),)):
        await deliver(*events)
        refused = await call("POST", "/me/lists/followed", 404, body)
        assert refused["error"]["code"] == "EXTERNAL_LIST_UNKNOWN"
    await call("POST", "/me/lists/followed", 201, body, OTHER)
    await call("POST", "/me/lists/followed", 400, {"externalListId": "x"})


async def test_erased_user_leaves_nothing(deliver: Deliver, call: Call) -> None:
    user = uuid4()
    await deliver(synced(1, 1, owner=user), followed(1, user))
    await call("POST", "/me/lists/followed", 201, {"externalListId": str(EXTERNAL)}, user)
    await deliver(UserDeletedV1(version=1, user_id=user, deleted_at=NOW))
    await deliver(synced(2, 1, owner=user), followed(2, user), followed(1))
    refused = await call("POST", "/me/lists/followed", 404, {"externalListId": str(EXTERNAL)})
    assert refused["error"]["code"] == "EXTERNAL_LIST_UNKNOWN", "the uploaded list of the erased user is gone"
