"""Saved titles, subscriptions, positions and lists of an export come back in an empty account, once, and go again."""

import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.library.tests.import_client import USER, Api, Work
from sqlalchemy import insert, update

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from library.bootstrap import Container
from library.infrastructure.lists.tables import list_items
from library.infrastructure.saved.tables import saved_items
from library.infrastructure.subscriptions.tables import subscription_occurrences, subscriptions

pytestmark = pytest.mark.integration

NEW: Final = UUID(int=9)
MOVIE: Final = media_id("movie", 603)
OTHER: Final = media_id("movie", 593)
SHOW: Final = media_id("show", 1396)
SUBSCRIPTION: Final = UUID(int=5)
EXPORT: Final = "/api/v1/me/export"
RULES: Final = {"match": {"field": "rating", "gte": 80}}
KEPT: Final = ("lists", "listItems", "savedItems", "subscriptions", "subscriptionOccurrences", "positions")
OWN: Final = {"id", "listId", "subscriptionId", "addedBy"}


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(
        imported(603, kind="movie", title="The Matrix", release_date=date(1999, 3, 31)),
        imported(593, kind="movie", title="Solaris", release_date=date(1972, 3, 20)),
        imported(1396, title="The Example"),
    )


@pytest.fixture
def new(client: httpx2.AsyncClient, tokens: Tokens, work: Work) -> Api:
    """Return a client of an account without data."""
    return Api(client, tokens.bearer(NEW), work)


async def post(api: Api, path: str, body: dict[str, Any]) -> dict[str, Any]:
    response = await api.client.post(path, json=body, headers=api.headers)
    assert response.status_code < 300, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


async def fill(api: Api, container: Container) -> None:
    """Keep something of every kind."""
    rain = await post(api, "/api/v1/me/lists", {"name": "Rain", "description": "Calm", "visibility": "unlisted"})
    items = [{"mediaItemId": str(media), "note": f"note {media}"} for media in (SHOW, MOVIE)]
    await post(api, f"/api/v1/lists/{rain['id']}/items", {"items": items})
    await post(api, "/api/v1/me/lists", {"name": "Empty", "coverUrl": "https://a.example/cover.jpg"})
    await post(api, "/api/v1/me/lists", {"name": "Best", "rules": RULES, "visibility": "public"})
    old = {"created_at": NOON.replace(year=2025), "updated_at": NOON.replace(year=2025)}
    async with container.runtime.transactions.begin() as transaction:
        connection = transaction.connection
        await connection.execute(update(list_items).values(added_at=NOON.replace(year=2024)))
        saved = {"user_id": USER, "media_id": MOVIE, "list": "considering", "reason_key": "trendingNow", **old}
        await connection.execute(insert(saved_items), saved)
        row = {"subscription_id": SUBSCRIPTION, "user_id": USER, "media_id": SHOW, "trigger": "new_season", **old}
        more = {"region": "US", "provider_ids": [8, 9], "active": True, "subscribed_at": NOON.replace(year=2025)}
        await connection.execute(insert(subscriptions), row | more)
        ended = {"subscription_id": UUID(int=6), "trigger": "rising", "active": False, "provider_ids": None}
        await connection.execute(insert(subscriptions), row | more | ended)
        occurrence = {"subscription_id": SUBSCRIPTION, "user_id": USER, "occurrence": "season:2", "triggered_at": NOON}
        await connection.execute(insert(subscription_occurrences), occurrence)
        await transaction.commit()
    for media, place in ((OTHER, {}), (SHOW, {"season": 1, "episode": 2})):
        position = {"positionSeconds": 600, "durationSeconds": 5400, "state": "paused", "device": {"id": "tv"}}
        path = f"/api/v1/me/positions/{media}"
        response = await api.client.put(path, json=position | place, headers=api.headers)
        assert response.status_code < 300, response.text


async def kept(api: Api) -> dict[str, list[dict[str, Any]]]:
    """Return what a user keeps, without the ids of the account and the times of its rows."""
    response = await api.client.get(EXPORT, headers=api.headers)
    document = json.loads(response.content)
    without = OWN | {"updatedAt"}
    of_lists = without | {"createdAt"}
    return {
        section: sorted(
            (
                {
                    name: value
                    for name, value in row.items()
                    if name not in (of_lists if section == "lists" else without)
                }
                for row in document[section]
                if row.get("active") is not False
            ),
            key=str,
        )
        for section in KEPT
    }


