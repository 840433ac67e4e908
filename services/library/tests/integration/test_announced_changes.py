"""Every page that caches keep is announced as changed, in the transaction that changes it."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from services.library.tests.conftest import Deliver, Imported

from chassis.testing.clock import NOON
from chassis.testing.responses.shared_pages import SharedPages, announced
from chassis.testing.tokens import Tokens
from contracts.auth import UserChangedV1, UserDeletedV1
from contracts.identity import media_id
from library.bootstrap import Container
from library.infrastructure.tables import outbox

pytestmark = pytest.mark.integration

ADA, OTHER = UUID(int=7), UUID(int=8)
DUNE, ALIEN = media_id("movie", 1), media_id("movie", 2)
RATINGS, WATCHLIST, HISTORY = (f"/api/v1/users/ada/{name}" for name in ("ratings", "watchlist", "history"))
PUBLIC = "/api/v1/lists/public"
AVERAGE, TOP = f"/api/v1/rankings/averages/{DUNE}", "/api/v1/rankings/top?type=movie"


class User:
    """Writes as a user."""

    def __init__(self, client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
        self._client = client
        self._headers = headers

    async def __call__(self, method: str, path: str, body: object = None) -> Any:
        """Send a request that succeeds."""
        response = await self._client.request(method, f"/api/v1{path}", json=body, headers=self._headers)
        assert response.status_code in {200, 201, 204}, response.text
        return response.json()["data"] if response.content else None


def profile(version: int = 1, **shown: bool) -> UserChangedV1:
    digest = UserChangedV1.digest_of("ada")
    return UserChangedV1(version=version, user_id=ADA, username_digest=digest, changed_at=NOON, **shown)


async def test_no_page_changes_without_an_announcement(
    client: httpx2.AsyncClient, container: Container, tokens: Tokens, deliver: Deliver, imported: Imported
) -> None:
    ada = User(client, tokens.bearer(ADA))
    await deliver(imported(1, kind="movie"), imported(2, kind="movie"), profile())
    made = await ada("POST", "/me/lists", {"name": "Best", "visibility": "public"})
    page, items, file = (f"/api/v1/lists/{made['id']}{rest}" for rest in ("", "/items", "/file?format=rss"))
    paths = (RATINGS, WATCHLIST, HISTORY, PUBLIC, AVERAGE, TOP, page, items, file)
    pages = SharedPages(client, container.runtime.transactions, outbox, paths)
    assert {RATINGS, PUBLIC, AVERAGE, page, items, file} <= await pages.changed()

    await ada("PATCH", f"/user-media/{DUNE}", {"state": "planned"})
    assert WATCHLIST in await pages.changed()
    await ada("PATCH", f"/user-media/{DUNE}", {"state": "completed", "rating": 80})
    assert {RATINGS, WATCHLIST, HISTORY} <= await pages.changed()
    for number in (10, 11, 12):
        await User(client, tokens.bearer(UUID(int=number)))("PATCH", f"/user-media/{DUNE}", {"rating": 60})
    assert not {RATINGS, AVERAGE} & await pages.changed(), "ratings are not counted yet"
    await container.application.rankings.count_ratings()
    assert {AVERAGE, TOP} <= await pages.changed()

    await ada("POST", f"/lists/{made['id']}/items", {"items": [{"mediaItemId": str(DUNE)}]})
    assert {PUBLIC, page, items, file} <= await pages.changed()
    await User(client, tokens.bearer(OTHER))("PUT", f"/lists/{made['id']}/like")
    assert {PUBLIC, page} <= await pages.changed()
    await ada("PATCH", f"/lists/{made['id']}", {"name": "Better"})
    assert {PUBLIC, page, file} <= await pages.changed()
    await deliver(imported(1, kind="movie", version=2, title="Dune"))
    assert {RATINGS, HISTORY, TOP, items} <= await pages.changed()

    await deliver(profile(2, show_ratings=False))
    assert {RATINGS, HISTORY} <= await pages.changed(), "ratings are hidden"
    await deliver(profile(3, profile_public=False))
    assert HISTORY in await pages.changed(), "everything is hidden"
    await ada("PATCH", f"/lists/{made['id']}", {"visibility": "private"})
    assert {PUBLIC, page, items, file} <= await pages.changed()
    await ada("PATCH", f"/lists/{made['id']}", {"visibility": "public"})
    await deliver(profile(4))
    assert {PUBLIC, page, items, HISTORY} <= await pages.changed()
    await deliver(UserDeletedV1(user_id=ADA, version=1, deleted_at=NOON))
    assert {PUBLIC, page, items, RATINGS} <= await pages.changed()


async def test_a_smart_list_changes_with_what_its_owner_has(
    client: httpx2.AsyncClient, container: Container, tokens: Tokens, deliver: Deliver, imported: Imported
) -> None:
    ada = User(client, tokens.bearer(ADA))
    await deliver(imported(1, kind="movie"))
    rules = {"match": {"field": "state", "in": ["completed"]}}
    made = await ada("POST", "/me/lists", {"name": "Seen", "visibility": "public", "rules": rules})
    items = f"/api/v1/lists/{made['id']}/items"
    pages = SharedPages(client, container.runtime.transactions, outbox, (items,))
    await pages.changed()
    await ada("PATCH", f"/user-media/{DUNE}", {"state": "completed"})
    assert await pages.changed() == {items}


async def test_what_announcements_name(
    client: httpx2.AsyncClient, container: Container, tokens: Tokens, deliver: Deliver, imported: Imported
) -> None:
    transactions, ada = container.runtime.transactions, User(client, tokens.bearer(ADA))
    await deliver(imported(1, kind="movie"))
    assert await announced(transactions, outbox) == [{"library:titles"}]
    await ada("PATCH", f"/user-media/{DUNE}", {"rating": 80})
    assert await announced(transactions, outbox) == [{f"library:user:{ADA}"}]
    made = await ada("POST", "/me/lists", {"name": "Best"})
    assert await announced(transactions, outbox) == [{"library:lists", f"library:list:{made['id']}"}]
    await deliver(UserDeletedV1(user_id=ADA, version=1, deleted_at=NOON))
    assert await announced(transactions, outbox) == [{"library"}]


async def test_a_response_to_a_user_is_kept_by_no_cache(
    client: httpx2.AsyncClient, tokens: Tokens, deliver: Deliver
) -> None:
    await deliver(profile())
    made = await User(client, tokens.bearer(ADA))("POST", "/me/lists", {"name": "Best", "visibility": "public"})
    for path in (RATINGS, PUBLIC, f"/api/v1/lists/{made['id']}", f"/api/v1/lists/{made['id']}/items"):
        for_all = await client.get(path)
        for_one = await client.get(path, headers=tokens.bearer(OTHER))
        assert for_all.headers["cache-control"].startswith("public"), path
        assert for_all.headers["vary"] == "Authorization"
        assert for_one.headers["cache-control"] == "private, no-store"
        assert "gateway-cache-control" not in for_one.headers
