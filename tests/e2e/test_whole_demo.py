"""The whole demo data: no public list is empty, no page of its visitor either, and a second time adds nothing.

The last module of this stack: the users and titles that it adds would be in the lists of the others.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import httpx2
import pytest

from contracts.identity import media_id
from devstack.demo.community import EARLY, LATE, NAMES, STEADY
from devstack.demo.seeding import DONE
from devstack.demo.visitor import PUBLIC_LIST, SHARED_LIST
from devstack.secret_files import VISITOR_EMAIL, load_secrets
from stacks import Stack, eventually

pytestmark = pytest.mark.e2e

PREFIX: Final = "/api/v1"
MOVIE, SHOW = media_id("movie", 438631), media_id("show", STEADY)
WAIT_SECONDS: Final = 150.0
"""A review of a year is computed again after this time at the latest."""

NOT_SAMPLED: Final = frozenset(
    {
        "/auth/oidc/{provider}/authorize",
        "/auth/oidc/{provider}/callback",
        "/billing/returns/zarinpal",
        "/events",
        "/images/{size}/{file}",
        "/sources/streams/{token}",
        "/images/tvmaze/{size}/{folder}/{file}",
        "/notifications/unsubscribe",
        "/users/avatars/{avatarId}/{file}",
    }
)
"""Sign-ins, streams, pictures and pages behind a link of a mail have no data of their own."""

MAY_BE_EMPTY: Final[Mapping[str, frozenset[str]]] = {
    "/catalog/search": frozenset({"tmdb"}),
    "/catalog/movies/{slug}": frozenset({"badges"}),
    "/insights/titles/{mediaId}/retention": frozenset({"parts"}),
    "/playback/titles": frozenset({"videos"}),
    "/playback/titles/{mediaItemId}": frozenset({"data"}),
    "/social/reviews/{reviewId}/revisions": frozenset({"data"}),
}
"""Lists inside a response that are empty for good titles too."""

QUERIES: Final[Mapping[str, str]] = {
    "/catalog/titles": "ids={movieId},{showId}",
    "/catalog/search": "query=dune",
    "/insights/badges": "ids={movieId},{showId}",
    "/insights/compare": "ids={movieId},{showId}",
    "/insights/compare/chart.png": "ids={movieId},{showId}",
    "/insights/compare/chart.svg": "ids={movieId},{showId}",
    "/insights/distributions": "by=genre",
    "/insights/distributions/chart.png": "by=genre",
    "/insights/distributions/chart.svg": "by=genre",
    "/playback/titles": "ids={movieId},{showId}",
    "/insights/providers/{providerId}/series": "region=US",
    "/insights/providers/{providerId}/series/chart.png": "region=US",
    "/insights/providers/{providerId}/series/chart.svg": "region=US",
    "/lists/shared": "token={token}",
    "/users": "ids={userId}",
    "/lists/shared/items": "token={token}",
    "/lists/shared/file": "token={token}",
    "/rankings/averages": "ids={movieId},{showId}",
    "/search": "q=dune",
    "/search/suggestions": "q=du",
    "/stats/tmdb/{tmdbId}": "type=show",
}

OF_THE_VISITOR: Final = (
    "/auth/api-keys",
    "/auth/devices",
    "/me/activity",
    "/me/continue",
    "/me/history",
    "/me/imports",
    "/me/lists",
    "/me/lists/watchlist",
    "/me/marks",
    "/me/plays",
    "/me/positions",
    "/me/ratings",
    "/me/saved-items/considering",
    "/me/saved-items/for-later",
    "/me/scrobble-keys",
    "/me/subscriptions",
    "/me/tags",
    "/me/unmatched-scrobbles",
    "/me/watchlist",
    "/notifications",
    "/notifications/deliveries",
    "/notifications/muted-titles",
    "/rankings",
    "/social/feed",
    "/social/followers",
    "/social/following",
    "/social/friends",
    "/user-media",
    "/user-media/continue",
)

OF_THE_ADMINISTRATOR: Final = (
    "/admin/audit",
    "/admin/catalog-policies",
    "/admin/catalog-policies/activations",
    "/admin/catalog-policies/runs",
    "/admin/catalog/audit",
    "/admin/catalog/collections",
    "/admin/catalog/schedule",
    "/admin/catalog/sections",
    "/admin/invitations",
    "/admin/lists",
    "/admin/notifications/deliveries",
    "/admin/notifications/egress",
    "/admin/playback/egress",
    "/admin/sources/egress",
    "/admin/users",
    "/auth/egress",
    "/ingestion/egress",
    "/ingestion/jobs",
    "/ingestion/sources",
)


@pytest.fixture(scope="module")
def demo(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the stack with all of the demo data, without a token."""
    seeded = stack.marquee("seed", seconds=900)
    assert seeded.returncode == 0, f"{seeded.stdout}\n{seeded.stderr}"
    with httpx2.Client(base_url=f"{stack.gateway}{PREFIX}", timeout=30, trust_env=False) as api:
        yield api