async def exported(api: Api) -> bytes:
    return (await api.client.get(EXPORT, headers=api.headers)).content


async def test_an_empty_account_gets_all_of_it_and_the_preview_counts_it(
    api: Api, new: Api, container: Container
) -> None:
    await fill(api, container)

    uploaded = await new.upload(await exported(api))
    assert uploaded["contents"] == {
        "listItems": 2,
        "lists": 2,
        "positions": 2,
        "savedItems": 1,
        "smartLists": 1,
        "subscriptions": 1,
    }
    committed = await new.commit(uploaded["id"])

    assert committed["counts"] == {"committed": 6}
    before = await kept(api)
    assert await kept(new) == before
    assert {name: len(rows) for name, rows in before.items()} == {
        "lists": 3,
        "listItems": 2,
        "savedItems": 1,
        "subscriptions": 1,
        "subscriptionOccurrences": 1,
        "positions": 2,
    }


async def test_importing_again_or_into_the_same_account_adds_nothing(api: Api, new: Api, container: Container) -> None:
    await fill(api, container)
    content, before = await exported(api), await kept(api)
    for account in (api, new, new):
        uploaded = await account.upload(content)
        await account.commit(uploaded["id"])

    assert await kept(api) == before
    assert await kept(new) == before
    again = await new.upload(content)
    assert {row["status"] for row in await new.rows(again["id"])} == {"duplicate"}


async def test_what_was_removed_since_an_import_is_not_brought_back(api: Api, new: Api, container: Container) -> None:
    await fill(api, container)
    content = await exported(api)
    await new.commit((await new.upload(content))["id"])
    for own in (await new.client.get("/api/v1/me/lists", headers=new.headers)).json()["data"]:
        await new.client.delete(f"/api/v1/lists/{own['id']}", headers=new.headers)
    async with container.runtime.transactions.begin() as transaction:
        await transaction.connection.execute(saved_items.delete().where(saved_items.c.user_id == NEW))
        await transaction.commit()

    await new.commit((await new.upload(content))["id"])

    after = await kept(new)
    assert (after["lists"], after["savedItems"]) == ([], [])


async def test_a_reversal_removes_what_was_added_and_nothing_else(
    api: Api, new: Api, container: Container, published_events: Callable[[], Awaitable[list[dict[str, Any]]]]
) -> None:
    await fill(api, container)
    content, before = await exported(api), await kept(api)
    own = await post(new, "/api/v1/me/lists", {"name": "Empty"})
    uploaded = await new.upload(content)
    await new.commit(uploaded["id"])
    lists = (await new.client.get("/api/v1/me/lists", headers=new.headers)).json()["data"]
    best = next(one["id"] for one in lists if one["name"] == "Best")

    await new.revert(uploaded["id"])

    events = [event for event in await published_events() if event.get("listId") == best]
    assert [(event["userId"], event["isPublic"]) for event in events] == [(str(NEW), True), (str(NEW), False)]
    left = await kept(new)
    assert [row["name"] for row in left.pop("lists")] == [own["name"]]
    assert set(map(len, left.values())) == {0}
    uploaded = await new.upload(content)
    await new.commit(uploaded["id"])
    assert (await kept(new))["savedItems"] == before["savedItems"]


async def test_a_reversal_leaves_what_has_changed_since(api: Api, new: Api, container: Container) -> None:
    await fill(api, container)
    uploaded = await new.upload(await exported(api))
    await new.commit(uploaded["id"])
    lists = (await new.client.get("/api/v1/me/lists", headers=new.headers)).json()["data"]
    best = next(own for own in lists if own["name"] == "Best")
    path = f"/api/v1/lists/{best['id']}"
    changed = await new.client.patch(path, json={"description": "Mine"}, headers=new.headers)
    assert changed.status_code < 300, changed.text
    async with container.runtime.transactions.begin() as transaction:
        moved = {"list": "for_later", "created_at": NOON}
        await transaction.connection.execute(update(saved_items).where(saved_items.c.user_id == NEW).values(moved))
        await transaction.commit()

    await new.revert(uploaded["id"])

    left = await kept(new)
    assert [row["name"] for row in left["lists"]] == ["Best"]
    assert [row["list"] for row in left["savedItems"]] == ["for_later"]
