"""Lists of a user as others see them: who sees which, and what is private in them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserChangedV1, UserDeletedV1
from contracts.identity import media_id

pytestmark = pytest.mark.integration

ADA, OTHER, ADMIN = UUID(int=7), UUID(int=8), UUID(int=9)
LISTS = ("ratings", "watchlist", "history")
Deliver = Callable[..., Awaitable[None]]
Get = Callable[..., Awaitable[httpx2.Response]]


def profile(user: UUID = ADA, name: str = "Ada_L", version: int = 1, **shown: bool) -> UserChangedV1:
    digest = UserChangedV1.digest_of(name)
    return UserChangedV1(version=version, user_id=user, username_digest=digest, changed_at=NOON, **shown)


@pytest_asyncio.fixture(autouse=True)
async def entries(client: httpx2.AsyncClient, tokens: Tokens, deliver: Deliver, imported: Callable[..., Any]) -> None:
    await deliver(imported(1396, title="Breaking Bad"), imported(603, kind="movie", title="The Matrix"), profile())
    watching = {"progress": {"season": 1, "episode": 2}, "rating": 85, "notes": "secret"}
    for media, body in ((media_id("show", 1396), watching), (media_id("movie", 603), {"state": "planned"})):
        response = await client.patch(f"/api/v1/user-media/{media}", json=body, headers=tokens.bearer(ADA))
        assert response.status_code == 200


@pytest.fixture
def get(client: httpx2.AsyncClient, tokens: Tokens) -> Get:
    async def get(path: str, reader: UUID | None = None, *roles: str) -> httpx2.Response:
        headers = {} if reader is None else tokens.bearer(reader, roles=("user", *roles))
        return await client.get(f"/api/v1/users/{path}", headers=headers)

    return get


async def test_a_public_list_is_shown_without_what_is_private(get: Get) -> None:
    for reader in (None, OTHER):
        response = await get("ADA_l/history", reader)
        [entry] = response.json()["data"]
        assert (entry["state"], entry["rating"], entry["progress"], entry["notes"]) == ("watching", 85, None, None)
        assert entry["mediaSummary"]["title"] == "Breaking Bad"
        assert "userId" not in entry
        assert response.headers["cache-control"] == ("public, max-age=30" if reader is None else "private, no-store")
        assert response.json()["meta"] == {
            "count": 1,
            "total": 1,
            "limit": 20,
            "offset": 0,
            "hasMore": False,
            "nextCursor": None,
        }


async def test_the_owner_and_administrators_see_everything(get: Get, deliver: Deliver) -> None:
    await deliver(profile(version=2, profile_public=False, show_ratings=False, show_watch_history=False))

    for reader, role in ((ADA, "user"), (ADMIN, "admin")):
        [entry] = (await get("ada_l/history", reader, role)).json()["data"]
        assert (entry["rating"], entry["notes"], entry["progress"]["episode"]) == (85, "secret", 2)


@pytest.mark.parametrize(
    ("shown", "visible"),
    [
        ({}, {"ratings", "watchlist", "history"}),
        ({"show_ratings": False}, {"watchlist", "history"}),
        ({"show_watch_history": False}, {"ratings"}),
        ({"profile_public": False}, set()),
    ],
)
async def test_a_hidden_list_is_like_that_of_a_missing_user(
    get: Get, deliver: Deliver, shown: dict[str, Any], visible: set[str]
) -> None:
    await deliver(profile(version=2, **shown))

    for name in LISTS:
        missing, response = await get(f"missing/{name}", OTHER), await get(f"ada_l/{name}", OTHER)
        assert response.status_code == (200 if name in visible else 404), name
        if name not in visible:
            assert missing.headers.keys() == response.headers.keys()
            bodies = [sent.json()["error"] for sent in (missing, response)]
            assert [{**body, "requestId": ""} for body in bodies] == [{**bodies[0], "requestId": ""}] * 2
            assert bodies[0]["code"] == "USER_NOT_FOUND"


async def test_hidden_ratings_are_neither_shown_nor_ordered_by(get: Get, deliver: Deliver) -> None:
    await deliver(profile(version=2, show_ratings=False))

    [entry] = (await get("ada_l/history?sort=rating", OTHER)).json()["data"]

    assert (entry["rating"], entry["ratingScales"]) == (None, None)


async def test_a_name_leads_to_the_user_who_has_it(get: Get, deliver: Deliver) -> None:
    await deliver(profile(name="countess", version=2))
    assert (await get("ada_l/history")).status_code == 404
    assert (await get("countess/history")).json()["meta"]["total"] == 1

    await deliver(profile(OTHER, "countess"))
    assert (await get("countess/history")).status_code == 404, "two users have it until the event of one arrives"
    await deliver(profile(name="ada_l", version=3))
    assert (await get("countess/history")).json()["meta"]["total"] == 0

    await deliver(UserDeletedV1(version=4, user_id=ADA, deleted_at=NOON), profile(name="ada_l", version=3))
    assert (await get("ada_l/history")).status_code == 404


@pytest.mark.parametrize("path", ["ada_l/history?sort=name", "ada_l/history?limit=101", f"{'x' * 65}/history"])
async def test_an_invalid_request_is_rejected(get: Get, path: str) -> None:
    response = await get(path)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
