"""Phone numbers, which a code confirms."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from services.notifications.tests.conftest import Rows
from services.notifications.tests.integration.targets.conftest import Code

from chassis.testing.clock import NOON, FixedClock
from notifications.bootstrap import Container

pytestmark = pytest.mark.integration

NUMBER = {"number": "+44 20 7123 4567"}


async def _add(client: httpx2.AsyncClient, body: dict[str, Any] | None = None) -> dict[str, Any]:
    response = await client.post("/api/v1/notifications/targets/sms", json=body or NUMBER)
    assert response.status_code == 201, response.text
    target: dict[str, Any] = response.json()["data"]
    return target


def _clock(container: Container) -> FixedClock:
    assert isinstance(container.clock, FixedClock)
    return container.clock


async def test_a_number_is_used_once_a_code_has_confirmed_it(
    client: httpx2.AsyncClient, rows: Rows, code: Code
) -> None:
    target = await _add(client)
    assert (target["address"], target["confirmed"], target["enabled"]) == ("•••••••••••67", False, False)
    path = f"/api/v1/notifications/targets/{target['id']}"
    enabled = await client.patch(path, json={"enabled": True})
    assert (enabled.status_code, enabled.json()["error"]["code"]) == (409, "TARGET_NOT_CONFIRMED")
    sent = await code()
    [delivery] = await rows("deliveries")
    assert (delivery["channel"], delivery["priority"]) == ("sms", 0)
    assert delivery["expires_at"] == NOON + timedelta(minutes=10)
    everything = str([await rows(table) for table in ("targets", "target_codes", "deliveries", "outbox")])
    assert sent not in everything
    assert "7123" not in everything

    assert (await client.post(f"{path}/confirm", json={"code": f"{sent[:3]} {sent[3:]}"})).status_code == 204
    [listed] = (await client.get("/api/v1/notifications/targets")).json()["data"]
    assert (listed["confirmed"], listed["enabled"]) == (True, True)
    assert await rows("target_codes") == []
    again = await client.post(f"{path}/confirm", json={"code": sent})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "CODE_NOT_REQUESTED")
    assert (await client.post("/api/v1/notifications/targets/sms", json=NUMBER)).status_code == 200
    assert len(await rows("deliveries")) == 1


async def test_a_code_ends_after_five_tries(client: httpx2.AsyncClient, code: Code) -> None:
    path = f"/api/v1/notifications/targets/{(await _add(client))['id']}/confirm"
    sent = await code()
    wrong = f"{(int(sent) + 1) % 1_000_000:06}"
    for _ in range(5):
        response = await client.post(path, json={"code": wrong})
        assert (response.status_code, response.json()["error"]["code"]) == (409, "INVALID_CODE")
    assert (await client.post(path, json={"code": sent})).json()["error"]["code"] == "INVALID_CODE"


async def test_a_code_ends_after_ten_minutes(client: httpx2.AsyncClient, container: Container, code: Code) -> None:
    path = f"/api/v1/notifications/targets/{(await _add(client))['id']}"
    old = await code()
    _clock(container).instant = NOON + timedelta(minutes=10)
    assert (await client.post(f"{path}/confirm", json={"code": old})).json()["error"]["code"] == "INVALID_CODE"
    assert (await client.post(f"{path}/code")).status_code == 204
    assert (await client.post(f"{path}/confirm", json={"code": await code()})).status_code == 204


async def test_a_user_gets_five_codes_per_hour_over_all_numbers(
    client: httpx2.AsyncClient, container: Container, rows: Rows
) -> None:
    target = await _add(client)
    path = f"/api/v1/notifications/targets/{target['id']}"
    for _ in range(4):
        assert (await client.post(f"{path}/code")).status_code == 204
    refused = await client.post(f"{path}/code")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "CODE_LIMIT_REACHED")
    assert refused.headers["retry-after"] == "3600"
    other = await client.post("/api/v1/notifications/targets/sms", json={"number": "+442071234568"})
    assert other.status_code == 429
    _clock(container).instant = NOON + timedelta(hours=1)
    assert (await client.post(f"{path}/code")).status_code == 204
    assert len(await rows("deliveries")) == 6
