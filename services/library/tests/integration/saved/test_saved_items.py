"""Saved items: the routes of the Ratingo API, their rules, and the actions that they leave."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from services.library.tests.callers import Caller
from services.library.tests.integration.saved.support import (
    MOVIE,
    OTHER,
    SHOW,
    USER,
    Deliver,
    invalid_fields,
    recorded,
    rows_of,
)

from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from library.bootstrap import Container
from library.infrastructure.tables import saved_items

pytestmark = pytest.mark.integration


async def test_a_title_is_saved_with_its_status(call: Caller) -> None:
    saved = await call("POST", f"/saved-items/{MOVIE}", {"list": "for_later"}, 201)

    assert saved["mediaItemId"] == str(MOVIE)
    assert saved["list"] == "for_later"
    assert saved["createdAt"].startswith("2026-11-21T12:00:")
    assert saved["status"] == {"isForLater": True, "isConsidering": False}
    assert await call("GET", f"/saved-items/{MOVIE}/status") == saved["status"]
    assert await call("GET", f"/saved-items/{SHOW}/status") == {"isForLater": False, "isConsidering": False}


async def test_a_title_is_in_one_list_at_most(call: Caller, container: Container) -> None:
    first = await call("POST", f"/saved-items/{MOVIE}", {"list": "for_later"}, 201)
    second = await call("POST", f"/saved-items/{MOVIE}", {"list": "considering"}, 201)

    assert first["id"] != second["id"]
    assert second["status"] == {"isForLater": False, "isConsidering": True}
    assert (await call("GET", "/saved-items/for-later"))["data"] == []
    [item] = (await call("GET", "/saved-items/considering"))["data"]
    assert item["id"] == second["id"]


async def test_a_repetition_changes_nothing_and_another_reason_changes_the_item(
    call: Caller, container: Container
) -> None:
    body = {"list": "for_later", "context": "verdict", "reasonKey": "trendingNow"}
    first = await call("POST", f"/saved-items/{MOVIE}", body, 201)
    assert await call("POST", f"/saved-items/{MOVIE}", body, 201) == first
    assert await recorded(container) == [("save_for_later", "for_later", "verdict", "trendingNow")]

    await call("POST", f"/saved-items/{MOVIE}", {"list": "for_later", "reasonKey": "hit"}, 201)
    [item] = (await call("GET", "/saved-items/for-later"))["data"]
    assert (item["reasonKey"], item["createdAt"]) == ("hit", first["createdAt"])
    assert item["updatedAt"] > first["createdAt"]
    assert len(await recorded(container)) == 2


async def test_a_title_is_removed_by_body_or_by_query(call: Caller, container: Container) -> None:
    path = f"/saved-items/{MOVIE}"
    nowhere = {"isForLater": False, "isConsidering": False}
    await call("POST", path, {"list": "for_later"}, 201)
    assert await call("DELETE", path, {"list": "considering"}) == {
        "removed": False,
        "status": {"isForLater": True, "isConsidering": False},
    }
    assert await call("DELETE", path, {"list": "for_later", "context": "card"}) == {"removed": True, "status": nowhere}
    assert await call("DELETE", path, {"list": "for_later"}) == {"removed": False, "status": nowhere}

    await call("POST", path, {"list": "considering"}, 201)
    assert await call("DELETE", f"{path}?list=considering&context=hero") == {"removed": True, "status": nowhere}
    assert await recorded(container) == [
        ("save_for_later", "for_later", None, None),
        ("unsave", "for_later", "card", None),
        ("consider", "considering", None, None),
        ("unsave", "considering", "hero", None),
    ]


async def test_a_batch_has_the_status_of_every_title(call: Caller) -> None:
    await call("POST", f"/saved-items/{MOVIE}", {"list": "for_later"}, 201)
    await call("POST", f"/saved-items/{SHOW}", {"list": "considering"}, 201)
    unknown = uuid4()

    batch = await call("GET", f"/saved-items/status/batch?ids={MOVIE},{unknown},{SHOW},{MOVIE}")

    assert batch["statuses"] == {
        str(MOVIE): {"isForLater": True, "isConsidering": False},
        str(unknown): {"isForLater": False, "isConsidering": False},
        str(SHOW): {"isForLater": False, "isConsidering": True},
    }


async def test_a_batch_keeps_the_first_hundred_titles(call: Caller) -> None:
    ids = [str(UUID(int=number)) for number in range(1, 106)]

    batch = await call("GET", f"/saved-items/status/batch?ids={','.join(ids)}")

    assert list(batch["statuses"]) == ids[:100]


async def test_a_list_has_the_newest_first_with_titles_and_triggers(
    call: Caller, deliver: Deliver, imported: Callable[..., Any]
) -> None:
    await deliver(imported(2))
    for title in (MOVIE, media_id("show", 2), SHOW):
        await call("POST", f"/saved-items/{title}", {"list": "for_later", "reasonKey": "hit"}, 201)
    for trigger in ("rising", "new_season"):
        await call("POST", f"/subscriptions/{SHOW}", {"trigger": trigger}, 201)

    page = await call("GET", "/saved-items/for-later?limit=2")

    assert [item["mediaSummary"]["title"] for item in page["data"]] == ["Breaking Bad", "show 2"]
    assert [item["activeSubscriptionTriggers"] for item in page["data"]] == [["new_season", "rising"], []]
    assert (page["meta"]["total"], page["meta"]["hasMore"]) == (3, True)
    assert {"id", "userId", "mediaItemId", "list", "reasonKey", "createdAt", "updatedAt"} <= page["data"][0].keys()
    assert page["data"][0]["userId"] == str(USER)
    last = await call("GET", "/saved-items/for-later?limit=2&offset=2")
    assert [item["mediaSummary"]["title"] for item in last["data"]] == ["The Matrix"]


async def test_items_belong_to_one_user(call: Caller, client: httpx2.AsyncClient, tokens: Tokens) -> None:
    await call("POST", f"/saved-items/{MOVIE}", {"list": "for_later"}, 201)
    other = Caller(client, tokens.bearer(OTHER))

    assert (await other("GET", "/saved-items/for-later"))["meta"]["total"] == 0
    assert (await other("DELETE", f"/saved-items/{MOVIE}?list=for_later"))["removed"] is False
    assert (await call("GET", "/saved-items/for-later"))["meta"]["total"] == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", f"/saved-items/{MOVIE}", {"list": "later"}, "list"),
        ("POST", f"/saved-items/{MOVIE}", {}, "list"),
        ("POST", f"/saved-items/{MOVIE}", {"list": "for_later", "context": "footer"}, "context"),
        ("POST", f"/saved-items/{MOVIE}", {"list": "for_later", "reasonKey": "x" * 65}, "reasonKey"),
        ("POST", f"/saved-items/{MOVIE}", {"list": "for_later", "reasonKey": "a\x00b"}, "reasonKey"),
        ("POST", f"/saved-items/{MOVIE}", {"list": "for_later", "note": "x"}, "note"),
        ("POST", "/saved-items/nonsense", {"list": "for_later"}, "mediaItemId"),
        ("DELETE", f"/saved-items/{MOVIE}", None, "list"),
        ("DELETE", f"/saved-items/{MOVIE}", {"context": "card"}, "list"),
        ("DELETE", f"/saved-items/{MOVIE}?list=later", None, "list"),
        ("DELETE", f"/saved-items/{MOVIE}?list=for_later", {"list": "considering"}, "list"),
        ("DELETE", f"/saved-items/{MOVIE}?list=for_later&context=card", {"context": "hero"}, "context"),
        ("GET", "/saved-items/status/batch", None, "ids"),
        ("GET", "/saved-items/status/batch?ids=", None, "ids"),
        ("GET", f"/saved-items/status/batch?ids={MOVIE},nonsense", None, "ids"),
        ("GET", f"/saved-items/status/batch?ids={MOVIE},", None, "ids"),
        ("GET", f"/saved-items/status/batch?ids={'x' * 8001}", None, "ids"),
        ("GET", "/saved-items/nonsense/status", None, "mediaItemId"),
        ("GET", "/saved-items/for-later?limit=0", None, "limit"),
        ("GET", "/saved-items/for-later?limit=101", None, "limit"),
        ("GET", "/saved-items/considering?offset=-1", None, "offset"),
        ("GET", "/saved-items/considering?offset=99999999999999999999", None, "offset"),
    ],
)
async def test_an_invalid_request_names_the_field_and_changes_nothing(
    call: Caller, container: Container, method: str, path: str, body: object, field: str
) -> None:
    assert field in await invalid_fields(call, method, path, body)
    assert await rows_of(container, saved_items) == []
    assert await recorded(container) == []


async def test_an_unknown_title_is_not_saved(call: Caller) -> None:
    assert (await call("POST", f"/saved-items/{uuid4()}", {"list": "for_later"}, 404))["code"] == "MEDIA_NOT_FOUND"
    assert (await call("DELETE", f"/saved-items/{uuid4()}", {"list": "for_later"}))["removed"] is False


async def test_an_erased_user_has_no_items_and_saves_none(call: Caller, deliver: Deliver, container: Container) -> None:
    await call("POST", f"/saved-items/{MOVIE}", {"list": "for_later"}, 201)
    await deliver(UserDeletedV1(version=1, user_id=USER, deleted_at="2026-11-21T12:00:00Z"))

    assert await rows_of(container, saved_items) == []
    assert await recorded(container) == []
    for method in ("POST", "DELETE"):
        assert (await call(method, f"/saved-items/{MOVIE}", {"list": "for_later"}, 403))["code"] == "ACCOUNT_ERASED"
