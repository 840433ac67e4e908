"""Preferences and muted titles over HTTP on the real Postgres."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.clients import client_of
from services.notifications.tests.conftest import USER, Deliver, Rows

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserChangedV1, UserDeletedV1
from contracts.identity import media_id
from contracts.library import SubscriptionTriggeredV1
from notifications.bootstrap import Container

pytestmark = pytest.mark.integration

PATH: Final = "/api/v1/notifications/preferences"
MUTED: Final = "/api/v1/notifications/muted-titles"
Triggered = Callable[..., SubscriptionTriggeredV1]


def choices_of(response: httpx2.Response) -> dict[str, dict[str, str]]:
    """Return the frequencies of a response, by kind and channel."""
    return {
        kind["kind"]: {channel: choice["frequency"] for channel, choice in kind["channels"].items()}
        for kind in response.json()["data"]["kinds"]
    }


async def test_defaults_are_shown_and_only_kinds_that_can_be_chosen(client: httpx2.AsyncClient) -> None:
    response = await client.get(PATH)

    assert (response.headers["ETag"], response.headers["Cache-Control"]) == ('"0"', "private, no-store")
    data = response.json()["data"]
    kinds = choices_of(response)
    assert kinds["new_episode"] == {
        "inbox": "immediate",
        "email": "daily",
        "webpush": "immediate",
        "sms": "off",
        "service": "immediate",
    }
    assert kinds["import_finished"]["email"] == "immediate"
    assert kinds.keys().isdisjoint({"sign_in_code", "new_device", "test", "digest", "source_degraded"})
    assert (data["quietHours"], data["digestAt"], data["digestWeekday"]) == (None, "08:00", "monday")
    assert (data["onlyMyServices"], data["timeZone"]) == (False, "UTC")


async def test_a_lead_time_is_chosen_by_kind_and_restored(client: httpx2.AsyncClient) -> None:
    def lead_times(response: httpx2.Response) -> dict[str, int | None]:
        kinds = response.json()["data"]["kinds"]
        return {kind["kind"]: kind["leadTimeMinutes"] for kind in kinds if kind["possibleLeadTimes"]}

    assert lead_times(await client.get(PATH)) == {"new_season": None, "new_episode": None}
    await client.patch(PATH, json={"leadTimeMinutes": {"new_episode": 4320}})
    await client.patch(PATH, json={"onlyMyServices": True})
    await client.patch(PATH, json={"leadTimeMinutes": {"new_season": 10080}})
    assert lead_times(await client.get(PATH)) == {"new_season": 10080, "new_episode": 4320}
    cleared = await client.patch(PATH, json={"leadTimeMinutes": None})
    assert lead_times(cleared) == {"new_season": None, "new_episode": None}


@pytest.mark.parametrize(
    ("lead_times", "field", "rule"),
    [
        ({"new_episode": 61}, "leadTimeMinutes.new_episode", "literal_error"),
        ({"new_episode": 10**30}, "leadTimeMinutes.new_episode", "int_parsing_size"),
        ({"rising": 60}, "leadTimeMinutes.rising", "lead_time_not_possible"),
        ({"nonsense\x00": 60}, "leadTimeMinutes.nonsense\x00", "lead_time_not_possible"),
    ],
)
async def test_a_lead_time_that_is_not_possible_is_refused(
    client: httpx2.AsyncClient, lead_times: dict[str, int], field: str, rule: str
) -> None:
    response = await client.patch(PATH, json={"leadTimeMinutes": lead_times})

    assert response.status_code == 400
    [problem] = response.json()["error"]["details"]["errors"]
    assert (problem["field"], problem["rule"]) == (field, rule)
    assert (await client.get(PATH)).headers["ETag"] == '"0"'


async def test_administrators_choose_kinds_of_operations(container: Container, tokens: Tokens) -> None:
    async with client_of(container, tokens, USER, roles=("user", "admin")) as client:
        response = await client.patch(PATH, json={"frequencies": {"source_degraded": {"email": "off"}}})

    assert choices_of(response)["source_degraded"]["email"] == "off"


async def test_a_change_keeps_what_is_not_stated_and_null_restores_the_default(
    client: httpx2.AsyncClient, deliver: Deliver
) -> None:
    await deliver(UserChangedV1(version=1, user_id=USER, time_zone="Europe/Kyiv", changed_at=NOON))
    first = await client.patch(
        PATH,
        json={
            "frequencies": {"new_episode": {"email": "weekly", "webpush": "off"}},
            "quietHours": {"beginsAt": "22:00", "endsAt": "07:30"},
            "digestAt": "18:30",
            "digestWeekday": "friday",
            "onlyMyServices": True,
        },
    )
    second = await client.patch(
        PATH, json={"frequencies": {"new_episode": {"email": None}}, "quietHours": None, "digestAt": None}
    )
    repeated = await client.patch(PATH, json={"digestAt": None})

    assert first.json()["data"]["quietHours"] == {"beginsAt": "22:00", "endsAt": "07:30"}
    assert first.json()["data"]["timeZone"] == "Europe/Kyiv"
    data = second.json()["data"]
    assert choices_of(second)["new_episode"]["email"] == "daily"
    assert choices_of(second)["new_episode"]["webpush"] == "off"
    assert (data["quietHours"], data["digestAt"], data["digestWeekday"]) == (None, "08:00", "friday")
    assert data["onlyMyServices"] is True
    assert [response.headers["ETag"] for response in (first, second, repeated)] == ['"1"', '"2"', '"2"']
    assert (await client.get(PATH)).json() == second.json()


async def test_a_change_of_an_outdated_version_is_rejected(client: httpx2.AsyncClient) -> None:
    await client.patch(PATH, json={"digestAt": "10:00"}, headers={"If-Match": '"0"'})

    outdated = await client.patch(PATH, json={"digestAt": "11:00"}, headers={"If-Match": '"0"'})
    malformed = await client.patch(PATH, json={"digestAt": "11:00"}, headers={"If-Match": "1"})

    assert (outdated.status_code, outdated.json()["error"]["code"]) == (412, "PRECONDITION_FAILED")
    assert (malformed.status_code, malformed.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert (await client.get(PATH)).json()["data"]["digestAt"] == "10:00"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"frequencies": {"nonsense": {"email": "off"}}}, "frequencies.nonsense"),
        ({"frequencies": {"sign_in_code": {"email": "off"}}}, "frequencies.sign_in_code"),
        ({"frequencies": {"source_degraded": {"email": "off"}}}, "frequencies.source_degraded"),
        ({"frequencies": {"rising": {"inbox": "daily"}}}, "frequencies.rising.inbox"),
        ({"frequencies": {"rising": {"pigeon": "daily"}}}, "frequencies.rising.pigeon"),
        ({"frequencies": {"rising": {"email": "hourly"}}}, "frequencies.rising.email"),
        ({"frequencies": {"\0": {}}}, "frequencies.\0"),
        ({"frequencies": []}, "frequencies"),
        ({"quietHours": {"beginsAt": "22:00"}}, "quietHours.endsAt"),
        ({"quietHours": {"beginsAt": "22:00", "endsAt": "22:00"}}, "quietHours"),
        ({"quietHours": {"beginsAt": "24:00", "endsAt": "22:00"}}, "quietHours.beginsAt"),
        ({"digestAt": "8:00"}, "digestAt"),
        ({"digestAt": "08:00:30"}, "digestAt"),
        ({"digestWeekday": "someday"}, "digestWeekday"),
        ({"onlyMyServices": "yes"}, "onlyMyServices"),
        ({"timeZone": "UTC"}, "timeZone"),
    ],
)
async def test_an_invalid_change_names_its_field_and_changes_nothing(
    client: httpx2.AsyncClient, rows: Rows, body: dict[str, Any], field: str
) -> None:
    response = await client.patch(PATH, json={"digestWeekday": "sunday", **body})

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert [problem["field"] for problem in error["details"]["errors"]] == [field]
    assert await rows("preferences") == []


async def test_a_muted_title_is_not_recorded_until_it_is_unmuted(
    client: httpx2.AsyncClient, deliver: Deliver, triggered: Triggered, rows: Rows
) -> None:
    path = f"{MUTED}/{media_id('show', 7)}"

    assert [(await client.put(path)).status_code for _ in range(2)] == [204, 204]
    await deliver(triggered(episode=1), triggered(show=8, episode=1))
    assert [(await client.delete(path)).status_code for _ in range(2)] == [204, 204]
    await deliver(triggered(episode=2))

    recorded = {(row["media_id"], row["values"]["episode"]) for row in await rows("notifications")}
    assert recorded == {(media_id("show", 8), 1), (media_id("show", 7), 2)}


async def test_muted_titles_are_listed_by_cursor(client: httpx2.AsyncClient) -> None:
    titles = [UUID(int=number) for number in range(1, 6)]
    for title in titles:
        await client.put(f"{MUTED}/{title}")
    listed: list[str] = []
    params: dict[str, str | int] = {"limit": 2}

    for _ in range(3):
        body = (await client.get(MUTED, params=params)).json()
        listed += [item["mediaItemId"] for item in body["data"]]
        params["cursor"] = body["meta"]["nextCursor"] or ""

    assert sorted(listed) == [str(title) for title in titles]
    assert body["meta"] | {"nextCursor": ""} == {
        "count": 1, "total": 5, "limit": 2, "offset": 4, "hasMore": False, "nextCursor": ""
    }  # fmt: skip
    assert (await client.get(MUTED, params={"cursor": "abc"})).status_code == 400
    assert (await client.put(f"{MUTED}/nonsense")).status_code == 400


async def test_an_erased_user_chooses_nothing(client: httpx2.AsyncClient, deliver: Deliver, rows: Rows) -> None:
    await client.patch(PATH, json={"digestAt": "10:00"})
    await client.put(f"{MUTED}/{UUID(int=1)}")
    await deliver(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))

    responses = [
        await client.patch(PATH, json={"digestAt": "11:00"}),
        await client.put(f"{MUTED}/{UUID(int=1)}"),
    ]

    assert [response.json()["error"]["code"] for response in responses] == ["ACCOUNT_ERASED"] * 2
    assert (await rows("preferences"), await rows("muted_titles")) == ([], [])
