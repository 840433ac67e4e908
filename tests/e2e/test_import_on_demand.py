"""Import on demand: a user requests a title through the gateway, follows the import, and finds the title."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from contracts.identity import media_id
from devstack.ports import plan
from provider_simulator.titles.demo import demo_titles
from stacks import Stack

pytestmark = pytest.mark.e2e

PASSWORD = "Correct-horse-1"
*_, BEYOND, MOVIE = (number for kind, number in demo_titles() if kind == "movie")
UNKNOWN = 999_999_998


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Return a client of the gateway without a signed-in user."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as client:
        yield client


def signed_in(api: httpx2.Client, email: str, password: str) -> dict[str, str]:
    response = api.post("/auth/login", json={"email": email, "password": password})
    assert response.status_code == 200, response.text
    return {"authorization": f"Bearer {response.json()['data']['accessToken']}"}


@pytest.fixture(scope="module")
def user(api: httpx2.Client) -> dict[str, str]:
    """Register a user and return the headers of their session."""
    name = f"curious_{uuid4().hex[:8]}"
    who = {"email": f"{name}@marquee.example", "username": name, "password": PASSWORD}
    assert api.post("/auth/register", json=who).status_code == 201
    return signed_in(api, who["email"], PASSWORD)


@contextmanager
def slow_tmdb(stack: Stack, milliseconds: int) -> Iterator[None]:
    """Slow TMDB's simulator down."""
    faults = f"http://127.0.0.1:{plan(stack.base)['provider_simulator']}/control/faults/tmdb"
    httpx2.put(faults, json=[{"latencyMs": milliseconds}], trust_env=False).raise_for_status()
    try:
        yield
    finally:
        httpx2.delete(faults, trust_env=False).raise_for_status()


def events_of(api: httpx2.Client, path: str, headers: dict[str, str]) -> list[tuple[float, dict[str, Any]]]:
    """Return the events of a stream until it ends, each with the time it came at."""
    message: list[tuple[float, dict[str, Any]]] = []
    with api.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        for line in response.iter_lines():
            if line.startswith("data:"):
                message.append((time.time(), json.loads(line[5:])))
    return message


def test_requested_title_appears_while_the_user_waits(stack: Stack, api: httpx2.Client, user: dict[str, str]) -> None:
    path = f"/catalog/import/movie/{MOVIE}"
    with slow_tmdb(stack, 2000):
        query = api.post(path, headers=user)
        assert query.status_code == 202, query.text
        wish = query.json()["data"]
        assert (wish["status"], wish["id"]) == ("importing", str(media_id("movie", MOVIE)))
        message = events_of(api, f"/ingestion/jobs/{wish['jobId']}/events", user)

    came_at, first = message[0]
    _, last = message[-1]
    assert last["status"] == "ready", last
    assert first["status"] in ("queued", "processing")
    finished_at = datetime.fromisoformat(last["finishedAt"]).timestamp()
    assert came_at < finished_at, "the first event came while the job ran, not with the last one"
    again = api.post(path, headers=user).json()["data"]
    assert (again["status"], again["ingestionStatus"], again["jobId"]) == ("ready", "ready", None)


def test_search_offers_the_request_that_imports_a_title(stack: Stack, api: httpx2.Client, user: dict[str, str]) -> None:
    simulator = f"http://127.0.0.1:{plan(stack.base)['provider_simulator']}/tmdb/3/movie/{BEYOND}?api_key=key"
    name = httpx2.get(simulator, trust_env=False).json()["title"]

    def beyond() -> dict[str, Any]:
        data = api.get("/search/providers", params={"q": name}, headers=user).json()["data"]
        assert data["status"] == "ok"
        return next(item for item in data["items"] if item["mediaId"] == str(media_id("movie", BEYOND)))

    offered = beyond()
    assert (offered["isImported"], offered["entry"]) == (False, None)
    request = offered["import"]
    path = request["path"].removeprefix("/api/v1")
    assert api.request(request["method"], path, json=request["body"], headers=user).status_code == 202
    deadline = time.monotonic() + 30
    while not any(
        item["mediaId"] == offered["mediaId"] and item["path"]
        for item in api.get("/search", params={"q": name}, headers=user).json()["data"]
    ):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    imported = beyond()
    assert (imported["isImported"], imported["import"]) == (True, None)
    assert imported["entry"]["path"] == f"/api/v1/catalog/movies/{imported['entry']['slug']}"


def test_title_unknown_to_every_provider_is_reported_as_missing(api: httpx2.Client, user: dict[str, str]) -> None:
    path = f"/catalog/import/show/{UNKNOWN}"
    wish = api.post(path, headers=user).json()["data"]
    message = events_of(api, f"/ingestion/jobs/{wish['jobId']}/events", user)
    assert (message[-1][1]["status"], message[-1][1]["errorCode"]) == ("failed", "not_found")
    assert api.post(path, headers=user).json()["data"]["status"] == "not_found"


@pytest.mark.slow
def test_a_quiet_stream_is_kept_open_longer_than_any_other_response(stack: Stack, api: httpx2.Client) -> None:
    admin = signed_in(api, stack.admin_email, stack.admin_password)
    began = time.monotonic()
    with api.stream("GET", "/ingestion/jobs/events", headers=admin) as response:
        assert response.status_code == 200
        comments = (line for line in response.iter_lines() if line.startswith(":"))
        assert [next(comments), next(comments)] == [": still here"] * 2
    # The gateway gives any other exchange ten seconds.
    assert time.monotonic() - began > 12


def test_imports_require_a_sign_in_and_are_documented(api: httpx2.Client, stack: Stack) -> None:
    for method in ("POST", "GET"):
        assert api.request(method, f"/catalog/import/movie/{MOVIE}").status_code == (401 if method == "POST" else 405)
    document = stack.openapi()
    for kind in ("movie", "show"):
        operation = document["paths"][f"/api/v1/catalog/import/{kind}/{{tmdbId}}"]["post"]
        assert (operation["tags"], operation["security"]) == (
            ["Ingestion"],
            [{"bearer": []}, {"cookie": [], "csrf": []}, {"apiKey": []}],
        )
        assert "422" not in operation["responses"]
