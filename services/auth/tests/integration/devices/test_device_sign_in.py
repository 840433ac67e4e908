"""Sign-in of a device by a code (RFC 8628), on Postgres."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from services.auth.tests.integration.conftest import MakeSettings
from sqlalchemy import func, select

from auth.api import create_api
from auth.bootstrap import Container, build
from auth.infrastructure.tables import audit_entries, device_sign_ins
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]
PATH = "/api/v1/auth/device"


@pytest.fixture
def clock() -> FixedClock:
    # Tokens are verified by the time of the machine.
    return FixedClock(datetime.now(UTC))


@pytest_asyncio.fixture
async def container(urls: DatabaseUrls, make_settings: MakeSettings, clock: FixedClock) -> AsyncIterator[Container]:
    container = build(make_settings(urls, access_seconds=3600), clock=clock)
    yield container
    await container.runtime.engine.dispose()


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['accessToken']}"}


async def begin(client: httpx2.AsyncClient) -> dict[str, Any]:
    headers = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    response = await client.post(PATH, json={"deviceName": "Living room"}, headers=headers)
    assert response.status_code == 200, response.text
    codes: dict[str, Any] = response.json()["data"]
    return codes


async def poll(client: httpx2.AsyncClient, codes: dict[str, Any]) -> httpx2.Response:
    return await client.post(f"{PATH}/token", json={"deviceCode": codes["deviceCode"]})


def error(response: httpx2.Response) -> tuple[int, str, str | None]:
    body = response.json()["error"]
    return response.status_code, body["code"], body["details"].get("error")


async def test_a_device_is_signed_in_once_its_user_approves(
    client: httpx2.AsyncClient, container: Container, register: Register, clock: FixedClock
) -> None:
    user = await register("ada_l")
    codes = await begin(client)
    assert (codes["expiresIn"], codes["interval"]) == (600, 5)
    assert codes["verificationUriComplete"] == f"{codes['verificationUri']}?userCode={codes['userCode']}"
    assert codes["qrCode"].startswith("<svg")
    assert "script" not in codes["qrCode"]
    pending = await poll(client, codes)
    assert error(pending) == (400, "AUTHORIZATION_PENDING", "authorization_pending")
    assert pending.json()["error"]["details"]["interval"] == 5

    typed = codes["userCode"].lower().replace("-", " ")
    shown = await client.get(f"{PATH}/request", params={"userCode": typed}, headers=bearer(user))
    waiting = shown.json()["data"]
    assert (waiting["deviceName"], waiting["client"]) == ("Living room", "Firefox on Linux")
    approved = await client.post(f"{PATH}/approve", json={"userCode": typed}, headers=bearer(user))
    assert (approved.status_code, approved.content) == (204, b"")

    clock.instant += timedelta(seconds=5)
    tokens = (await poll(client, codes)).json()["data"]
    me = await client.get("/api/v1/auth/me", headers=bearer(tokens))
    assert me.json()["data"]["username"] == "ada_l"
    assert error(await poll(client, codes)) == (400, "INVALID_GRANT", "invalid_grant")
    async with container.runtime.transactions.read() as connection:
        kinds = (await connection.execute(select(audit_entries.c.kind).order_by(audit_entries.c.id))).scalars().all()
    assert kinds[-2:] == ["device_sign_in_approved", "signed_in"]


async def test_a_denied_or_expired_device_is_not_signed_in(
    client: httpx2.AsyncClient, container: Container, register: Register, clock: FixedClock
) -> None:
    user = await register("ada_l")
    denied, expired = await begin(client), await begin(client)
    response = await client.post(f"{PATH}/deny", json={"userCode": denied["userCode"]}, headers=bearer(user))
    assert response.status_code == 204
    assert error(await poll(client, denied)) == (400, "ACCESS_DENIED", "access_denied")
    await client.post(f"{PATH}/approve", json={"userCode": expired["userCode"]}, headers=bearer(user))
    clock.instant += timedelta(minutes=10)
    assert error(await poll(client, expired)) == (400, "EXPIRED_TOKEN", "expired_token")

    clock.instant += timedelta(minutes=11)
    await container.application.delete_expired()
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(device_sign_ins))).scalar_one() == 0


async def test_a_device_that_polls_too_often_slows_down(client: httpx2.AsyncClient, clock: FixedClock) -> None:
    codes = await begin(client)
    await poll(client, codes)
    clock.instant += timedelta(seconds=1)
    slower = await poll(client, codes)
    assert error(slower) == (400, "SLOW_DOWN", "slow_down")
    assert slower.json()["error"]["details"]["interval"] == 10
    clock.instant += timedelta(seconds=6)
    assert error(await poll(client, codes))[1] == "SLOW_DOWN"


async def test_one_of_twenty_parallel_polls_is_signed_in(client: httpx2.AsyncClient, register: Register) -> None:
    user = await register("ada_l")
    codes = await begin(client)
    await client.post(f"{PATH}/approve", json={"userCode": codes["userCode"]}, headers=bearer(user))
    responses = await asyncio.gather(*(poll(client, codes) for _ in range(20)))
    assert sorted(response.status_code for response in responses) == [200] + [400] * 19


async def test_a_decision_is_made_once(client: httpx2.AsyncClient, register: Register) -> None:
    users = [await register("ada_l"), await register("grace")]
    codes = await begin(client)
    body = {"userCode": codes["userCode"]}
    responses = await asyncio.gather(
        *(client.post(f"{PATH}/approve", json=body, headers=bearer(user)) for user in users)
    )
    assert sorted(response.status_code for response in responses) == [204, 404]
    again = await client.post(f"{PATH}/deny", json=body, headers=bearer(users[0]))
    assert error(again)[:2] == (404, "DEVICE_CODE_NOT_FOUND")


async def test_guessing_of_user_codes_is_bounded_and_right_codes_do_not_reset_it(
    client: httpx2.AsyncClient, register: Register, clock: FixedClock
) -> None:
    user = await register("ada_l")
    codes = await begin(client)

    async def show(code: str) -> httpx2.Response:
        return await client.get(f"{PATH}/request", params={"userCode": code}, headers=bearer(user))

    guesses = await asyncio.gather(*(show(f"BBBB-BBB{letter}") for letter in "BCDFGHJKLMNPQRSTVWXZ"))
    statuses = [response.status_code for response in guesses]
    assert statuses.count(404) <= 5
    assert statuses.count(404) + statuses.count(429) == 20
    clock.instant += timedelta(seconds=2)
    assert (await show(codes["userCode"])).status_code == 200
    assert (await show("nonsense")).status_code == 404
    assert (await show("BBBB-BBBB")).status_code == 429


@pytest.mark.parametrize("code", ["", "x" * 257])
async def test_a_device_code_of_another_form_is_rejected(client: httpx2.AsyncClient, code: str) -> None:
    response = await client.post(f"{PATH}/token", json={"deviceCode": code})
    assert error(response)[:2] == (400, "VALIDATION_ERROR" if code else "INVALID_GRANT")


async def test_a_decision_needs_an_active_session(client: httpx2.AsyncClient, register: Register) -> None:
    user = await register("ada_l")
    codes = await begin(client)
    await client.post("/api/v1/auth/logout", headers=bearer(user))
    for headers in ({}, bearer(user)):
        response = await client.post(f"{PATH}/approve", json={"userCode": codes["userCode"]}, headers=headers)
        assert response.status_code == 401
    assert error(await poll(client, codes))[1] == "AUTHORIZATION_PENDING"


async def test_the_database_holds_no_code(client: httpx2.AsyncClient, container: Container) -> None:
    codes = await begin(client)
    async with container.runtime.transactions.read() as connection:
        rows = str((await connection.execute(select(device_sign_ins))).mappings().all())
    assert codes["deviceCode"] not in rows
    assert codes["userCode"].replace("-", "") not in rows