@pytest.fixture(scope="module")
def visitor(stack: Stack, demo: httpx2.Client) -> dict[str, str]:
    """Return the headers of the visitor."""
    body = {"email": VISITOR_EMAIL, "password": load_secrets(stack.data, ()).demo_password}
    return {"authorization": f"Bearer {demo.post('/auth/login', json=body).json()['data']['accessToken']}"}


@pytest.fixture(scope="module")
def samples(demo: httpx2.Client, visitor: dict[str, str]) -> dict[str, object]:
    """Return a value of the demo data for each parameter of a path."""
    movie, show = (demo.get(f"/catalog/titles/{identifier}").json()["data"] for identifier in (MOVIE, SHOW))
    lists = {item["name"]: item["id"] for item in demo.get("/me/lists?limit=100", headers=visitor).json()["data"]}
    detail = demo.get(f"/catalog/movies/{movie['slug']}").json()["data"]
    return {
        "movieId": MOVIE,
        "showId": SHOW,
        "mediaId": SHOW,
        "mediaItemId": MOVIE,
        "code": "premium",
        "movies": movie["slug"],
        "shows": show["slug"],
        "curated": demo.get("/catalog/curated?limit=1").json()["data"][0]["slug"],
        "collection": detail["collection"]["slug"],
        "person": detail["credits"]["cast"][0]["slug"],
        "number": 1,
        "season": 1,
        "episode": 1,
        **conversation(demo),
        "genreId": 18,
        "providerId": 8,
        "year": datetime.now(UTC).year,
        "tmdbId": STEADY,
        "username": "demo",
        "userId": demo.get("/users/demo").json()["data"]["id"],
        "listId": lists[PUBLIC_LIST],
        "token": demo.post(f"/lists/{lists[SHARED_LIST]}/links/public", headers=visitor).json()["data"]["token"],
    }


def conversation(demo: httpx2.Client) -> dict[str, object]:
    """Return a review with a comment, and a comment with a reply."""
    reviews = demo.get(f"/social/titles/{MOVIE}/reviews?limit=50").json()["data"]
    review = next(item["id"] for item in reviews if item["commentCount"])
    return {"reviewId": review, "commentId": demo.get(f"/social/reviews/{review}/comments").json()["data"][0]["id"]}


def public_reads(document: Mapping[str, Any]) -> list[str]:
    """Return the paths of the operations that read and need no sign-in."""
    paths = [path.removeprefix(PREFIX) for path in document["paths"] if path.startswith(f"{PREFIX}/")]
    return [path for path in paths if is_public(document["paths"][PREFIX + path].get("get"))]


def is_public(operation: Mapping[str, Any] | None) -> bool:
    """Return whether an operation exists and needs no sign-in."""
    return operation is not None and (not operation.get("security") or {} in operation["security"])


