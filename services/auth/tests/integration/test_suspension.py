"""Suspension of users over HTTP, on Postgres."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio
from services.auth.tests.integration.test_administration import PASSWORD, Register, SignedIn, error, signed_in
from sqlalchemy import select

from auth.application.accounts.commands import RegisterAccount
from auth.bootstrap import Container
from auth.infrastructure.tables import audit_entries

pytestmark = pytest.mark.integration

AUTH = "/api/v1/auth"
USERS = "/api/v1/admin/users"


@pytest_asyncio.fixture
async def root(client: httpx2.AsyncClient, container: Container) -> SignedIn:
    await container.application.accounts.ensure_administrator(RegisterAccount("root@example.org", "root", PASSWORD))
    return await signed_in(client, "root")


@pytest_asyncio.fixture
async def ada(client: httpx2.AsyncClient, register: Register) -> SignedIn:
    return SignedIn(client, await register("Ada_L"))


async def change(by: SignedIn, method: str, path: str, body: Any = None) -> httpx2.Response:
    return await by.client.request(method, f"{USERS}/{path}", json=body, headers=by.headers)


async def test_a_suspended_user_learns_it_after_the_right_password_only(
    client: httpx2.AsyncClient, root: SignedIn, ada: SignedIn
) -> None:
    suspended = await change(root, "PUT", f"{ada.id}/suspension", {"reason": "spam"})
    assert suspended.status_code == 200, suspended.text
    data = suspended.json()["data"]
    assert (data["status"], data["version"], suspended.headers["cache-control"]) == ("suspended", 2, "no-store")
    assert data["suspendedAt"].endswith("Z")
    assert (await change(root, "PUT", f"{ada.id}/suspension")).json()["data"] == data

    assert error(await ada.me()) == (401, "UNAUTHORIZED")
    refreshed = await client.post("/api/v1/auth/refresh", json={"refreshToken": ada.tokens["refreshToken"]})
    assert error(refreshed) == (401, "INVALID_REFRESH_TOKEN")
    right = await client.post("/api/v1/auth/login", json={"username": "ada_l", "password": PASSWORD})
    assert error(right) == (403, "ACCOUNT_SUSPENDED")
    wrong = await client.post("/api/v1/auth/login", json={"username": "ada_l", "password": "Wr0ng-password"})
    assert error(wrong) == (401, "INVALID_CREDENTIALS")

    ended = await change(root, "DELETE", f"{ada.id}/suspension")
    assert (ended.json()["data"]["status"], ended.json()["data"]["version"]) == ("active", 3)
    assert (await change(root, "DELETE", f"{ada.id}/suspension")).json()["data"]["version"] == 3
    assert (await (await signed_in(client, "ada_l")).me()).status_code == 200


async def test_users_are_listed_by_role_and_status(root: SignedIn, ada: SignedIn) -> None:
    await root.put(ada.id, {"roles": ["user", "viewer", "finance"]})
    await change(root, "PUT", f"{ada.id}/suspension")

    async def names(**params: Any) -> list[str]:
        return [user["username"] for user in (await root.find(**params)).json()["data"]]

    assert await names(role="finance") == ["Ada_L"]
    assert await names(role="admin") == ["root"]
    assert await names(role="user") == ["Ada_L", "root"]
    assert await names(status="suspended") == ["Ada_L"]
    assert await names(status="active") == ["root"]
    assert await names(query="ada", status="active") == []
    one = await change(root, "GET", ada.id)
    assert (one.json()["data"]["roles"], one.headers["etag"]) == (["user", "viewer", "finance"], '"3"')
    assert error(await change(root, "GET", str(uuid4()))) == (404, "USER_NOT_FOUND")
    assert error(await change(root, "GET", "x")) == (400, "VALIDATION_ERROR")


async def test_a_viewer_reads_users_and_changes_none(client: httpx2.AsyncClient, root: SignedIn, ada: SignedIn) -> None:
    await root.put(ada.id, {"roles": ["user", "viewer"]})
    viewer = await signed_in(client, "ada_l")
    assert (await viewer.find()).status_code == 200
    assert (await change(viewer, "GET", root.id)).status_code == 200
    for method, path in (("PUT", "suspension"), ("DELETE", "suspension"), ("DELETE", "sessions")):
        assert error(await change(viewer, method, f"{root.id}/{path}")) == (403, "FORBIDDEN")
    assert error(await viewer.put(viewer.id, {"roles": ["user", "admin"]})) == (403, "FORBIDDEN")


async def test_a_user_is_signed_out_everywhere(client: httpx2.AsyncClient, root: SignedIn, ada: SignedIn) -> None:
    second = await signed_in(client, "ada_l")
    assert (await change(root, "DELETE", f"{ada.id}/sessions")).json()["data"] == {"ended": 2}
    for one in (ada, second):
        assert error(await one.me()) == (401, "UNAUTHORIZED")
    assert (await root.me()).status_code == 200
    assert (await (await signed_in(client, "ada_l")).me()).status_code == 200


async def test_what_cannot_be_suspended(root: SignedIn, ada: SignedIn) -> None:
    assert error(await change(root, "PUT", f"{root.id}/suspension")) == (409, "OWN_SUSPENSION")
    assert error(await change(root, "PUT", f"{uuid4()}/suspension")) == (404, "USER_NOT_FOUND")
    assert error(await change(root, "DELETE", f"{uuid4()}/suspension")) == (404, "USER_NOT_FOUND")
    assert error(await change(root, "DELETE", f"{uuid4()}/sessions")) == (404, "USER_NOT_FOUND")
    bodies: list[Any] = [{"reason": ""}, {"reason": "x" * 501}, {"reason": 5}, {"why": "x"}, []]
    for body in bodies:
        assert error(await change(root, "PUT", f"{ada.id}/suspension", body)) == (400, "VALIDATION_ERROR"), body
    assert (await change(root, "GET", ada.id)).json()["data"]["status"] == "active"


async def test_administrators_who_suspend_each_other_leave_one(
    client: httpx2.AsyncClient, root: SignedIn, ada: SignedIn
) -> None:
    await root.put(ada.id, {"roles": ["user", "admin"]})
    other = await signed_in(client, "ada_l")
    responses = await asyncio.gather(
        change(root, "PUT", f"{other.id}/suspension"), change(other, "PUT", f"{root.id}/suspension")
    )
    assert sorted(response.status_code for response in responses) == [200, 401]


async def test_a_sign_in_during_a_suspension_leaves_no_session(
    client: httpx2.AsyncClient, root: SignedIn, ada: SignedIn
) -> None:
    """The sign-in ends in time and is signed out, or is refused."""
    body = {"username": "ada_l", "password": PASSWORD}
    for _ in range(5):
        attempts = [client.post("/api/v1/auth/login", json=body) for _ in range(4)]
        responses = await asyncio.gather(*attempts, change(root, "PUT", f"{ada.id}/suspension"))
        assert responses[-1].status_code == 200
        for response in responses[:-1]:
            assert response.status_code in (200, 403, 429), response.text
            if response.status_code == 200:
                assert error(await SignedIn(client, response.json()["data"]).me()) == (401, "UNAUTHORIZED")
        await change(root, "DELETE", f"{ada.id}/suspension")


async def test_devices_and_approvals_do_not_outlive_a_suspension(
    client: httpx2.AsyncClient, root: SignedIn, ada: SignedIn, container: Container, register: Register
) -> None:
    grace = SignedIn(client, await register("grace"))
    tv = {"name": "Living room", "kind": "tv"}
    device = (await client.post(f"{AUTH}/devices", json=tv, headers=ada.headers)).json()["data"]
    kept = (await client.post(f"{AUTH}/devices", json=tv, headers=grace.headers)).json()["data"]
    codes = (await client.post(f"{AUTH}/device", json={})).json()["data"]
    approved = await client.post(f"{AUTH}/device/approve", json={"userCode": codes["userCode"]}, headers=ada.headers)
    assert approved.status_code == 204, approved.text

    assert (await change(root, "PUT", f"{ada.id}/suspension")).status_code == 200
    await change(root, "DELETE", f"{ada.id}/suspension")

    fetched = await client.post(f"{AUTH}/device/token", json={"deviceCode": codes["deviceCode"]})
    assert error(fetched) == (400, "INVALID_GRANT")
    again = await signed_in(client, "ada_l")
    renewal = {"deviceToken": device["deviceToken"]}
    assert error(await client.post(f"{AUTH}/devices/token", json=renewal, headers=again.headers)) == (
        400,
        "INVALID_DEVICE_TOKEN",
    )
    assert (await client.get(f"{AUTH}/devices", headers=again.headers)).json()["data"] == []
    others = (await client.get(f"{AUTH}/devices", headers=grace.headers)).json()["data"]
    assert [one["id"] for one in others] == [kept["id"]]
    async with container.runtime.transactions.read() as connection:
        query = select(audit_entries.c.details).where(audit_entries.c.kind == "suspended")
        details = (await connection.execute(query)).scalar_one()
    assert details == {"sessions": "1", "api_keys": "0", "devices": "1", "device_sign_ins": "1"}


async def test_an_approval_and_its_exchange_during_a_suspension_sign_in_no_device(
    client: httpx2.AsyncClient, root: SignedIn, register: Register
) -> None:
    """Whichever of the three comes first: no request fails, and nothing of it is left after the suspension."""
    for number in range(5):
        user = SignedIn(client, await register(f"user_{number}"))
        added = {"name": "TV", "kind": "tv"}
        codes = [(await client.post(f"{AUTH}/device", json={})).json()["data"] for _ in range(2)]
        first = {"userCode": codes[0]["userCode"]}
        await client.post(f"{AUTH}/device/approve", json=first, headers=user.headers)
        responses = await asyncio.gather(
            client.post(f"{AUTH}/device/token", json={"deviceCode": codes[0]["deviceCode"]}),
            client.post(f"{AUTH}/device/approve", json={"userCode": codes[1]["userCode"]}, headers=user.headers),
            client.post(f"{AUTH}/devices", json=added, headers=user.headers),
            change(root, "PUT", f"{user.id}/suspension"),
        )
        assert [response.status_code for response in responses if response.status_code >= 500] == []
        assert responses[-1].status_code == 200
        if responses[0].status_code == 200:
            assert error(await SignedIn(client, responses[0].json()["data"]).me()) == (401, "UNAUTHORIZED")
        await change(root, "DELETE", f"{user.id}/suspension")
        for one in codes:
            fetched = await client.post(f"{AUTH}/device/token", json={"deviceCode": one["deviceCode"]})
            assert fetched.status_code == 400, fetched.text
        again = await signed_in(client, f"user_{number}")
        assert (await client.get(f"{AUTH}/devices", headers=again.headers)).json()["data"] == []
