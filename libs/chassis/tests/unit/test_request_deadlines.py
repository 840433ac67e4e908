"""The deadline of the gateway: a service stops its work then and says so."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from chassis.http.app import create_app
from chassis.runtime.deadlines import deadline_seconds, deadline_value
from chassis.runtime.health import Health
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

router = APIRouter()
cancelled: list[str] = []


@router.get("/never")
async def never() -> Response:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        cancelled.append("never")
        raise
    return Response()


@router.get("/timeout")
async def timeout() -> Response:
    raise TimeoutError


@router.get("/begun")
async def begun() -> Response:
    async def parts() -> AsyncIterator[str]:
        yield "first,"
        await asyncio.sleep(0.1)
        yield "last"

    return StreamingResponse(parts())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(title="Titles", description="", routers=[router], errors={}, health=Health())
    async with client_for(app) as client:
        yield client


async def test_request_that_is_late_is_cancelled_and_gets_a_504(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/never", headers={"X-Marquee-Deadline": "50"})
    assert (response.status_code, response.json()["error"]["code"]) == (504, "GATEWAY_TIMEOUT")
    assert response.headers["retry-after"] == "2"
    assert len(response.headers["x-request-id"]) == 32
    assert cancelled == ["never"]


async def test_response_that_has_begun_has_no_deadline(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/begun", headers={"X-Marquee-Deadline": "50"})
    assert (response.status_code, response.text) == (200, "first,last")


async def test_timeout_of_the_service_itself_is_no_late_response(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/timeout", headers={"X-Marquee-Deadline": "60000"})
    assert response.status_code == 503


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "9" * 10])
async def test_value_that_is_no_number_is_no_deadline(client: httpx2.AsyncClient, value: str) -> None:
    response = await client.get("/api/v1/nothing", headers={"X-Marquee-Deadline": value})
    assert response.status_code == 404
    assert deadline_seconds(value.encode()) is None


@pytest.mark.parametrize(("seconds", "value"), [(10.0, b"9950"), (0.05, b"1"), (-3.0, b"1")])
def test_service_stops_before_the_gateway_gives_up(seconds: float, value: bytes) -> None:
    assert deadline_value(seconds) == value
    assert deadline_seconds(value) == int(value) / 1000
