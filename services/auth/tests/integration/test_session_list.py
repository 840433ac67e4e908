"""The list of the user's own sessions, and ending them, over HTTP on the real Postgres."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest
from sqlalchemy import select, text

from auth.bootstrap import Container
from auth.infrastructure.tables import audit_entries, outbox
from chassis.core.browser_sessions import COOKIE_SESSION_HEADER
from chassis.testing.locations.files import location_file
from contracts.auth import SessionRevokedV1

pytestmark = pytest.mark.integration

PASSWORD = "Sesame-0pen"
LIST = "/api/v1/auth/sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

Register = Callable[..., Awaitable[dict[str, str]]]
Tokens = dict[str, str]


def bearer(tokens: Tokens) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


def id_of(tokens: Tokens) -> str:
    session_id: str = jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sid"]
    return session_id


async def signed_in(client: httpx2.AsyncClient, user_agent: str = "", address: str = "203.0.113.77") -> Tokens:
    body = {"email": "ada_l", "password": PASSWORD}
    headers = {"User-Agent": user_agent, "X-Forwarded-For": address}
    tokens: Tokens = (await client.post("/api/v1/auth/login", json=body, headers=headers)).json()["data"]
    return tokens


async def listed(client: httpx2.AsyncClient, tokens: Tokens, query: str = "") -> dict[str, Any]:
    response = await client.get(f"{LIST}{query}", headers=bearer(tokens))
    assert response.status_code == 200, response.text
    page: dict[str, Any] = response.json()
    return page


async def revoked(container: Container) -> list[UUID]:
    async with container.runtime.transactions.read() as connection:
        query = select(outbox.c.body).where(outbox.c.topic == "session.revoked").order_by(outbox.c.id)
        bodies = (await connection.execute(query)).scalars()
        return [SessionRevokedV1.model_validate_json(body).session_id for body in bodies]


async def is_signed_in(client: httpx2.AsyncClient, tokens: Tokens) -> bool:
    return (await client.get("/api/v1/auth/me", headers=bearer(tokens))).status_code == 200


async def test_a_user_sees_each_device(client: httpx2.AsyncClient, register: Register) -> None:
    await register("bob")
    first = await register("ada_l")
    here = await signed_in(client, FIREFOX)

    page = await listed(client, here)

    current, other = page["data"]
    assert (current["id"], current["isCurrent"]) == (id_of(here), True)
    assert (current["device"], current["userAgent"], current["methods"]) == ("Firefox on Linux", FIREFOX, ["pwd"])
    assert (current["network"], current["location"]) == ("203.0.113.0/24", None)
    assert current["createdAt"] == current["lastUsedAt"] < current["expiresAt"]
    assert (other["id"], other["isCurrent"]) == (id_of(first), False)
    assert "203.0.113.77" not in str(page), "the whole address is not shown"
    assert page["meta"]["total"] == 2


async def test_the_last_used_session_follows_the_current_one(client: httpx2.AsyncClient, register: Register) -> None:
    one = await register("ada_l")
    two, here = await signed_in(client), await signed_in(client)
    assert [item["id"] for item in (await listed(client, here))["data"]] == [id_of(here), id_of(two), id_of(one)]

    headers = {"User-Agent": "curl/8.9.1", "X-Forwarded-For": "2001:db8::7"}
    await client.post("/api/v1/auth/refresh", json={"refreshToken": one["refreshToken"]}, headers=headers)

    page = await listed(client, here)
    assert [item["id"] for item in page["data"]] == [id_of(here), id_of(one), id_of(two)]
    assert (page["data"][1]["device"], page["data"][1]["network"]) == ("curl", "2001:db8::/48"), "of the last use"


async def test_sessions_are_paginated(client: httpx2.AsyncClient, register: Register) -> None:
    await register("ada_l")
    tokens = [await signed_in(client) for _ in range(4)]
    here = tokens[-1]
    pages = [await listed(client, here, f"?limit=2&offset={offset}") for offset in (0, 2, 4, 6)]

    assert [len(page["data"]) for page in pages] == [2, 2, 1, 0]
    assert {page["meta"]["total"] for page in pages} == {5}
    assert len({item["id"] for page in pages for item in page["data"]}) == 5


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?offset=-1", "?page=1", "?limit=1&limit=2"])
async def test_other_parameters_are_rejected(client: httpx2.AsyncClient, register: Register, query: str) -> None:
    response = await client.get(f"{LIST}{query}", headers=bearer(await register()))
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_ended_sessions_are_not_listed(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    out, idle = await register("ada_l"), await signed_in(client)
    here = await signed_in(client)
    await client.post("/api/v1/auth/logout", headers=bearer(out))
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update sessions set idle_until = now() where id = :id"), {"id": id_of(idle)})
    assert [item["id"] for item in (await listed(client, here))["data"]] == [id_of(here)]


async def test_a_session_is_ended_from_another(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    lost, kept = await register("ada_l"), await signed_in(client)
    here = await signed_in(client)

    response = await client.delete(f"{LIST}/{id_of(lost)}", headers=bearer(here))

    assert (response.status_code, response.content) == (204, b"")
    assert [await is_signed_in(client, tokens) for tokens in (lost, kept, here)] == [False, True, True]
    assert (await client.post("/api/v1/auth/refresh", json={"refreshToken": lost["refreshToken"]})).status_code == 401
    assert await revoked(container) == [UUID(id_of(lost))]
    async with container.runtime.transactions.read() as connection:
        query = select(audit_entries.c.kind, audit_entries.c.session_id).order_by(audit_entries.c.id.desc()).limit(1)
        assert (await connection.execute(query)).one() == ("signed_out", UUID(id_of(lost)))


async def test_every_other_session_is_ended(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    stranger = await register("bob")
    others = [await register("ada_l"), await signed_in(client)]
    here = await signed_in(client)

    assert (await client.delete(LIST, headers=bearer(here))).status_code == 204

    assert [await is_signed_in(client, tokens) for tokens in (*others, here, stranger)] == [False, False, True, True]
    assert set(await revoked(container)) == {UUID(id_of(tokens)) for tokens in others}
    assert (await client.delete(LIST, headers=bearer(here))).status_code == 204, "also when there is no other"


async def test_the_current_session_can_be_ended(client: httpx2.AsyncClient, register: Register) -> None:
    here = await register("ada_l")
    headers = {**bearer(here), COOKIE_SESSION_HEADER: "1"}
    response = await client.delete(f"{LIST}/{id_of(here)}", headers=headers)
    assert response.status_code == 204
    assert len(response.headers.get_list("set-cookie")) == 3, "its cookies are deleted"
    assert not await is_signed_in(client, here)


async def test_a_session_of_another_user_is_not_found(client: httpx2.AsyncClient, register: Register) -> None:
    ada, bob = await register("ada_l"), await register("bob")
    for session_id in (id_of(bob), str(uuid4())):
        response = await client.delete(f"{LIST}/{session_id}", headers=bearer(ada))
        assert (response.status_code, response.json()["error"]["code"]) == (404, "SESSION_NOT_FOUND")
    assert await is_signed_in(client, bob)


async def test_an_ended_session_lists_and_ends_nothing(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    ended, other = await register("ada_l"), await signed_in(client)
    await client.post("/api/v1/auth/logout", headers=bearer(ended))
    before = await revoked(container)

    for method, path in (("GET", LIST), ("GET", f"{LIST}?offset=50"), ("DELETE", LIST)):
        response = await client.request(method, path, headers=bearer(ended))
        assert (response.status_code, response.json()["error"]["code"]) == (401, "UNAUTHORIZED")
    assert (await client.delete(f"{LIST}/{id_of(other)}", headers=bearer(ended))).status_code == 401
    assert await is_signed_in(client, other)
    assert await revoked(container) == before


async def test_sessions_have_the_location_of_their_address(
    register: Register, serve: Callable[..., Awaitable[httpx2.AsyncClient]], tmp_path: Path
) -> None:
    await register("ada_l")
    file = tmp_path / "locations.mmdb"
    place = {"country": {"iso_code": "UA"}, "city": {"names": {"en": "Kyiv"}}}
    file.write_bytes(location_file({"203.0.113.0/24": place}))
    replica = await serve(location_file=file)
    await signed_in(replica, address="198.51.100.1")
    tokens = await signed_in(replica, address="203.0.113.77")

    sessions = (await listed(replica, tokens))["data"]

    assert [session["location"] for session in sessions] == [{"country": "UA", "city": "Kyiv"}, None, None]
