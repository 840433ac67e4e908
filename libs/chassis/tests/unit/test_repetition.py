"""A request whose transaction has ended by a deadlock is served again, with its whole body."""

from collections.abc import AsyncIterator

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.exc import DBAPIError

from chassis.http.app import create_app
from chassis.http.follow_up.repetition import MOST_ATTEMPTS, MOST_BODY_BYTES
from chassis.runtime.health import Health
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

router = APIRouter()
attempts: list[bytes] = []


def deadlock() -> DBAPIError:
    return DBAPIError("select 1", None, asyncpg.exceptions.DeadlockDetectedError("deadlock detected"))


@router.api_route("/writes/{failures}", methods=["GET", "POST"])
async def write(request: Request, failures: int) -> dict[str, int]:
    attempts.append(await request.body())
    if len(attempts) <= failures:
        raise deadlock()
    return {"attempts": len(attempts)}


@router.post("/conflicts")
async def conflict() -> None:
    attempts.append(b"")
    raise DBAPIError("select 1", None, asyncpg.exceptions.UniqueViolationError("a row exists"))


@router.post("/begun")
async def begun() -> StreamingResponse:
    async def body() -> AsyncIterator[bytes]:
        attempts.append(b"")
        yield b"begun"
        raise deadlock()

    return StreamingResponse(body())


@pytest_asyncio.fixture(loop_scope="session")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    attempts.clear()
    app = create_app(
        title="Writes", description="", routers=[router], errors={}, health=Health(), max_body_bytes=2 * MOST_BODY_BYTES
    )
    async with client_for(app) as client:
        yield client


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("POST", b""), ("POST", b"{}" * 40_000)])
async def test_a_deadlock_is_not_seen_by_the_client(client: httpx2.AsyncClient, method: str, body: bytes) -> None:
    response = await client.request(method, "/api/v1/writes/2", content=body)
    assert (response.status_code, response.json()) == (200, {"attempts": 3})
    assert attempts == [body] * 3


@pytest.mark.parametrize(
    ("path", "body", "status", "calls"),
    [
        ("/api/v1/writes/100", b"{}", 503, MOST_ATTEMPTS),
        ("/api/v1/writes/1", bytes(MOST_BODY_BYTES + 1), 503, 1),
        ("/api/v1/conflicts", b"{}", 500, 1),
    ],
)
async def test_what_is_not_repeated(
    client: httpx2.AsyncClient, path: str, body: bytes, status: int, calls: int
) -> None:
    assert (await client.post(path, content=body)).status_code == status
    assert len(attempts) == calls


async def test_a_response_that_has_begun_is_not_repeated(client: httpx2.AsyncClient) -> None:
    with pytest.raises(DBAPIError):
        await client.post("/api/v1/begun")
    assert len(attempts) == 1
