"""Subscriptions: the routes of the Ratingo API and their rules."""

import asyncio
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
from sqlalchemy import func, select

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.ingestion import MediaChangedV1
from contracts.ingestion.changes import SeasonAdded
from library.bootstrap import Container
from library.infrastructure.tables import metadata, subscriptions, users

pytestmark = pytest.mark.integration


def status(*triggers: str) -> dict[str, Any]:
    return {
        "triggers": list(triggers),
        "hasRelease": "release" in triggers,
        "hasNewSeason": "new_season" in triggers,
        "hasOnStreaming": "on_streaming" in triggers,
    }


async def test_a_subscription_is_made_with_its_status(call: Caller) -> None:
    made = await call("POST", f"/subscriptions/{SHOW}", {"trigger": "new_season"}, 201)
    both = await call("POST", f"/subscriptions/{SHOW}", {"trigger": "on_streaming"}, 201)

    assert (made["mediaItemId"], made["trigger"], made["isActive"]) == (str(SHOW), "new_season", True)
    assert made["createdAt"].startswith("2026-11-21T12:00:")
    assert made["status"] == status("new_season")
    assert both["status"] == status("new_season", "on_streaming")
    assert await call("GET", f"/subscriptions/{SHOW}/status") == both["status"]
    assert await call("GET", f"/subscriptions/{MOVIE}/status") == status()
    assert await call("GET", f"/subscriptions/{uuid4()}/status") == status()


async def test_a_repetition_changes_nothing_and_another_filter_replaces_the_one_before(
    call: Caller, container: Container
) -> None:
    body = {"trigger": "on_streaming", "providerIds": [337, 8, 8], "context": "details", "reasonKey": "trendingNow"}
    made = await call("POST", f"/subscriptions/{SHOW}", body, 201)
    assert await call("POST", f"/subscriptions/{SHOW}", body, 201) == made
    assert await recorded(container) == [("subscribe", "on_streaming", "details", "trendingNow")]

    await call("POST", f"/subscriptions/{SHOW}", {"trigger": "on_streaming", "region": "PL"}, 201)
    [row] = (await call("GET", "/subscriptions"))["data"]
    assert (row["id"], row["region"], row["providerIds"]) == (made["id"], "PL", None)
    assert row["createdAt"] == made["createdAt"] < row["updatedAt"]
    assert len(await recorded(container)) == 2


async def test_a_subscription_ends_by_body_or_by_query_and_starts_again(call: Caller, container: Container) -> None:
    path = f"/subscriptions/{SHOW}"
    assert await call("DELETE", path, {"trigger": "rising"}) == {"unsubscribed": False, "status": status()}

    made = await call("POST", path, {"trigger": "rising"}, 201)
    await call("POST", path, {"trigger": "new_episode"}, 201)
    ended = {"unsubscribed": True, "status": status("new_episode")}
    assert await call("DELETE", path, {"trigger": "rising", "context": "card"}) == ended
    assert await call("DELETE", f"{path}?trigger=rising") == ended, "there was a subscription"
    assert await call("DELETE", f"{path}?trigger=new_episode&context=hero") == {
        "unsubscribed": True,
        "status": status(),
    }
    assert (await call("GET", "/subscriptions"))["meta"]["total"] == 0

    again = await call("POST", path, {"trigger": "rising"}, 201)
    assert (again["id"], again["createdAt"], again["isActive"]) == (made["id"], made["createdAt"], True)
    assert await recorded(container) == [
        ("subscribe", "rising", None, None),
        ("subscribe", "new_episode", None, None),
        ("unsubscribe", "rising", "card", None),
        ("unsubscribe", "new_episode", "hero", None),
        ("subscribe", "rising", None, None),
    ]


async def test_the_list_has_active_subscriptions_newest_first(call: Caller, deliver: Deliver) -> None:
    await call("POST", f"/subscriptions/{MOVIE}", {"trigger": "release"}, 201)
    await call("POST", f"/subscriptions/{SHOW}", {"trigger": "new_season"}, 201)
    await call("POST", f"/subscriptions/{SHOW}", {"trigger": "status_changed"}, 201)
    await call("DELETE", f"/subscriptions/{SHOW}", {"trigger": "status_changed"})
    await deliver(
        MediaChangedV1(
            media_id=SHOW,
            kind="show",
            tmdb_id=1396,
            media_version=2,
            observed_at=NOON.replace(hour=13),
            seasons_added=(SeasonAdded(number=6),),
        )
    )

    page = await call("GET", "/subscriptions?limit=1")
    [row] = page["data"]
    assert (page["meta"]["total"], page["meta"]["hasMore"]) == (2, True)
    assert row.pop("mediaSummary")["title"] == "Breaking Bad"
    assert row.pop("id")
    assert row.pop("createdAt") <= row.pop("updatedAt") < row.pop("lastNotifiedAt")
    assert row == {
        "userId": str(USER),
        "mediaItemId": str(SHOW),
        "trigger": "new_season",
        "channel": "push",
        "isActive": True,
        "region": None,
        "providerIds": None,
        "lastNotifiedEpisodeKey": None,
        "lastNotifiedSeasonNumber": 6,
    }
    assert [row["trigger"] for row in (await call("GET", "/subscriptions?offset=1"))["data"]] == ["release"]


