"""HEAD is GET without the body (RFC 9110 section 9.3.2), for every route of a service."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.app import create_app
from chassis.http.compatibility.tags import compatible_tag
from chassis.runtime.health import Health
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

TAG = 'W/"7"'
PAGE = b'{"success":true,"data":[{"id":1}],"meta":{"count":1}}'
router = APIRouter()


@router.get("/page")
async def page(request: Request) -> Response:
    if request.headers.get("if-none-match") == TAG:
        return Response(status_code=304, headers={"ETag": TAG})
    return Response(PAGE, media_type="application/json", headers={"ETag": TAG, "Cache-Control": "max-age=30"})


@router.get("/titles/{title_id}")
async def title(title_id: int) -> dict[str, int]:
    return {"id": title_id}


@router.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(data="first")
    await asyncio.Event().wait()


@router.post("/sync")
async def sync() -> dict[str, int]:
    return {}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(title="Titles", description="Titles.", routers=[router], errors={}, health=Health())
    async with client_for(app) as client:
        yield client


def compared(response: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "x-request-id"}


@pytest.mark.parametrize("nesting", ["", "pages"])
@pytest.mark.parametrize(
    "path", ["page", "titles/1", "titles/x", "titles/1?verbose=1", "nothing", "sync", "../../health/live"]
)
async def test_head_has_the_status_and_headers_of_get_and_no_body(
    client: httpx2.AsyncClient, path: str, nesting: str
) -> None:
    headers = {"X-Marquee-Nesting": nesting} if nesting else {}
    get = await client.get(f"/api/v1/{path}", headers=headers)
    head = await client.head(f"/api/v1/{path}", headers=headers)

    assert head.content == b""
    assert (head.status_code, compared(head)) == (get.status_code, compared(get))
    assert head.headers["content-length"] == str(len(get.content))


@pytest.mark.parametrize(("nesting", "tag"), [("", TAG), ("pages", compatible_tag(TAG.encode()).decode())])
async def test_head_confirms_a_stored_response(client: httpx2.AsyncClient, nesting: str, tag: str) -> None:
    headers = {"X-Marquee-Nesting": nesting} if nesting else {}
    head = await client.head("/api/v1/page", headers={**headers, "If-None-Match": tag})
    assert (head.status_code, head.headers["etag"]) == (304, tag)


async def test_head_of_a_stream_of_events_ends(client: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(10):
        head = await client.head("/api/v1/events")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")


async def test_head_is_allowed_wherever_get_is(client: httpx2.AsyncClient) -> None:
    assert (await client.delete("/api/v1/page")).headers["allow"] == "GET, HEAD"
    refused = await client.head("/api/v1/sync")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


async def test_head_is_logged_as_such(client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="access"):
        await client.head("/api/v1/titles/550?verbose=1")
    [record] = [record for record in caplog.records if record.name == "access"]
    assert (record.__dict__["method"], record.__dict__["status"]) == ("HEAD", 400)


async def test_the_document_has_no_head_operations() -> None:
    app = create_app(title="Titles", description="Titles.", routers=[router], errors={}, health=Health())
    assert {method for item in app.openapi()["paths"].values() for method in item} == {"get", "post"}
