"""The notice of a new device, in the transaction of its sign-in."""

from collections.abc import Awaitable, Callable

import httpx2
import pytest
from sqlalchemy import select

from auth.bootstrap import Container
from auth.infrastructure.tables import outbox

pytestmark = pytest.mark.integration

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1"
ADA = {"email": "ada_l@example.org", "username": "ada_l", "password": "Sesame-0pen"}


async def kinds(container: Container) -> list[str]:
    """Return the kinds of the notices that were requested."""
    async with container.runtime.transactions.read() as connection:
        query = select(outbox.c.body).where(outbox.c.topic == "user.notice.requested").order_by(outbox.c.id)
        bodies = [bytes(body).decode() for body in (await connection.execute(query)).scalars()]
    assert not any("ada_l" in body or "iPhone" in body for body in bodies), "recipient and values are sealed"
    return ["new_device" for body in bodies if '"new_device"' in body]


async def test_a_user_is_notified_of_a_device_once(
    client: httpx2.AsyncClient, container: Container, register: Callable[..., Awaitable[dict[str, str]]]
) -> None:
    async def sign_in(user_agent: str, password: str = ADA["password"]) -> int:
        body = {"email": ADA["email"], "password": password}
        response = await client.post("/api/v1/auth/login", json=body, headers={"User-Agent": user_agent})
        return response.status_code

    registered = await client.post("/api/v1/auth/register", json=ADA, headers={"User-Agent": FIREFOX.format(139)})
    assert registered.status_code == 201
    assert await sign_in(FIREFOX.format(140)) == 200
    assert await kinds(container) == [], "the device of the registration, whose browser was updated"

    assert await sign_in(SAFARI, "Wrong-0pen") == 401
    assert await kinds(container) == [], "no user signed in"
    for _ in range(2):
        assert await sign_in(SAFARI) == 200
    assert await kinds(container) == ["new_device"]
