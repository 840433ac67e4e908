"""External lists through the API, read from the simulator: following, changes, failures, files, limits and erasure."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from ingestion.application.external.syncing import IMPORTS_PER_SYNC
from ingestion.domain.external.lists import LISTS_PER_USER

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api, Headers
    from services.ingestion.tests.integration.conftest import Simulator

pytestmark = pytest.mark.integration

MATRIX, FIGHT_CLUB, BREAKING_BAD = ("movie", 603), ("movie", 550), ("show", 1396)
BEST = "https://trakt.tv/users/jane/lists/best"
BEST_PATH = "/users/jane/lists/best"


def _entry(title: tuple[str, int]) -> dict[str, Any]:
    kind, number = title
    return {"type": kind, kind: {"title": f"{kind} {number}", "year": 1999, "ids": {"trakt": number, "tmdb": number}}}


def _trakt(simulator: Simulator, *titles: tuple[str, int], count: int | None = None) -> None:
    """Let the list of a user at Trakt have this content."""
    simulator.edit(
        "trakt",
        {"path": BEST_PATH, "patch": {"name": "Best of all", "item_count": len(titles) if count is None else count}},
        {"path": f"{BEST_PATH}/items", "patch": [_entry(title) for title in titles]},
    )


async def _follow(api: Api, user: Headers, url: str = BEST) -> dict[str, Any]:
    """Follow a list, and return it when it has been read."""
    followed = await api.data("POST", "/lists/external", user, json={"url": url})
    return await _read(api, user, followed["id"])


async def _read(api: Api, user: Headers, list_id: str) -> dict[str, Any]:
    """Return a list when no job reads it."""
    await _no_active(api, f"sync-external-list:{list_id}")
    result: dict[str, Any] = await api.data("GET", f"/lists/external/{list_id}", user)
    return result


async def _no_active(api: Api, dedup_key: str) -> None:
    """Wait until no job with a key is queued or runs."""
    query = "select 1 from jobs where dedup_key = :key and status in ('queued', 'processing')"
    async with asyncio.timeout(30):
        while True:
            if not await api.sql(query, key=dedup_key):
                return
            await asyncio.sleep(0.05)


async def _sync(api: Api, user: Headers, list_id: str) -> dict[str, Any]:
    """Read a list again, as if the last reading were long ago."""
    await api.sql("update external_lists set tried_at = null")
    await api.data("POST", f"/lists/external/{list_id}/sync", user)
    return await _read(api, user, list_id)


async def _titles(api: Api, user: Headers, list_id: str) -> list[tuple[str, int]]:
    response = await api.request("GET", f"/lists/external/{list_id}/items?limit=100", user)
    return [(item["type"], item["tmdbId"]) for item in response.json()["data"]]


async def _changes(api: Api, user: Headers, list_id: str) -> list[tuple[str, int, int | None, int | None]]:
    response = await api.request("GET", f"/lists/external/{list_id}/changes?limit=100", user)
    return [
        (change["change"], change["tmdbId"], change["positionBefore"], change["positionAfter"])
        for change in response.json()["data"]
    ]


async def test_followed_list_is_read_in_order_and_its_changes_are_seen(api: Api, simulator: Simulator) -> None:
    user = api.user()
    _trakt(simulator, MATRIX, BREAKING_BAD, FIGHT_CLUB)
    followed = await _follow(api, user)
    assert (followed["state"], followed["name"], followed["items"]) == ("current", "Best of all", 3)
    assert await _titles(api, user, followed["id"]) == [MATRIX, BREAKING_BAD, FIGHT_CLUB]
    assert await _changes(api, user, followed["id"]) == []

    _trakt(simulator, FIGHT_CLUB, MATRIX, ("movie", 680))
    after = await _sync(api, user, followed["id"])
    assert after["version"] > followed["version"]
    assert await _titles(api, user, followed["id"]) == [FIGHT_CLUB, MATRIX, ("movie", 680)]
    assert sorted(await _changes(api, user, followed["id"])) == [
        ("added", 680, None, 3),
        ("moved", 550, 3, 1),
        ("removed", 1396, 2, None),
    ]
    unchanged = await _sync(api, user, followed["id"])
    assert unchanged["version"] == after["version"]


async def test_missing_titles_are_imported_and_events_carry_the_list(api: Api, simulator: Simulator) -> None:
    user_id = uuid4()
    _trakt(simulator, MATRIX, BREAKING_BAD)
    followed = await _follow(api, api.user(user_id))
    events = await _events(api)
    assert [body["items"] for topic, body in events if topic == "list.synced"] == [
        [{"kind": "movie", "tmdbId": 603}, {"kind": "show", "tmdbId": 1396}]
    ]
    refreshed = {body["listId"]: body["items"] for topic, body in events if topic == "list.refreshed"}
    assert set(refreshed) == {f"external.{followed['id']}.movie", f"external.{followed['id']}.show"}
    assert [item["tmdbId"] for item in refreshed[f"external.{followed['id']}.movie"]] == [603]
    [follower] = [body for topic, body in events if topic == "list.followed"]
    assert (follower["userId"], follower["listId"], follower["follows"]) == (str(user_id), followed["id"], True)
    jobs = await api.sql("select kind, tmdb_id from jobs where title_kind is not null order by tmdb_id")
    assert jobs == [("sync-movie", 603), ("sync-show", 1396)]


async def test_unchanged_list_publishes_nothing(api: Api, simulator: Simulator) -> None:
    user = api.user()
    _trakt(simulator, MATRIX)
    followed = await _follow(api, user)
    before = [topic for topic, _ in await _events(api) if topic.startswith("list.")]
    await _sync(api, user, followed["id"])
    assert [topic for topic, _ in await _events(api) if topic.startswith("list.")] == before


SITES = {
    "https://trakt.tv/users/jane/lists/top-300": (300, "Top 300"),
    "trakt.tv/users/jane/watchlist": (10, "Watchlist (jane)"),
    "https://www.themoviedb.org/list/45-the-best": (45, "Top 45"),
    "https://mdblist.com/lists/jane/top-30/": (30, "Top 30"),
    "https://letterboxd.com/top-20/rss/": (10, "Diary (top-20)"),
}


async def test_each_site_is_read_to_its_end(api: Api) -> None:
    user = api.user()
    for url, (items, name) in SITES.items():
        followed = await _follow(api, user, url)
        assert (followed["state"], followed["items"], followed["name"]) == ("current", items, name), url
        cursor, numbers = "", []
        while True:
            page = (await api.request("GET", f"/lists/external/{followed['id']}/items?limit=100{cursor}", user)).json()
            numbers += [item["position"] for item in page["data"]]
            if page["meta"]["nextCursor"] is None:
                break
            cursor = f"&cursor={page['meta']['nextCursor']}"
        assert numbers == list(range(1, items + 1)), url


REFUSED = {
    "https://example.org/list/1": "LIST_ADDRESS_UNKNOWN",
    "https://trakt.tv/movies/the-matrix-1999": "LIST_ADDRESS_UNKNOWN",
    "https://trakt.tv/users/jane/lists/..%2f..": "LIST_ADDRESS_UNKNOWN",
    "ftp://trakt.tv/users/jane/lists/best": "LIST_ADDRESS_UNKNOWN",
    "https://user@trakt.tv/users/jane/lists/best": "LIST_ADDRESS_UNKNOWN",
    "https://trakt.tv:8080/users/jane/lists/best": "LIST_ADDRESS_UNKNOWN",
    "https://[trakt.tv/users": "LIST_ADDRESS_UNKNOWN",
    "https://trakt.tv/users/jänner/lists/best": "LIST_ADDRESS_UNKNOWN",
    "https://www.imdb.com/list/ls012345678/": "LIST_NEEDS_FILE",
    "https://letterboxd.com/jane/list/best/": "LIST_NEEDS_FILE",
}


async def test_address_that_cannot_be_followed_is_refused_by_its_reason(api: Api) -> None:
    for url, code in REFUSED.items():
        status, error_code, message = await api.refusal("POST", "/lists/external", json={"url": url})
        assert (status, error_code) == (400, code), url
        assert message.startswith("url:"), url


UNREADABLE = {
    "https://trakt.tv/users/private/lists/top-5": ("private", "list_private"),
    "https://www.themoviedb.org/list/39": ("private", "list_private"),
    "https://trakt.tv/users/jane/lists/unknown": ("gone", "list_gone"),
    "https://mdblist.com/lists/jane/unknown": ("gone", "list_gone"),
    "https://letterboxd.com/unknown/rss": ("gone", "list_gone"),
}


async def test_private_or_missing_list_has_a_clear_state(api: Api) -> None:
    user = api.user()
    for url, (state, reason) in UNREADABLE.items():
        followed = await _follow(api, user, url)
        assert (followed["state"], followed["reasonCode"], followed["items"]) == (state, reason, 0), url


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"status": 404}, "gone", "list_gone"),
    ({"status": 401}, "private", "list_private"),
    ({"status": 403}, "failing", "forbidden"),
    ({"status": 500}, "failing", "server"),
    ({"truncate": True}, "failing", "unreachable"),
    ({"garbage": True}, "failing", "wrong_json"),
]


async def test_failing_site_never_erases_the_content(api: Api, simulator: Simulator) -> None:
    user = api.user()
    _trakt(simulator, MATRIX, FIGHT_CLUB)
    followed = await _follow(api, user)
    for fault, state, reason in FAULTS:
        simulator.faults("trakt", {"paths": "/users/.*", **fault})
        failing = await _sync(api, user, followed["id"])
        assert (failing["state"], failing["reasonCode"], failing["items"]) == (state, reason, 2), fault
        assert await _titles(api, user, followed["id"]) == [MATRIX, FIGHT_CLUB]
        simulator.faults("trakt")
        assert (await _sync(api, user, followed["id"]))["state"] == "current", fault


FEED_FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"status": 503}, "server"),
    ({"garbage": True}, "wrong_shape"),
    ({"redirect": "/elsewhere"}, "redirected"),
    ({"status": 429, "retryAfter": 3600}, "quota"),
    ({}, "breaker_open"),
]
"""In this order: a site that limits us is not called again for a while."""


async def test_failing_feed_keeps_the_content_too(api: Api, simulator: Simulator) -> None:
    user = api.user()
    movies = [{"tmdbId": 603, "name": "The Matrix", "year": 1999}]
    simulator.edit("letterboxd", {"path": "/jane/rss", "patch": {"movies": movies}})
    followed = await _follow(api, user, "https://letterboxd.com/jane/rss/")
    assert await _titles(api, user, followed["id"]) == [MATRIX]
    for fault, reason in FEED_FAULTS:
        simulator.faults("letterboxd", *([fault] if fault else []))
        failing = await _sync(api, user, followed["id"])
        assert (failing["state"], failing["reasonCode"], failing["items"]) == ("failing", reason, 1), fault


async def test_list_that_was_read_recently_is_not_read_again_for_a_user(api: Api, simulator: Simulator) -> None:
    user = api.user()
    _trakt(simulator, MATRIX)
    good = await _follow(api, user)
    gone = await _follow(api, user, "https://trakt.tv/users/jane/lists/unknown")
    for followed in (good, gone):
        path = f"/lists/external/{followed['id']}"
        refused = await api.request("POST", f"{path}/sync", user)
        error = refused.json()["error"]
        assert (refused.status_code, error["code"]) == (429, "LIST_READ_RECENTLY")
        assert 880 < int(refused.headers["Retry-After"]) == error["details"]["retryAfter"] <= 900
        await api.request("DELETE", path, user)
        assert (await _follow(api, user, followed["url"]))["state"] == followed["state"]
    assert await api.sql("select count(*) from jobs where kind = 'sync-external-list'") == [(2,)]
    await api.sql("update external_lists set tried_at = now() - interval '15 minutes'")
    await api.data("POST", f"/lists/external/{gone['id']}/sync", user)
    await _read(api, user, gone["id"])
    assert await api.sql("select count(*) from jobs where kind = 'sync-external-list'") == [(3,)]


async def test_much_shorter_list_must_be_confirmed_by_a_second_reading(api: Api, simulator: Simulator) -> None:
    user = api.user()
    titles = [("movie", number) for number in (603, 550, 680, 13, 155)]
    _trakt(simulator, *titles)
    followed = await _follow(api, user)
    _trakt(simulator)
    suspected = await _sync(api, user, followed["id"])
    assert (suspected["reasonCode"], suspected["items"]) == ("unconfirmed", 5)
    _trakt(simulator, MATRIX)
    assert (await _sync(api, user, followed["id"]))["items"] == 5, "another short reading confirms nothing"
    confirmed = await _sync(api, user, followed["id"])
    assert (confirmed["reasonCode"], confirmed["items"]) == (None, 1)


async def test_list_with_missing_entries_is_not_stored(api: Api, simulator: Simulator) -> None:
    user = api.user()
    _trakt(simulator, MATRIX, FIGHT_CLUB, count=40)
    followed = await _follow(api, user)
    assert (followed["state"], followed["reasonCode"], followed["items"]) == ("failing", "truncated", 0)


async def test_long_list_is_cut_and_its_imports_are_queued_in_parts(api: Api, simulator: Simulator) -> None:
    user = api.user()
    _trakt(simulator, *(("movie", 2_000_000 + number) for number in range(10_000)))
    followed = await _follow(api, user)
    assert (followed["items"], followed["isCut"], followed["state"]) == (5_000, True, "current")
    [(queued,)] = await api.sql("select count(*) from jobs where kind = 'sync-movie'")
    assert queued == IMPORTS_PER_SYNC


async def test_export_files_are_matched_by_ids_and_by_name_and_year(api: Api) -> None:
    user = api.user()
    imdb = (
        "Position,Const,Title,Title Type,Year\n"
        "1,tt0133093,The Matrix,Movie,1999\n"
        "2,tt0903747,Breaking Bad,TV Series,2008\n"
        '3,tt9999999,"A, B",Video Game,2001\n'
        "4,tt0000001,Carmencita,Short,1894\n"
    )
    body: dict[str, Any] = {"content": imdb, "headers": {**user, "content-type": "text/csv"}}
    response = await api.client.post("/api/v1/lists/external/files?name=Mine", **body)
    assert response.status_code == 202, response.text
    uploaded = await _read(api, user, response.json()["data"]["id"])
    assert (uploaded["name"], uploaded["items"], uploaded["unmatched"]) == ("Mine", 3, 1)
    assert await _titles(api, user, uploaded["id"]) == [MATRIX, BREAKING_BAD, ("movie", None)]
    assert [topic for topic, _ in await _events(api) if topic == "list.refreshed"] == []
    letterboxd = (
        "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2026-01-01,Best,,https://boxd.it/a,\n\n"
        "Position,Name,Year,URL,Description\n1,Fight Club,1999,https://boxd.it/2a9q,\n2,The Matrix,1998,https://x,\n"
    )
    path = f"/api/v1/lists/external/{uploaded['id']}/file"
    replaced = await api.client.put(path, content=letterboxd, headers={**user, "content-type": "text/csv"})
    assert replaced.status_code == 202, replaced.text
    await _read(api, user, uploaded["id"])
    assert await _titles(api, user, uploaded["id"]) == [FIGHT_CLUB, ("movie", None)], "the year must be exact"
    assert (await api.request("GET", f"/lists/external/{uploaded['id']}", api.user())).status_code == 404


async def test_file_that_is_no_list_is_refused(api: Api) -> None:
    headers = {**api.user(), "content-type": "text/csv"}
    for content in ("", "a,b\n1,2\n", "Position,Const\n1,nm0000206\n", "\x00\ufeff\n\n", '"'):
        response = await api.client.post("/api/v1/lists/external/files", content=content, headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (400, "LIST_FILE_INVALID"), content


async def test_user_follows_a_limited_number_of_lists(api: Api) -> None:
    user = api.user()
    # Few at once: those of one user wait for each other, and hold a connection meanwhile.
    places = asyncio.Semaphore(8)

    async def follow(number: int) -> int:
        async with places:
            body = {"url": f"https://trakt.tv/users/u/lists/none-{number}"}
            return (await api.request("POST", "/lists/external", user, json=body)).status_code

    statuses = await asyncio.gather(*(follow(number) for number in range(LISTS_PER_USER + 3)))
    assert (statuses.count(202), statuses.count(409)) == (LISTS_PER_USER, 3)
    mine = await api.data("GET", "/lists/external", user)
    await api.request("DELETE", f"/lists/external/{mine[0]['id']}", user)
    assert len(await api.data("GET", "/lists/external", user)) == LISTS_PER_USER - 1


async def test_last_follower_ends_the_sync(api: Api, simulator: Simulator) -> None:
    first, second = api.user(), api.user()
    _trakt(simulator, MATRIX)
    followed = await _follow(api, first)
    assert (await _follow(api, second))["id"] == followed["id"]
    abandoned = "select abandoned_at is not null from external_lists"
    assert (await api.request("DELETE", f"/lists/external/{followed['id']}", first)).status_code == 204
    assert await api.sql(abandoned) == [(False,)]
    assert (await api.request("DELETE", f"/lists/external/{followed['id']}", first)).status_code == 404
    await api.request("DELETE", f"/lists/external/{followed['id']}", second)
    assert await api.sql(abandoned) == [(True,)]
    await api.sql("update external_lists set next_at = now(), abandoned_at = now() - interval '2 days'")
    await api.data("POST", "/ingestion/schedules/external-lists/run")
    await _no_active(api, "external-lists")
    assert await api.sql("select count(*) from jobs where kind = 'sync-external-list'") == [(1,)]
    assert [topic for topic, _ in await _events(api)].count("list.followed") == 4


async def test_list_without_followers_is_deleted_with_its_events(api: Api, simulator: Simulator) -> None:
    user = api.user()
    _trakt(simulator, MATRIX)
    list_id = (await _follow(api, user))["id"]
    await api.request("DELETE", f"/lists/external/{list_id}", user)
    await api.sql("update external_lists set next_at = null, abandoned_at = now() - interval '31 days'")
    await api.data("POST", "/ingestion/schedules/external-lists/run")
    await _no_active(api, "external-lists")
    assert await api.sql("select count(*) from external_lists") == [(0,)]
    tombstones = "select topic, convert_from(key, 'UTF8') from outbox where length(body) = 0 order by topic"
    [(followed, key), (synced, synced_key)] = await api.sql(tombstones)
    assert (followed, synced, synced_key) == ("list.followed", "list.synced", list_id)
    assert key.endswith(f":{list_id}")


async def test_due_lists_are_read_by_the_schedule(api: Api, simulator: Simulator) -> None:
    user = api.user()
    _trakt(simulator, MATRIX)
    followed = await _follow(api, user)
    _trakt(simulator, MATRIX, FIGHT_CLUB)
    await api.sql("update external_lists set next_at = now()")
    await api.data("POST", "/ingestion/schedules/external-lists/run")
    await _no_active(api, "external-lists")
    assert (await _read(api, user, followed["id"]))["items"] == 2


async def _events(api: Api) -> list[tuple[str, dict[str, Any]]]:
    rows = await api.sql("select topic, convert_from(body, 'UTF8')::jsonb from outbox order by id")
    return [(topic, body) for topic, body in rows]
