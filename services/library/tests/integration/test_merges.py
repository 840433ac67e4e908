"""A title that is merged into another upstream takes everything of its users along, over HTTP."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from library.application.plays.refolding import RefoldTitles
from library.bootstrap import Container
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

OLD, NEW = str(media_id("movie", 603)), str(media_id("movie", 604))
Send = Callable[..., Awaitable[Any]]
Merge = Callable[..., Awaitable[None]]
Deliver = Callable[..., Awaitable[None]]


@pytest_asyncio.fixture
async def send(client: httpx2.AsyncClient, tokens: Tokens, deliver: Deliver, imported: Any) -> Send:
    await deliver(imported(603, kind="movie", title="The Matrix"), imported(604, kind="movie", title="Matrix"))
    me = tokens.bearer(UUID(int=7))

    async def send(method: str, path: str, body: Any = None) -> Any:
        response = await client.request(method, f"/api/v1{path}", json=body, headers=me)
        assert response.is_success, response.text
        return response.json()["data"] if response.content else None

    return send


@pytest.fixture
def merge(container: Container, deliver: Deliver, imported: Any) -> Merge:
    """Merge the old title into the new one, and fold what refers to it."""

    async def merge(successor: int = 604) -> None:
        gone = {"gone_at": NOON, "successor_id": media_id("movie", successor)}
        await deliver(imported(603, kind="movie", version=2, title="The Matrix", **gone))
        units = UnitsOfWork(container.runtime.transactions, SqlUnitOfWork)
        await RefoldTitles(units, FixedClock(NOON + timedelta(days=1)))()

    return merge


async def items_of(send: Send, list_id: str) -> list[str]:
    items = await send("GET", f"/lists/{list_id}/items")
    return [item["mediaItemId"] for item in items]


async def test_lists_saved_items_subscriptions_and_entries_move(send: Send, merge: Merge) -> None:
    one = (await send("POST", "/me/lists", {"name": "Noir"}))["id"]
    both = (await send("POST", "/me/lists", {"name": "Green"}))["id"]
    await send("POST", f"/lists/{one}/items", {"items": [{"mediaItemId": OLD}]})
    await send("POST", f"/lists/{both}/items", {"items": [{"mediaItemId": OLD}, {"mediaItemId": NEW}]})
    await send("POST", f"/me/saved-items/{OLD}", {"list": "for_later"})
    for title in (OLD, NEW):
        await send("POST", f"/me/subscriptions/{title}", {"trigger": "status_changed"})
    await send("POST", f"/me/subscriptions/{OLD}", {"trigger": "on_streaming"})
    await send("PATCH", f"/user-media/{OLD}", {"rating": 80})

    await merge()

    assert await items_of(send, one) == [NEW]
    assert await items_of(send, both) == [NEW]
    assert [(await send("GET", f"/lists/{list_id}"))["itemCount"] for list_id in (one, both)] == [1, 1]
    assert await send("GET", f"/me/saved-items/{NEW}/status") == {"isForLater": True, "isConsidering": False}
    assert (await send("GET", f"/me/subscriptions/{OLD}/status"))["triggers"] == []
    assert sorted((await send("GET", f"/me/subscriptions/{NEW}/status"))["triggers"]) == [
        "on_streaming",
        "status_changed",
    ]
    assert await send("GET", f"/user-media/{OLD}") is None
    assert (await send("GET", f"/user-media/{NEW}"))["rating"] == 80


async def test_a_list_moves_without_any_entry(send: Send, merge: Merge) -> None:
    only = (await send("POST", "/me/lists", {"name": "Noir"}))["id"]
    await send("POST", f"/lists/{only}/items", {"items": [{"mediaItemId": OLD}]})

    await merge()

    assert await items_of(send, only) == [NEW]


async def test_everything_moves_to_the_last_successor(
    send: Send, merge: Merge, deliver: Deliver, imported: Callable[..., Any]
) -> None:
    await send("POST", f"/me/subscriptions/{OLD}", {"trigger": "on_streaming"})
    await send("POST", f"/me/saved-items/{OLD}", {"list": "for_later"})
    await send("PATCH", f"/user-media/{OLD}", {"rating": 80})
    await send("PUT", f"/me/positions/{OLD}", {"positionSeconds": 600, "durationSeconds": 7200, "device": {"id": "tv"}})
    await deliver(imported(605, kind="movie", gone_at=NOON, successor_id=UUID(NEW)))

    await merge(605)

    [subscription] = await send("GET", "/me/subscriptions")
    [item] = await send("GET", "/me/saved-items/for-later")
    [position] = await send("GET", "/me/positions")
    assert {subscription["mediaItemId"], item["mediaItemId"], position["mediaItemId"]} == {NEW}
    assert (await send("GET", f"/user-media/{NEW}"))["rating"] == 80


async def test_a_circle_of_merges_moves_nothing(
    send: Send, merge: Merge, deliver: Deliver, imported: Callable[..., Any]
) -> None:
    await send("POST", f"/me/subscriptions/{OLD}", {"trigger": "on_streaming"})
    await send("PATCH", f"/user-media/{OLD}", {"rating": 80})
    await deliver(imported(605, kind="movie", gone_at=NOON, successor_id=UUID(OLD)))

    await merge(605)

    [subscription] = await send("GET", "/me/subscriptions")
    assert subscription["mediaItemId"] == OLD
    assert (await send("GET", f"/user-media/{OLD}"))["rating"] == 80