@pytest.mark.parametrize(
    ("title", "trigger", "possible"),
    [
        (MOVIE, "release", True),
        (MOVIE, "on_streaming", True),
        (MOVIE, "status_changed", True),
        (MOVIE, "rising", True),
        (MOVIE, "new_season", False),
        (MOVIE, "new_episode", False),
        (SHOW, "release", False),
        (SHOW, "new_season", True),
        (SHOW, "new_episode", True),
        (SHOW, "on_streaming", True),
        (SHOW, "status_changed", True),
        (SHOW, "rising", True),
    ],
)
async def test_what_can_never_happen_is_refused(call: Caller, title: UUID, trigger: str, *, possible: bool) -> None:
    result = await call("POST", f"/subscriptions/{title}", {"trigger": trigger}, 201 if possible else 400)

    assert possible or result["code"] == "TRIGGER_NOT_POSSIBLE"
    assert possible or result["message"].startswith(f"trigger: {trigger} is for ")
    assert (await call("GET", "/subscriptions"))["meta"]["total"] == int(possible)


async def test_what_may_still_happen_is_accepted(call: Caller, deliver: Deliver, imported: Callable[..., Any]) -> None:
    await deliver(imported(1396, version=2, status="Ended"), imported(603, kind="movie", version=2, status="Released"))

    await call("POST", f"/subscriptions/{SHOW}", {"trigger": "new_season"}, 201)
    await call("POST", f"/subscriptions/{MOVIE}", {"trigger": "release"}, 201)


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "premiere"}, "trigger"),
        ("POST", f"/subscriptions/{SHOW}", {}, "trigger"),
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "rising", "region": "pl"}, "region"),
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "rising", "region": "POL"}, "region"),
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "rising", "providerIds": []}, "providerIds"),
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "rising", "providerIds": [0]}, "providerIds.0"),
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "rising", "providerIds": [2**31]}, "providerIds.0"),
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "rising", "providerIds": ["8"]}, "providerIds.0"),
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "rising", "providerIds": list(range(1, 102))}, "providerIds"),
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "rising", "context": "footer"}, "context"),
        ("POST", f"/subscriptions/{SHOW}", {"trigger": "rising", "reasonKey": "\x00"}, "reasonKey"),
        ("POST", "/subscriptions/nonsense", {"trigger": "rising"}, "mediaItemId"),
        ("DELETE", f"/subscriptions/{SHOW}", None, "trigger"),
        ("DELETE", f"/subscriptions/{SHOW}?trigger=premiere", None, "trigger"),
        ("DELETE", f"/subscriptions/{SHOW}?trigger=rising", {"trigger": "release"}, "trigger"),
        ("GET", "/subscriptions/nonsense/status", None, "mediaItemId"),
        ("GET", "/subscriptions?limit=101", None, "limit"),
        ("GET", "/subscriptions?offset=99999999999999999999", None, "offset"),
    ],
)
async def test_an_invalid_request_names_the_field_and_changes_nothing(
    call: Caller, container: Container, method: str, path: str, body: object, field: str
) -> None:
    assert field in await invalid_fields(call, method, path, body)
    assert await rows_of(container, subscriptions) == []
    assert await recorded(container) == []


async def test_an_unknown_title_has_no_subscriptions(call: Caller) -> None:
    error = await call("POST", f"/subscriptions/{uuid4()}", {"trigger": "rising"}, 404)
    assert error["code"] == "MEDIA_NOT_FOUND"
    assert (await call("DELETE", f"/subscriptions/{uuid4()}", {"trigger": "rising"}))["unsubscribed"] is False


async def test_an_erased_user_leaves_nothing_and_subscribes_to_nothing(
    call: Caller, client: httpx2.AsyncClient, tokens: Tokens, deliver: Deliver, container: Container
) -> None:
    other = Caller(client, tokens.bearer(OTHER))
    for caller in (call, other):
        await caller("POST", f"/subscriptions/{SHOW}", {"trigger": "new_season"}, 201)
    season = MediaChangedV1(
        media_id=SHOW,
        kind="show",
        tmdb_id=1396,
        media_version=2,
        observed_at=NOON.replace(hour=13),
        seasons_added=(SeasonAdded(number=6),),
    )
    await deliver(season)
    await deliver(UserDeletedV1(version=1, user_id=USER, deleted_at=NOON))

    async with container.runtime.engine.connect() as connection:
        for table in metadata.sorted_tables:
            if "user_id" in table.c and table is not users:
                left = await connection.scalar(select(func.count()).where(table.c.user_id == USER))
                assert left == 0, table.name
        assert await connection.scalar(select(func.count()).select_from(subscriptions)) == 1
    for method in ("POST", "DELETE"):
        error = await call(method, f"/subscriptions/{SHOW}", {"trigger": "new_season"}, 403)
        assert error["code"] == "ACCOUNT_ERASED"


async def test_requests_at_the_same_time_make_one_subscription_and_one_action(
    call: Caller, container: Container
) -> None:
    made = await asyncio.gather(
        *(call("POST", f"/subscriptions/{SHOW}", {"trigger": "rising"}, 201) for _ in range(25)),
        *(call("POST", f"/saved-items/{SHOW}", {"list": "for_later"}, 201) for _ in range(25)),
    )

    assert len({result["id"] for result in made}) == 2
    assert sorted(name for name, *_ in await recorded(container)) == ["save_for_later", "subscribe"]
