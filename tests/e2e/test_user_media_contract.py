"""The states of a user, row by row of the table that the web client relies on, under both prefixes of the gateway."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest

from contract_clients import Clients
from contract_operation import PREFIXES

pytestmark = pytest.mark.e2e

ROW: Final = frozenset(
    {"id", "userId", "mediaItemId", "state", "rating", "progress", "notes", "createdAt", "updatedAt", "mediaSummary"}
)
LISTS: Final = ("/me/ratings", "/me/watchlist", "/me/history", "/me/activity")


@dataclass(frozen=True, slots=True)
class Viewer:
    """A user who has just registered, under one prefix."""

    api: httpx2.Client
    prefix: str
    movie: str
    show: str

    def send(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """Return the body of a response with a status."""
        response = self.api.request(method, self.prefix + path, **more)
        assert response.status_code == status, response.text
        return response.json()

    def set(self, media: str, status: int = 200, **change: Any) -> Any:
        """Change the entry of a title."""
        return self.send("PATCH", f"/user-media/{media}", status, json=change)

    def page(self, path: str) -> tuple[list[Any], Any]:
        """Return the rows and `meta` of a list, which are inside `data` under the compatible prefix."""
        body = self.send("GET", path)
        body = body["data"] if self.prefix == "/api" else body
        return body["data"], body["meta"]

    def ids(self, path: str) -> list[str]:
        """Return the titles of a list."""
        return [row["mediaItemId"] for row in self.page(path)[0]]


@pytest.fixture(params=PREFIXES)
def viewer(request: pytest.FixtureRequest, clients: Clients) -> Iterator[Viewer]:
    name = f"user_{uuid4().hex[:8]}"
    body = {"email": f"{name}@marquee.example", "username": name, "password": "Correct-horse-1"}
    created = clients.api.post("/api/v1/auth/register", json=body)
    token = {"authorization": f"Bearer {created.json()['data']['accessToken']}"}
    movie, show = (str(clients.samples[of]) for of in ("movieId", "showId"))
    with httpx2.Client(base_url=clients.api.base_url, headers=token, timeout=30, trust_env=False) as api:
        yield Viewer(api, request.param, movie, show)


def test_all_states_are_an_array_with_the_newest_first(viewer: Viewer) -> None:
    viewer.set(viewer.movie, state="planned")
    viewer.set(viewer.show, state="watching", rating=80)

    rows = viewer.send("GET", "/user-media?limit=10&offset=0")["data"]

    assert [row["mediaItemId"] for row in rows] == [viewer.show, viewer.movie]
    assert all(row.keys() >= ROW for row in rows)


def test_continue_has_what_has_progress(viewer: Viewer) -> None:
    viewer.set(viewer.movie, state="planned")
    viewer.set(viewer.show, state="watching", progress={"seasons": {"1": 1}})

    [row] = viewer.send("GET", "/user-media/continue")["data"]

    assert (row["mediaItemId"], row["progress"]["seasons"]) == (viewer.show, {"1": 1})


def test_a_title_without_a_state_is_null(viewer: Viewer) -> None:
    assert viewer.send("GET", f"/user-media/{viewer.movie}")["data"] is None


def test_a_change_returns_the_row_with_the_title(viewer: Viewer) -> None:
    row = viewer.set(viewer.movie, state="completed", rating=85, notes="twice")["data"]

    assert row.keys() >= ROW
    assert (row["state"], row["rating"], row["notes"], row["progress"]) == ("completed", 85, "twice", None)
    assert row["mediaSummary"]["title"]
    assert viewer.send("GET", f"/user-media/{viewer.movie}")["data"]["id"] == row["id"]


@pytest.mark.parametrize("state", ["completed", "dropped"])
def test_progress_with_a_final_state_is_invalid(viewer: Viewer, state: str) -> None:
    body = viewer.set(viewer.show, 400, state=state, progress={"seasons": {"1": 1}})

    assert (body["success"], body["error"]["statusCode"]) == (False, 400)
    assert viewer.send("GET", f"/user-media/{viewer.show}")["data"] is None


@pytest.mark.parametrize("change", [{"state": "seen"}, {"rating": 101, "state": "planned"}, {"rating": -1}, {}])
def test_an_invalid_change_is_refused(viewer: Viewer, change: dict[str, Any]) -> None:
    assert viewer.set(viewer.movie, 400, **change)["success"] is False


def test_the_lists_select_and_sort(viewer: Viewer) -> None:
    viewer.set(viewer.movie, state="planned", rating=90)
    viewer.set(viewer.show, state="watching", rating=70, progress={"seasons": {"1": 1}})

    assert viewer.ids("/me/ratings?sort=rating&limit=5&offset=0") == [viewer.movie, viewer.show]
    assert viewer.ids("/me/ratings?sort=recent") == [viewer.show, viewer.movie]
    assert viewer.ids("/me/watchlist") == [viewer.movie]
    assert viewer.ids("/me/history") == [viewer.show]
    assert viewer.ids("/me/activity") == [viewer.show]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_meta_and_limits(viewer: Viewer, path: str) -> None:
    rows, meta = viewer.page(f"{path}?limit=1&offset=0")

    assert (rows, meta["count"], meta["total"], meta["limit"], meta["offset"]) == ([], 0, 0, 1, 0)
    for invalid in ("limit=0", "limit=101", "offset=-1", "limit=many"):
        assert viewer.send("GET", f"{path}?{invalid}", 400)["success"] is False


@pytest.mark.parametrize("path", ["/user-media", "/user-media/continue", *LISTS])
def test_only_signed_in_users_have_states(clients: Clients, path: str) -> None:
    for prefix in PREFIXES:
        assert clients.api.get(prefix + path).status_code == 401
