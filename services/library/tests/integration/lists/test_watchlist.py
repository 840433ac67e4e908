"""The watchlist as a list: a view of what the user plans."""

from typing import Any
from uuid import UUID

import pytest
from services.library.tests.integration.lists.conftest import OWNER, STRANGER, As, UserClient, title

from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from contracts.identity import media_id

pytestmark = pytest.mark.integration

PATH = "/me/lists/watchlist"


async def planned(client: UserClient, query: str = "") -> list[str]:
    return [item["mediaItemId"] for item in await client.get(f"{PATH}{query}")]


async def test_a_title_is_planned_and_no_longer_planned(owner: UserClient, as_user: As) -> None:
    added = [await owner.send("PUT", f"{PATH}/{title(number)}") for number in (2, 1, 2, 3)]

    assert [response.status_code for response in added] == [204] * 4
    assert await planned(owner) == [title(3), title(1), title(2)], "newest first"
    assert await planned(owner, "?sort=title&limit=1&offset=1") == [title(2)]
    assert (await owner.get(f"/user-media/{title(1)}"))["state"] == "planned"
    assert [entry["mediaItemId"] for entry in await owner.get("/me/watchlist")] == await planned(owner)

    removed = [await owner.send("DELETE", f"{PATH}/{title(1)}") for _ in range(2)]
    assert [response.status_code for response in removed] == [204, 204]
    assert await planned(owner) == [title(3), title(2)]
    assert await owner.get(f"/user-media/{title(1)}") is None
    assert await planned(as_user(STRANGER)) == []


async def test_a_title_that_was_seen_is_completed_again(owner: UserClient) -> None:
    await owner.send("PATCH", f"/user-media/{title(1)}", {"state": "completed", "rating": 80, "notes": "With Ann"})
    await owner.send("PUT", f"{PATH}/{title(1)}")
    assert (await owner.get(f"/user-media/{title(1)}"))["state"] == "planned"

    await owner.send("DELETE", f"{PATH}/{title(1)}")

    entry = await owner.get(f"/user-media/{title(1)}")
    assert (entry["state"], entry["rating"], entry["notes"]) == ("completed", 80, "With Ann")


async def test_a_title_that_is_not_planned_stays(owner: UserClient) -> None:
    await owner.send("PATCH", f"/user-media/{title(1)}", {"state": "completed"})

    assert (await owner.send("DELETE", f"{PATH}/{title(1)}")).status_code == 204
    assert (await owner.get(f"/user-media/{title(1)}"))["state"] == "completed"
    assert (await owner.send("DELETE", f"{PATH}/{media_id('movie', 9999)}")).status_code == 204


async def test_an_unknown_title_and_an_erased_user_are_refused(owner: UserClient, deliver: Any) -> None:
    unknown = await owner.send("PUT", f"{PATH}/{UUID(int=99)}")
    await deliver(UserDeletedV1(version=1, user_id=OWNER, deleted_at=NOON))
    refused = [await owner.send(method, f"{PATH}/{title(1)}") for method in ("PUT", "DELETE")]

    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")
    assert [response.json()["error"]["code"] for response in refused] == ["ACCOUNT_ERASED"] * 2
