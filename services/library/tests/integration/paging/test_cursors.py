"""Long lists of a user are read further by a cursor: no item is omitted or repeated while others arrive."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import httpx2
import pytest

from contracts.identity import media_id

pytestmark = pytest.mark.integration

Call = Callable[..., Awaitable[Any]]
Deliver = Callable[..., Awaitable[None]]


async def plan(call: Call, number: int) -> None:
    await call("PATCH", f"/user-media/{media_id('movie', number)}", {"state": "planned"})


async def rate(call: Call, number: int) -> None:
    """Rate a movie: two movies each have the same rating."""
    await call("PATCH", f"/user-media/{media_id('movie', number)}", {"rating": 60 + number // 2 * 10})


async def follow(call: Call, number: int) -> None:
    body = {"state": "watching", "progress": {"seasons": {"1": 1}}}
    await call("PATCH", f"/user-media/{media_id('show', number)}", body)


async def tag(call: Call, number: int) -> None:
    body = {"state": "planned", "tags": [f"tag {number}"]}
    await call("PATCH", f"/user-media/{media_id('movie', number)}", body)


async def consider(call: Call, number: int) -> None:
    await call("POST", f"/me/saved-items/{media_id('movie', number)}", {"list": "considering"})


async def keep(call: Call, number: int) -> None:
    await call("POST", f"/me/saved-items/{media_id('movie', number)}", {"list": "for_later"})


async def subscribe(call: Call, number: int) -> None:
    await call("POST", f"/me/subscriptions/{media_id('movie', number)}", {"trigger": "rising"})


async def play(call: Call, number: int) -> None:
    await call("POST", "/me/plays", {"mediaItemId": str(media_id("movie", number))})


async def create_list(call: Call, number: int) -> None:
    await call("POST", "/me/lists", {"name": f"List {number}", "visibility": "public"})


async def upload(call: Call, number: int) -> None:
    await call("POST", f"/me/imports?name={number}.json", {"items": []})


async def scrobble(call: Call, number: int) -> None:
    body = {"action": "scrobble", "type": "movie", "title": f"Unknown {number}"}
    await call("POST", "/me/scrobbles", body)


LISTS: Final[Mapping[str, Callable[[Call, int], Awaitable[None]]]] = {
    "/user-media": plan,
    "/user-media?sort=title": plan,
    "/user-media?sort=rating": rate,
    "/user-media/continue": follow,
    "/me/watchlist": plan,
    "/me/watchlist?sort=releaseDate": plan,
    "/me/watchlist?sort=added": plan,
    "/me/history": rate,
    "/me/history?sort=lastWatched": play,
    "/me/history?sort=progress": follow,
    "/me/ratings": rate,
    "/me/ratings?sort=rating": rate,
    "/me/activity": follow,
    "/me/continue": follow,
    "/me/tags": tag,
    "/me/marks": plan,
    "/me/plays": play,
    "/me/saved-items/for-later": keep,
    "/me/saved-items/considering": consider,
    "/me/subscriptions": subscribe,
    "/me/lists": create_list,
    "/lists/public?sort=likes": create_list,
    "/lists/public?sort=recent": create_list,
    "/me/imports": upload,
    "/me/unmatched-scrobbles": scrobble,
    "/rankings": rate,
    "/rankings?sortBy=rating&sortOrder=asc": rate,
    "/rankings?sortBy=title": rate,
    "/rankings?sortBy=year&sortOrder=asc": rate,
}
ITEMS: Final = 5


@pytest.fixture
def call(client: httpx2.AsyncClient, me: dict[str, str]) -> Call:
    async def call(method: str, path: str, body: object = None, status: int | None = None) -> Any:
        response = await client.request(method, f"/api/v1{path}", json=body, headers=me)
        assert response.status_code == status if status else response.status_code < 300, response.text
        return response.json()

    return call


async def fill(path: str, call: Call, deliver: Deliver, imported: Callable[..., Any]) -> None:
    """Import titles, one without a date, and add an item of each but the last."""
    dates = [None, "2001-01-01", "2001-06-01", "1999-01-01", "2010-01-01", "2001-01-01"]
    for kind in ("movie", "show"):
        await deliver(
            *(imported(number, kind=kind, release_date=day) for number, day in enumerate(dates, 1)),
        )
    for number in range(1, ITEMS + 1):
        await LISTS[path](call, number)


def page_path(path: str, **more: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return f"{path}{'&' if '?' in path else '?'}{query}"


def names(page: Mapping[str, Any]) -> list[str]:
    """Return what identifies the items of a page."""
    return [str(item.get("id") or item.get("mediaItemId") or item.get("tag")) for item in page["data"]]


@pytest.mark.parametrize("path", LISTS)
async def test_items_that_arrive_omit_and_repeat_none(
    path: str, call: Call, deliver: Deliver, imported: Callable[..., Any]
) -> None:
    await fill(path, call, deliver, imported)
    everything = names(await call("GET", page_path(path, limit=100)))
    assert len(everything) == ITEMS
    by_offset = [names(await call("GET", page_path(path, limit=2, offset=offset))) for offset in (0, 2, 4)]
    assert [name for page in by_offset for name in page] == everything

    page = await call("GET", page_path(path, limit=2))
    assert (page["meta"]["total"], page["meta"]["hasMore"]) == (ITEMS, True)
    read = names(page)
    await LISTS[path](call, ITEMS + 1)
    offsets = []
    while (cursor := page["meta"]["nextCursor"]) is not None:
        page = await call("GET", page_path(path, limit=2, cursor=cursor))
        offsets.append(page["meta"]["offset"])
        read += names(page)

    assert [name for name in read if name in everything] == everything
    assert len(read) == len(set(read))
    assert offsets[:2] == [2, 4]
    assert page["meta"]["hasMore"] is False


@pytest.mark.parametrize("path", LISTS)
async def test_a_cursor_that_was_changed_or_is_of_another_query_is_rejected(
    path: str, call: Call, deliver: Deliver, imported: Callable[..., Any]
) -> None:
    await fill(path, call, deliver, imported)
    cursor = (await call("GET", page_path(path, limit=1)))["meta"]["nextCursor"]
    middle = len(cursor) // 2
    changed = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
    other = "/me/marks" if path != "/me/marks" else "/me/watchlist"

    refused = [
        await call("GET", page_path(path, limit=1, cursor=changed), status=400),
        await call("GET", page_path(path, limit=1, cursor="AAAA"), status=400),
        await call("GET", page_path(other, limit=1, cursor=cursor), status=400),
    ]

    assert [body["error"]["details"]["errors"][0]["rule"] for body in refused] == ["cursor_invalid"] * 3
    assert {body["error"]["details"]["errors"][0]["field"] for body in refused} == {"cursor"}


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/me/watchlist", "/me/watchlist?sort=added"),
        ("/user-media", "/user-media?state=planned"),
        ("/me/saved-items/for-later", "/me/saved-items/considering"),
        ("/me/marks", f"/me/marks?mediaItemId={media_id('movie', 1)}"),
        ("/me/lists", "/me/lists?selection=own"),
        ("/rankings", "/rankings?sortOrder=asc"),
    ],
)
async def test_a_cursor_is_of_one_order_and_one_set_of_filters(
    path: str, other: str, call: Call, deliver: Deliver, imported: Callable[..., Any]
) -> None:
    await fill(path, call, deliver, imported)
    cursor = (await call("GET", page_path(path, limit=1)))["meta"]["nextCursor"]

    refused = await call("GET", page_path(other, cursor=cursor), status=400)

    assert refused["error"]["details"]["errors"][0]["rule"] == "cursor_invalid"
