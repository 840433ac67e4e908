"""Columns that the next release drops: no statement names them."""

from collections.abc import Awaitable, Callable

import httpx2
import pytest
from sqlalchemy import text

from auth.bootstrap import Container
from auth.presentation.profiles.announce import announce
from chassis.storage.database import create_engine
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]


async def test_accounts_work_without_the_column_of_addresses_of_pictures(
    client: httpx2.AsyncClient, register: Register, container: Container, urls: DatabaseUrls
) -> None:
    engine = create_engine(urls.owner, schema="auth", application_name="test")
    async with engine.begin() as connection:
        await connection.execute(text("alter table accounts drop column avatar_url"))
    await engine.dispose()
    await register("ada_l")
    other = await register("bob_x")
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.accounts set roles = '{user,admin}' where username = 'ada_l'"))
    login = await client.post("/api/v1/auth/login", json={"email": "ada_l", "password": "Sesame-0pen"})
    headers = {"Authorization": f"Bearer {login.json()['data']['accessToken']}"}

    statuses = {}
    for method, path, body in (
        ("GET", "/auth/me", None),
        ("GET", "/users/me", None),
        ("PATCH", "/users/me", {"bio": "Counts frames."}),
        ("PATCH", "/users/me/preferences", {"timeZone": "Europe/Kyiv"}),
        ("GET", "/users/bob_x", None),
        ("GET", "/users/me/export", None),
        ("GET", "/admin/users", None),
        ("POST", "/auth/factors/totp", None),
        ("POST", "/users/me/email", {"email": "new@example.org"}),
        ("POST", "/auth/password/forgot", {"email": "ada_l"}),
        ("PATCH", "/users/me/password", {"currentPassword": "Sesame-0pen", "newPassword": "Difference-1822"}),
    ):
        response = await client.request(method, f"/api/v1{path}", json=body, headers=headers)
        statuses[f"{method} {path}"] = response.status_code
    await announce(container.application.profiles.announce)
    deleted = await client.delete("/api/v1/users/me", headers={"Authorization": f"Bearer {other['accessToken']}"})

    assert {name: status for name, status in statuses.items() if status not in (200, 201, 202, 204)} == {}
    assert deleted.status_code == 204
