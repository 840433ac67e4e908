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


@pytest.mark.parametrize("given", ["12345678", "01JD3V6T2Q8W0X4Y6Z8A0B2C4D", "a.b-c_d" * 9])
async def test_a_well_formed_id_is_kept(client: httpx2.AsyncClient, given: str) -> None:
    answer = await client.get("/api/v1/nothing", headers={"X-Request-Id": given})
    assert answer.headers.get_list("x-request-id") == [given]
    assert answer.json()["error"]["requestId"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "has space", 'quo"te-quote', "semi;colon;", "tab\tin-it", "ünïcode-id"]
)
async def test_an_ill_formed_id_is_replaced(client: httpx2.AsyncClient, given: str) -> None:
    answer = await client.get("/api/v1/nothing", headers={b"X-Request-Id": given.encode()})
    [generated] = answer.headers.get_list("x-request-id")
    assert re.fullmatch("[0-9a-f]{32}", generated)
    assert answer.json()["error"]["requestId"] == generated


async def test_each_request_without_an_id_gets_one_of_its_own(client: httpx2.AsyncClient) -> None:
    ids = {(await client.get("/api/v1/titles/1")).headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5


async def chunks(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


@pytest.mark.parametrize("path", ["raw", "unread", "nothing"])
async def test_a_body_whose_length_is_told_is_refused_unread(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.post(f"/api/v1/{path}", content=b"x" * 1001)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "PAYLOAD_TOO_LARGE"
    assert answer.json()["error"]["requestId"] == answer.headers["x-request-id"]


async def test_a_body_whose_length_is_not_told_is_refused_while_it_is_read(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/v1/raw", content=chunks(11, 100))
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "PAYLOAD_TOO_LARGE"


async def test_a_body_of_exactly_the_limit_is_taken(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/api/v1/raw", content=b"x" * 1000)).json() == {"length": 1000}
    assert (await client.post("/api/v1/raw", content=chunks(10, 100))).json() == {"length": 1000}


async def test_requests_are_logged_without_their_query(
    client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="access"):
        await client.get("/api/v1/titles/550?api_key=hunter2")
    [record] = [record for record in caplog.records if record.name == "access"]
    told = {name: record.__dict__[name] for name in ("method", "path", "status")}
    assert told == {"method": "GET", "path": "/api/v1/titles/550", "status": 400}
    assert "hunter2" not in str(record.__dict__)


async def test_health_and_metrics_leave_no_log_line(
    client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="access"):
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/metrics")).status_code == 200
    assert [record for record in caplog.records if record.name == "access"] == []


async def test_requests_are_measured_by_route_and_not_by_path(client: httpx2.AsyncClient) -> None:
    for number in range(3):
        await client.get(f"/api/v1/titles/{700_000 + number}")
    text = (await client.get("/metrics")).text
    assert re.search(
        r'http_request_seconds_count\{method="GET",route="[^"]*/titles/\{title_id\}",status="200"\} ', text
    )
    assert "titles/700001" not in text


async def test_a_path_nobody_serves_makes_no_new_series(client: httpx2.AsyncClient) -> None:
    await client.get("/api/v1/somewhere/else")
    text = (await client.get("/metrics")).text
    assert 'route="unmatched",status="404"' in text
    assert "somewhere" not in text


async def test_operation_ids_are_camel_case_and_unique(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    operations = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert sorted(operations) == ["raw", "title", "unread"]
