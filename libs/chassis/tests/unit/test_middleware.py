"""Every request has an id, a limit, a log line and a measurement."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, Request, Response

from chassis.http.app import create_app
from chassis.runtime.health import CheckResult, Health
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

router = APIRouter()


@router.get("/titles/{title_id}")
async def title(title_id: int) -> dict[str, int]:
    return {"id": title_id}


@router.post("/raw")
async def raw(request: Request) -> dict[str, int]:
    return {"length": len(await request.body())}


@router.post("/unread")
async def unread() -> Response:
    return Response(status_code=204)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    health = Health()

    async def down() -> CheckResult:
        return CheckResult("down")

    health.add("database", down)
    app = create_app(title="Titles", description="", routers=[router], errors={}, health=health, max_body_bytes=1000)
    async with client_for(app) as client:
        yield client


@pytest.mark.parametrize("request_id", ["12345678", "01JD3V6T2Q8W0X4Y6Z8A0B2C4D", "a.b-c_d" * 9])
async def test_well_formed_request_id_is_kept(client: httpx2.AsyncClient, request_id: str) -> None:
    response = await client.get("/api/v1/nothing", headers={"X-Request-Id": request_id})
    assert response.headers.get_list("x-request-id") == [request_id]
    assert response.json()["error"]["requestId"] == request_id


@pytest.mark.parametrize(
    "request_id", ["", "short", "x" * 65, "has space", 'quo"te-quote', "semi;colon;", "tab\tin-it", "ünïcode-id"]
)
async def test_malformed_request_id_is_replaced(client: httpx2.AsyncClient, request_id: str) -> None:
    response = await client.get("/api/v1/nothing", headers={b"X-Request-Id": request_id.encode()})
    [generated] = response.headers.get_list("x-request-id")
    assert re.fullmatch("[0-9a-f]{32}", generated)
    assert response.json()["error"]["requestId"] == generated


async def test_request_without_an_id_gets_one(client: httpx2.AsyncClient) -> None:
    ids = {(await client.get("/api/v1/titles/1")).headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5


async def chunks(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


@pytest.mark.parametrize("path", ["raw", "unread", "nothing"])
async def test_announced_body_above_the_limit_is_rejected_unread(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.post(f"/api/v1/{path}", content=b"x" * 1001)
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "PAYLOAD_TOO_LARGE"
    assert response.json()["error"]["requestId"] == response.headers["x-request-id"]


async def test_chunked_body_above_the_limit_is_rejected_while_read(client: httpx2.AsyncClient) -> None:
    response = await client.post("/api/v1/raw", content=chunks(11, 100))
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "PAYLOAD_TOO_LARGE"


async def test_body_of_exactly_the_limit_is_accepted(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/api/v1/raw", content=b"x" * 1000)).json() == {"length": 1000}
    assert (await client.post("/api/v1/raw", content=chunks(10, 100))).json() == {"length": 1000}


async def test_access_log_has_no_query(client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="access"):
        await client.get("/api/v1/titles/550?api_key=hunter2")
    [record] = [record for record in caplog.records if record.name == "access"]
    fields = {name: record.__dict__[name] for name in ("method", "path", "status")}
    assert fields == {"method": "GET", "path": "/api/v1/titles/550", "status": 400}
    assert "hunter2" not in str(record.__dict__)


async def test_health_and_metrics_are_not_logged(client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="access"):
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/metrics")).status_code == 200
    assert [record for record in caplog.records if record.name == "access"] == []


async def test_metrics_are_per_route(client: httpx2.AsyncClient) -> None:
    for number in range(3):
        await client.get(f"/api/v1/titles/{700_000 + number}")
    text = (await client.get("/metrics")).text
    assert re.search(
        r'http_request_seconds_count\{method="GET",route="[^"]*/titles/\{title_id\}",served_from="application",'
        r'status="200"\} ',
        text,
    )
    assert "titles/700001" not in text


async def test_unknown_path_creates_no_series(client: httpx2.AsyncClient) -> None:
    await client.get("/api/v1/somewhere/else")
    text = (await client.get("/metrics")).text
    assert 'route="unmatched",served_from="application",status="404"' in text
    assert "somewhere" not in text


async def test_operation_ids_are_camel_case_and_unique(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    operations = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert sorted(operations) == ["raw", "title", "unread"]