def address(path: str, samples: Mapping[str, object]) -> str:
    """Return the path with its query, filled with samples."""
    section = path.split("/")[2] if path.count("/") > 1 else ""
    values = {**samples, "slug": samples.get(section, "")}
    if path.startswith("/insights/lists/"):
        values["listId"] = "trending.movie.day"
    query = QUERIES.get(path, "")
    return f"{path}?{query}".format(**values) if query else path.format(**values)


def emptiness(path: str, response: httpx2.Response) -> list[str]:
    """Return what is wrong with a response: an error, an empty list, or empty lists of an object."""
    if response.status_code != 200:
        return [response.text]
    if "json" not in response.headers["content-type"]:
        return [] if len(response.content) > 1_000 or "file" in path else ["body"]
    data = response.json()["data"]
    if isinstance(data, list):
        data = {"data": data}
    return [name for name, value in data.items() if value == [] and name not in MAY_BE_EMPTY.get(path, ())]


def is_complete(path: str, response: httpx2.Response) -> bool:
    """Return whether nothing is wrong with a response."""
    return not emptiness(path, response)


def test_no_public_list_is_empty(stack: Stack, demo: httpx2.Client, samples: dict[str, object]) -> None:
    paths = [path for path in public_reads(stack.openapi()) if path not in NOT_SAMPLED]
    assert len(paths) > 60
    for path in paths:
        read = partial(demo.get, address(path, samples))
        eventually(read, partial(is_complete, path), seconds=WAIT_SECONDS)


def test_the_home_page_has_every_section(demo: httpx2.Client) -> None:
    sections = demo.get("/home?region=us").json()["data"]["sections"]
    assert [section["key"] for section in sections if not section["items"]] == []
    assert len(sections) >= 10


def test_the_visitor_has_something_everywhere(demo: httpx2.Client, visitor: dict[str, str]) -> None:
    for path in OF_THE_VISITOR:
        read = partial(demo.get, path, headers=visitor)
        eventually(read, lambda response: bool(response.json().get("data")))
    year = demo.get(f"/me/statistics/years/{datetime.now(UTC).year}", headers=visitor)
    assert year.status_code == 200
    assert emptiness("/me/statistics/years", year) == []


def test_the_administrator_has_something_everywhere(stack: Stack, demo: httpx2.Client) -> None:
    with stack.client() as administrator:
        administrator.sign_in()
        for path in OF_THE_ADMINISTRATOR:
            eventually(partial(administrator.get, path), bool)


def test_own_users_make_curves_of_three_shapes(demo: httpx2.Client) -> None:
    def curve(number: int) -> list[float]:
        data = demo.get(f"/stats/drop-off/media/{media_id('show', number)}?method=survival-1").json()["data"]
        return [episode["retention"] for episode in data.get("curve") or []]

    steady, early, late = (eventually(partial(curve, number), bool, seconds=60) for number in (STEADY, EARLY, LATE))
    assert early[1] < 0.75
    assert steady[7] > 0.85
    assert late[15] > 0.9
    assert late[-1] < 0.9


def test_a_second_time_adds_nothing(stack: Stack, demo: httpx2.Client, visitor: dict[str, str]) -> None:
    def totals() -> list[int]:
        own = [demo.get(f"{path}?limit=1", headers=visitor).json()["meta"]["total"] for path in counted]
        return [*own, demo.get("/lists/public?limit=1").json()["meta"]["total"]]

    counted = ("/me/plays", "/me/marks", "/me/lists", "/me/imports", "/me/subscriptions", "/user-media")
    before = totals()
    (stack.data / DONE).unlink()
    assert stack.marquee("seed", seconds=900).returncode == 0
    assert totals() == before
    assert (stack.data / DONE).exists()
    profiles = [demo.get(f"/users/{name}").status_code for name in (NAMES[0], NAMES[-1], "demo_editor")]
    assert profiles == [200, 200, 200]
