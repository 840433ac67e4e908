"""Staying signed in and signing out, over HTTP on the real Postgres."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest
from sqlalchemy import event, select, text

from auth.bootstrap import Container
from auth.infrastructure import batches
from auth.infrastructure.tables import outbox, refresh_tokens, sessions
from chassis.testing.tokens import Tokens
from contracts.auth import SessionRevokedV1

pytestmark = pytest.mark.integration

PASSWORD = "Sesame-0pen"

Register = Callable[..., Awaitable[dict[str, str]]]
Serve = Callable[..., Awaitable[httpx2.AsyncClient]]


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


def session_of(tokens: dict[str, str]) -> UUID:
    return UUID(jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sid"])


async def refresh(client: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await client.post("/api/v1/auth/refresh", json={"refreshToken": token})


async def renewed(client: httpx2.AsyncClient, token: str) -> dict[str, str]:
    response = await refresh(client, token)
    assert response.status_code == 200, response.text
    tokens: dict[str, str] = response.json()["data"]
    return tokens


async def grow_older(container: Container, seconds: float) -> None:
    async with container.runtime.engine.begin() as connection:
        statement = "update sessions set rotated_at = rotated_at - make_interval(secs => :seconds)"
        await connection.execute(text(statement), {"seconds": seconds})


async def revocations(container: Container) -> list[SessionRevokedV1]:
    async with container.runtime.transactions.read() as connection:
        query = select(outbox.c.body).where(outbox.c.topic == "session.revoked").order_by(outbox.c.id)
        return [SessionRevokedV1.model_validate_json(body) for body in (await connection.execute(query)).scalars()]


async def test_refresh_rotates_within_its_session(client: httpx2.AsyncClient, register: Register) -> None:
    first = await register()
    second = await renewed(client, first["refreshToken"])
    third = await renewed(client, second["refreshToken"])

    assert len({first["refreshToken"], second["refreshToken"], third["refreshToken"]}) == 3
    assert session_of(first) == session_of(second) == session_of(third)
    assert (await client.get("/api/v1/auth/me", headers=bearer(third))).status_code == 200


async def test_database_contains_no_token(client: httpx2.AsyncClient, container: Container, register: Register) -> None:
    first = await register()
    second = await renewed(client, first["refreshToken"])
    async with container.runtime.transactions.read() as connection:
        query = select(refresh_tokens, sessions).join(sessions, sessions.c.id == refresh_tokens.c.session_id)
        everything = repr((await connection.execute(query)).all())

    for tokens in (first, second):
        secret = jwt.utils.base64url_decode(tokens["refreshToken"])
        assert tokens["refreshToken"] not in everything
        assert repr(secret) not in everything


async def test_previous_token_returns_the_same_successor_within_the_grace_period(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    first = await register()
    second = await renewed(client, first["refreshToken"])
    await grow_older(container, 9)

    again = await renewed(client, first["refreshToken"])

    assert again["refreshToken"] == second["refreshToken"]
    assert await revocations(container) == []
    assert (await refresh(client, second["refreshToken"])).status_code == 200


async def test_reuse_after_the_grace_period_ends_the_session(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    first = await register()
    other_device = (await client.post("/api/v1/auth/login", json={"email": "ada_l", "password": PASSWORD})).json()
    second = await renewed(client, first["refreshToken"])
    await grow_older(container, 11)

    refused = await refresh(client, first["refreshToken"])
    owner = await refresh(client, second["refreshToken"])

    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "INVALID_REFRESH_TOKEN")
    assert owner.status_code == 401
    [event] = await revocations(container)
    assert (event.session_id, event.reason) == (session_of(first), "reuse")
    assert (event.expires_at - event.revoked_at).total_seconds() == 660
    assert (await client.get("/api/v1/auth/me", headers=bearer(second))).status_code == 401
    assert (await refresh(client, other_device["data"]["refreshToken"])).status_code == 200


async def test_token_two_generations_old_ends_the_session(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    first = await register()
    second = await renewed(client, first["refreshToken"])
    third = await renewed(client, second["refreshToken"])

    assert (await refresh(client, first["refreshToken"])).status_code == 401
    assert (await refresh(client, third["refreshToken"])).status_code == 401
    assert [event.reason for event in await revocations(container)] == ["reuse"]


async def test_fifty_parallel_refreshes_leave_one_valid_token(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    first = await register()

    responses = await asyncio.gather(*(refresh(client, first["refreshToken"]) for _ in range(50)))

    assert Counter(response.status_code for response in responses) == {200: 50}
    [successor] = {response.json()["data"]["refreshToken"] for response in responses}
    assert await revocations(container) == []
    async with container.runtime.transactions.read() as connection:
        generations = (await connection.execute(select(refresh_tokens.c.generation))).scalars()
        assert sorted(generations) == [1, 2]
    assert (await refresh(client, successor)).status_code == 200


async def test_parallel_reuse_is_published_once(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    first = await register()
    await renewed(client, first["refreshToken"])
    await grow_older(container, 60)

    responses = await asyncio.gather(*(refresh(client, first["refreshToken"]) for _ in range(20)))

    assert {response.status_code for response in responses} == {401}
    assert len(await revocations(container)) == 1


async def test_expired_session_rejects_its_token(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    tokens = await register()
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update sessions set idle_until = now()"))

    assert (await refresh(client, tokens["refreshToken"])).status_code == 401
    assert (await client.get("/api/v1/auth/me", headers=bearer(tokens))).status_code == 401
    assert await revocations(container) == [], "an expired session is not published"


async def test_sign_out_ends_only_this_session(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    here = await register()
    there = (await client.post("/api/v1/auth/login", json={"email": "ada_l", "password": PASSWORD})).json()["data"]

    responses = [await client.post("/api/v1/auth/logout", headers=bearer(here)) for _ in range(2)]

    assert [response.status_code for response in responses] == [204, 401]
    assert responses[0].content == b""
    assert responses[0].headers["cache-control"] == "no-store"
    assert (await refresh(client, here["refreshToken"])).status_code == 401
    assert (await client.get("/api/v1/auth/me", headers=bearer(here))).json()["error"]["code"] == "UNAUTHORIZED"
    assert (await refresh(client, there["refreshToken"])).status_code == 200
    assert [(event.session_id, event.reason) for event in await revocations(container)] == [
        (session_of(here), "logout")
    ]


async def test_sign_out_everywhere_ends_every_session(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    here, stranger = await register("ada_l"), await register("bob")
    there = (await client.post("/api/v1/auth/login", json={"email": "ada_l", "password": PASSWORD})).json()["data"]

    response = await client.post("/api/v1/auth/logout", params={"all": "true"}, headers=bearer(here))

    assert response.status_code == 204
    assert (await refresh(client, there["refreshToken"])).status_code == 401
    assert (await refresh(client, stranger["refreshToken"])).status_code == 200
    assert {event.session_id for event in await revocations(container)} == {session_of(here), session_of(there)}


@pytest.mark.parametrize("ended_by", ["sign-out", "reuse", "time"])
async def test_ended_session_cannot_end_another(
    client: httpx2.AsyncClient, container: Container, register: Register, ended_by: str
) -> None:
    """Its access token still has a valid signature, but must not end the other sessions of the user."""
    ended = await register()
    alive = (await client.post("/api/v1/auth/login", json={"email": "ada_l", "password": PASSWORD})).json()["data"]
    if ended_by == "sign-out":
        await client.post("/api/v1/auth/logout", headers=bearer(ended))
    elif ended_by == "reuse":
        await renewed(client, ended["refreshToken"])
        await grow_older(container, 11)
        await refresh(client, ended["refreshToken"])
    else:
        async with container.runtime.engine.begin() as connection:
            statement = text("update sessions set idle_until = now() where id = :id")
            await connection.execute(statement, {"id": session_of(ended)})
    before = len(await revocations(container))

    for params in ({"all": "true"}, {}):
        refused = await client.post("/api/v1/auth/logout", params=params, headers=bearer(ended))
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "UNAUTHORIZED")

    assert len(await revocations(container)) == before
    assert (await client.get("/api/v1/auth/me", headers=bearer(alive))).status_code == 200
    assert (await refresh(client, alive["refreshToken"])).status_code == 200


async def test_parallel_refresh_does_not_survive_sign_out(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    tokens = await register()

    await asyncio.gather(
        *(refresh(client, tokens["refreshToken"]) for _ in range(5)),
        client.post("/api/v1/auth/logout", headers=bearer(tokens)),
        *(client.post("/api/v1/auth/logout", params={"all": "true"}, headers=bearer(tokens)) for _ in range(5)),
    )

    async with container.runtime.transactions.read() as connection:
        [revoked_at] = (await connection.execute(select(sessions.c.revoked_at))).scalars()
    assert revoked_at is not None
    assert len(await revocations(container)) == 1


async def test_session_is_valid_on_another_replica(register: Register, serve: Serve) -> None:
    tokens = await register()
    replica = await serve()

    assert (await replica.get("/api/v1/auth/me", headers=bearer(tokens))).status_code == 200
    assert (await refresh(replica, tokens["refreshToken"])).status_code == 200


async def test_housekeeping_deletes_ended_sessions(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    gone, kept = await register("gone"), await register("kept")
    kept = await renewed(client, kept["refreshToken"])
    await client.post("/api/v1/auth/login", json={"email": "unknown", "password": "wrong"})
    await grow_older(container, 30)
    async with container.runtime.engine.begin() as connection:
        statement = text("update sessions set idle_until = now() where id = :id")
        await connection.execute(statement, {"id": session_of(gone)})
        await connection.execute(text("update login_attempts set last_at = now() - interval '2 hours'"))

    await container.application.delete_expired()

    async with container.runtime.transactions.read() as connection:
        [left] = (await connection.execute(select(sessions.c.id, sessions.c.sealed_successor))).all()
        assert (left.id, left.sealed_successor) == (session_of(kept), None)
        assert (await connection.execute(text("select count(*) from login_attempts"))).scalar_one() == 0
    assert (await refresh(client, gone["refreshToken"])).status_code == 401
    assert (await refresh(client, kept["refreshToken"])).status_code == 200


async def test_backlog_of_ended_sessions_is_deleted_in_batches(
    client: httpx2.AsyncClient, container: Container, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH_ROWS", 10)
    attempts = (
        "insert into login_attempts (key, count, last_at, blocked_until) "
        "select decode(md5(n::text), 'hex'), 1, now() - interval '1 year', now() from generate_series(1, 25) as n"
    )
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text(attempts))
    commits: list[object] = []
    event.listen(container.runtime.engine.sync_engine, "commit", commits.append)

    await container.application.delete_expired()

    assert len(commits) == 3
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(text("select count(*) from login_attempts"))).scalar_one() == 0


async def test_key_set_verifies_tokens_and_is_cacheable(client: httpx2.AsyncClient, register: Register) -> None:
    began = int(time.time())
    tokens = await register()

    response = await client.get("/.well-known/jwks.json")

    assert response.headers["cache-control"] == "public, max-age=300"
    [key] = response.json()["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
    claims = jwt.decode(
        tokens["accessToken"],
        jwt.PyJWK.from_json(json.dumps(key)),
        algorithms=["EdDSA"],
        audience="marquee",
        issuer="marquee",
    )
    assert claims["exp"] - claims["iat"] == 600
    assert began - 1 <= claims["iat"] <= time.time() + 1


async def test_forged_tokens_get_the_same_response(client: httpx2.AsyncClient, register: Register) -> None:
    token = (await register())["accessToken"]
    head, payload, signature = token.split(".")
    stranger = Tokens(key_id=jwt.get_unverified_header(token)["kid"])
    forged = [
        "x",
        "a.b.c",
        f"{head}.{payload}.",
        f"{head}.{payload}.{signature[:-4]}AAAA",
        jwt.encode({"sub": str(uuid4())}, "", algorithm="none"),
        stranger.issue(),
        stranger.issue(lifetime=-3600),
        "A" * 9000,
    ]

    bodies = set()
    for text_ in forged:
        response = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {text_}"})
        assert response.status_code == 401, text_
        bodies.add(response.json()["error"]["code"])
    assert bodies == {"UNAUTHORIZED"}
    assert (await client.post("/api/v1/auth/logout")).status_code == 401
