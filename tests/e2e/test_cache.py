"""The cache of the gateway in front of the real services: changes are seen, and nothing personal is stored."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from chassis.testing.kafka import produce
from contracts.event import encode
from contracts.identity import media_id
from contracts.ingestion import SignalsCollectedV1
from devstack.ports import plan
from stacks import Stack, eventually

pytestmark = pytest.mark.e2e

MOVIE = 603
PASSWORD = "Correct-horse-1"
EDITED = "Edited for everyone"


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Return a client of the gateway without a signed-in user."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=20, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def identities(stack: Stack, api: httpx2.Client) -> list[dict[str, str]]:
    """Return the headers of an anonymous client, of two users, and of the administrator."""
    headers: list[dict[str, str]] = [{}]
    accounts = [(f"cached_{uuid4().hex[:8]}@marquee.example", PASSWORD) for _ in range(2)]
    for email, password in accounts:
        account = {"email": email, "username": email.partition("@")[0], "password": password}
        assert api.post("/auth/register", json=account).status_code == 201
    for email, password in [*accounts, (stack.admin_email, stack.admin_password)]:
        signed_in = api.post("/auth/login", json={"email": email, "password": password})
        headers.append({"authorization": f"Bearer {signed_in.json()['data']['accessToken']}"})
    return headers


def test_a_change_of_a_title_is_in_the_next_response(
    stack: Stack, api: httpx2.Client, identities: list[dict[str, str]]
) -> None:
    editor = {**identities[-1], "if-match": "*"}
    assert stack.marquee("import", "movie", str(MOVIE)).returncode == 0
    movie = eventually(lambda: api.get(f"/catalog/titles/{media_id('movie', MOVIE)}"), is_found).json()["data"]
    page, title = f"/catalog/movies/{movie['slug']}", f"/admin/catalog/titles/{movie['mediaItemId']}/overrides"
    before = api.get(page)
    assert eventually(lambda: api.get(page), is_hit).json()["data"]["title"] == before.json()["data"]["title"]

    assert api.patch(title, json={"overview": EDITED}, headers=editor).status_code == 200
    changed = eventually(lambda: api.get(page), lambda response: response.json()["data"]["overview"] == EDITED)
    assert changed.status_code == 200
    assert eventually(lambda: api.get(page), is_hit).json()["data"]["overview"] == EDITED
    assert api.patch(title, json={"overview": None}, headers=editor).status_code == 200
    eventually(lambda: api.get(page), lambda response: response.json()["data"]["overview"] != EDITED)


@pytest.mark.parametrize(
    ("page", "watchers"),
    [
        (f"/stats/media/{media_id('movie', MOVIE)}", lambda data: data["liveWatchers"]),
        (f"/insights/titles/{media_id('movie', MOVIE)}/history?days=1", lambda data: data["days"][-1]["liveWatchers"]),
    ],
)
def test_a_new_value_is_in_the_next_response(
    stack: Stack, api: httpx2.Client, page: str, watchers: Callable[[dict[str, Any]], int | None]
) -> None:
    assert stack.marquee("import", "movie", str(MOVIE)).returncode == 0
    eventually(lambda: api.get(page), is_found)
    before = eventually(lambda: api.get(page), is_hit)
    expected = (watchers(before.json()["data"]) or 0) + 1_000
    now = datetime.now(UTC)
    event = SignalsCollectedV1(
        media_id=media_id("movie", MOVIE),
        kind="movie",
        tmdb_id=MOVIE,
        observed_at=now,
        day=now.date(),
        live_watchers=expected,
    )
    asyncio.run(produce(f"127.0.0.1:{plan(stack.base)['kafka']}", [encode(event, "ingestion")]))

    changed = eventually(lambda: api.get(page), lambda read: watchers(read.json()["data"]) == expected, seconds=20)
    assert changed.headers["etag"] != before.headers["etag"]
    kept = eventually(lambda: api.get(page), is_hit)
    assert watchers(kept.json()["data"]) == expected
    assert api.get(page, headers={"if-none-match": kept.headers["etag"]}).status_code == 304


def test_a_change_by_a_user_is_in_the_next_response(api: httpx2.Client, identities: list[dict[str, str]]) -> None:
    user = identities[1]
    body = {"name": "Before", "visibility": "public"}
    made = api.post("/me/lists", json=body, headers=user).json()["data"]
    page = f"/lists/{made['id']}"
    assert eventually(lambda: api.get(page), is_hit).json()["data"]["name"] == "Before"
    assert api.patch(page, json={"name": "After"}, headers=user).status_code == 200
    eventually(lambda: api.get(page), lambda read: read.json()["data"]["name"] == "After", seconds=20)
    assert eventually(lambda: api.get(page), is_hit).json()["data"]["name"] == "After"
    assert api.patch(page, json={"visibility": "private"}, headers=user).status_code == 200
    eventually(lambda: api.get(page), lambda read: read.status_code == 404, seconds=20)


def test_nothing_personal_is_stored_by_any_operation(
    stack: Stack, api: httpx2.Client, identities: list[dict[str, str]]
) -> None:
    document: dict[str, Any] = httpx2.get(f"{stack.gateway}/openapi.json", timeout=20).json()
    paths = [path for path, item in document["paths"].items() if "get" in item and "{" not in path]
    stored = 0
    for path in sorted(paths):
        if not path.startswith("/api/v1/") or "stream" in path or path.endswith("/events"):
            continue
        for headers in [*identities, *reversed(identities)]:
            response = api.get(path.removeprefix("/api/v1"), headers={**headers, "accept": "application/json"})
            if response.status_code == 429:
                continue
            status = response.headers["cache-status"]
            shared = any(word in status for word in ("hit", "stored", "collapsed"))
            stored += shared
            if shared:
                assert response.headers["cache-control"].startswith("public"), (path, status)
                assert not headers or "authorization" not in response.headers.get("vary", "").lower(), (path, status)
            if response.headers.get("cache-control", "private").startswith(("private", "no-store")):
                assert not shared, (path, status)
    assert stored > 20, "some operations are public"


def is_found(response: httpx2.Response) -> bool:
    return response.status_code == 200


def is_hit(response: httpx2.Response) -> bool:
    return response.headers["cache-status"].startswith("marquee; hit")
