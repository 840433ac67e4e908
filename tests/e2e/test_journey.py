"""A stranger's first minutes, through the gateway alone."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from contracts.identity import media_id
from stacks import Stack, eventually

pytestmark = pytest.mark.e2e

MOVIE, SHOW = 603, 1396
PASSWORD = "Correct-horse-1"


@pytest.fixture(scope="module")
def api(stack: Stack) -> Any:
    """Return a client of the gateway without a signed-in user."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=20, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def user(api: httpx2.Client) -> dict[str, str]:
    """Register a user and return the headers of their session."""
    name = f"user_{uuid4().hex[:8]}"
    registered = api.post(
        "/auth/register", json={"email": f"{name}@marquee.example", "username": name, "password": PASSWORD}
    )
    assert registered.status_code == 201, registered.text
    signed_in = api.post("/auth/login", json={"email": f"{name}@marquee.example", "password": PASSWORD})
    assert signed_in.status_code == 200, signed_in.text
    return {"authorization": f"Bearer {signed_in.json()['data']['accessToken']}"}


@pytest.fixture(scope="module")
def imported(stack: Stack) -> None:
    """Import a movie and a show as the administrator."""
    for kind, number in (("movie", MOVIE), ("show", SHOW)):
        done = stack.marquee("import", kind, str(number))
        assert done.returncode == 0, done.stdout + done.stderr


def card(api: httpx2.Client, kind: str, number: int, headers: dict[str, str] | None = None) -> dict[str, Any] | None:
    listed = api.get(f"/catalog/{kind}s/trending", params={"limit": 50}, headers=headers or {}).json()["data"]
    return next((item for item in listed if item["mediaItemId"] == str(media_id(kind, number))), None)  # type: ignore[arg-type]


def scored_card(api: httpx2.Client, kind: str, number: int) -> Any:
    def is_scored(item: Any) -> bool:
        return item is not None and item["stats"]["ratingoScore"] is not None

    return eventually(lambda: card(api, kind, number), is_scored)


@pytest.mark.usefixtures("imported")
def test_imported_titles_are_listed_with_a_score(api: httpx2.Client) -> None:
    for kind, number in (("movie", MOVIE), ("show", SHOW)):
        listed = scored_card(api, kind, number)
        assert 0 < listed["stats"]["ratingoScore"] <= 100
        details = api.get(f"/catalog/{kind}s/{listed['slug']}").json()["data"]
        assert details["mediaItemId"] == listed["mediaItemId"]
        explained = api.get(f"/stats/media/{listed['mediaItemId']}/explanation").json()["data"]
        assert explained["ratingoScore"] == pytest.approx(listed["stats"]["ratingoScore"], abs=0.01)


@pytest.mark.usefixtures("imported")
def test_a_state_that_is_set_shows_on_the_card(api: httpx2.Client, user: dict[str, str]) -> None:
    media = str(media_id("movie", MOVIE))

    def set_state() -> httpx2.Response:
        return api.patch(f"/user-media/{media}", json={"state": "planned", "rating": 90}, headers=user)

    response = eventually(set_state, lambda response: response.status_code != 404)
    assert response.status_code == 200, response.text

    mine = eventually(
        lambda: card(api, "movie", MOVIE, user), lambda item: item is not None and item["userState"] is not None
    )
    assert (mine["userState"]["state"], mine["userState"]["rating"]) == ("planned", 90)
    assert mine["card"]["badgeKey"] == "IN_WATCHLIST"
    anonymous = card(api, "movie", MOVIE)
    assert anonymous is not None
    assert anonymous["userState"] is None


@pytest.mark.usefixtures("imported")
def test_a_title_is_found_by_a_part_of_its_name(api: httpx2.Client) -> None:
    result = eventually(
        lambda: api.get("/catalog/search", params={"query": "matrx"}).json()["data"]["local"],
        lambda local: any(item["mediaItemId"] == str(media_id("movie", MOVIE)) for item in local),
    )
    assert result


def test_operations_that_need_a_sign_in_document_it(api: httpx2.Client, user: dict[str, str]) -> None:
    sync = {"tmdbId": MOVIE, "type": "movie"}

    assert api.get("/user-media").json()["error"]["code"] == "UNAUTHORIZED"
    assert api.post("/ingestion/sync", json=sync).status_code == 401
    assert api.post("/ingestion/sync", json=sync, headers=user).status_code == 403
    assert api.get("/auth/me", headers={"authorization": "Bearer nonsense"}).status_code == 401


def test_an_ended_session_is_refused_everywhere(api: httpx2.Client) -> None:
    name = f"leaver_{uuid4().hex[:8]}"
    tokens = api.post(
        "/auth/register", json={"email": f"{name}@marquee.example", "username": name, "password": PASSWORD}
    ).json()["data"]
    headers = {"authorization": f"Bearer {tokens['accessToken']}"}
    assert api.get("/auth/me", headers=headers).status_code == 200

    assert api.post("/auth/logout", headers=headers).status_code == 204

    eventually(lambda: api.get("/auth/me", headers=headers).status_code, lambda status: status == 401)
    assert api.post("/auth/refresh", json={"refreshToken": tokens["refreshToken"]}).status_code == 401


def test_an_unknown_title_fails_with_the_true_reason(stack: Stack) -> None:
    done = stack.marquee("import", "movie", "999999999")

    assert done.returncode == 1
    assert "not" in (done.stdout + done.stderr).lower()


def test_one_document_describes_every_service(api: httpx2.Client, stack: Stack) -> None:
    document = stack.openapi()

    for path in (
        "/api/v1/auth/login",
        "/api/v1/catalog/movies/trending",
        "/api/v1/ingestion/sync",
        "/api/v1/stats/tmdb/{tmdbId}",
        "/api/v1/insights/movements",
        "/api/v1/user-media/{mediaItemId}",
    ):
        assert path in document["paths"]
    docs = httpx2.get(f"{stack.gateway}/docs", timeout=10)
    assert docs.status_code == 200
    assert "http" not in "".join(part for part in docs.text.split('"') if part.endswith((".js", ".css")))


def test_identity_headers_of_a_client_are_ignored(api: httpx2.Client) -> None:
    pretended = {"x-user-id": str(uuid4()), "x-roles": "admin", "x_user_id": "1", "forwarded": "for=1.1.1.1"}

    assert api.get("/user-media", headers=pretended).status_code == 401
