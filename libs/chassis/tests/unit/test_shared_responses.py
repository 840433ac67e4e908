"""Public responses are served again from memory for a moment, and nothing else is."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, Request, Response
from prometheus_client import REGISTRY
from starlette.types import Receive, Scope, Send

from chassis.http.app import create_app
from chassis.http.shared_responses import SharedResponses
from chassis.runtime.health import Health
from chassis.testing.clients import InProcess, client_for

pytestmark = pytest.mark.unit

PUBLIC = {"Cache-Control": "public, max-age=30", "Vary": "Authorization, Accept-Language"}


@dataclass
class Pages:
    """An application whose responses are numbered."""

    headers: dict[str, str] = field(default_factory=lambda: dict(PUBLIC))
    status: int = 200
    rendered: int = 0
    barrier: asyncio.Event | None = None
    waiting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    body: bytes = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Return the number of the response."""
        self.rendered += 1
        body = self.body or b'"%d"' % self.rendered
        if self.barrier is not None:
            self.waiting.release()
            await self.barrier.wait()
        headers = {**self.headers, "ETag": f'W/"{self.rendered}"'}
        await Response(body, self.status, headers, "application/json")(scope, receive, send)


@dataclass
class Time:
    """The seconds of a timer."""

    seconds: float = 100.0

    def __call__(self) -> float:
        """Return the current time."""
        return self.seconds


class Client:
    """Sends requests to pages behind the cache."""

    def __init__(self, pages: Pages, most_bytes: int = 100_000) -> None:
        self.pages = pages
        self.time = Time()
        self.app = SharedResponses(pages, seconds=1.0, most_bytes=most_bytes, timer=self.time)

    async def get(self, path: str = "/page", method: str = "GET", **headers: str) -> httpx2.Response:
        """Return the response to a request."""
        transport = InProcess(self.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://pages") as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, path, headers=named)

    async def text(self, path: str = "/page", method: str = "GET", **headers: str) -> str:
        """Return the body of the response to a request."""
        return (await self.get(path, method, **headers)).text


async def test_response_is_shared_until_it_is_old() -> None:
    client = Client(Pages())

    first = await client.get()
    client.time.seconds += 0.9
    second = await client.get()
    client.time.seconds += 0.2

    assert (first.text, second.text, await client.text()) == ('"1"', '"1"', '"2"')
    assert second.headers == first.headers
    assert second.headers["content-length"] == "3"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/other", {}),
        ("/page?limit=2", {}),
        ("/page", {"accept_language": "uk"}),
        ("/page", {"authorization": "Bearer x"}),
    ],
)
async def test_other_request_has_its_own_response(path: str, headers: dict[str, str]) -> None:
    client = Client(Pages())
    await client.get(accept_language="de")

    assert await client.text(path, **headers) == '"2"'


async def test_users_are_never_served_from_memory() -> None:
    client = Client(Pages())

    assert [await client.text(authorization="Bearer x") for _ in range(2)] == ['"1"', '"2"']


@pytest.mark.parametrize(
    "pages",
    [
        Pages(headers={"Cache-Control": "private, no-cache"}),
        Pages(headers={"Cache-Control": "no-store"}),
        Pages(headers={}),
        Pages(headers={**PUBLIC, "Vary": "Origin"}),
        Pages(headers={**PUBLIC, "Vary": "*"}),
        Pages(status=404),
        Pages(status=308),
    ],
)
async def test_response_that_is_not_public_is_not_kept(pages: Pages) -> None:
    client = Client(pages)

    assert [await client.text() for _ in range(2)] == ['"1"', '"2"']


async def test_other_methods_are_not_served_from_memory() -> None:
    client = Client(Pages())
    await client.get()

    assert await client.text(method="POST") == '"2"'


async def test_condition_is_evaluated_with_and_without_a_stored_response() -> None:
    pages = Pages()
    client = Client(pages)

    unknown = await client.get(if_none_match='W/"1"')
    stored = await client.get(if_none_match='"0", "1"')
    changed = await client.get(if_none_match='"0"')

    assert [response.status_code for response in (unknown, stored, changed)] == [304, 304, 200]
    assert (stored.content, stored.headers["etag"], "content-length" in stored.headers) == (b"", 'W/"1"', False)
    assert (changed.text, pages.rendered) == ('"1"', 1)


async def test_one_request_renews_an_old_response_and_the_others_do_not_wait() -> None:
    pages = Pages()
    client = Client(pages)
    await client.get()
    client.time.seconds += 1.1
    pages.barrier = asyncio.Event()

    renewing = asyncio.create_task(client.get())
    await pages.waiting.acquire()

    assert await client.text() == '"1"'
    client.time.seconds += 1.0
    waiting = asyncio.create_task(client.get())
    await pages.waiting.acquire()
    pages.barrier.set()
    assert {(await renewing).text, (await waiting).text} == {'"2"', '"3"'}, "twice the time has passed"


async def test_responses_that_were_used_longest_ago_make_room() -> None:
    client = Client(Pages(body=b"x" * 1_000), most_bytes=5_000)
    for path in ("/1", "/2", "/1", "/3", "/1"):
        await client.get(path)
    assert client.pages.rendered == 3
    await client.get("/2")
    await client.get("/1")
    assert client.pages.rendered == 4


async def test_response_larger_than_the_memory_is_not_kept() -> None:
    client = Client(Pages(body=b"x" * 6_000), most_bytes=5_000)

    assert [len(await client.text()) for _ in range(2)] == [6_000, 6_000]


router = APIRouter()


@router.get("/page/{number}")
async def page(number: int, request: Request) -> Response:
    return Response(request.headers.get("x-request-id", ""), headers=PUBLIC)


@pytest_asyncio.fixture
async def service() -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(
        title="Pages",
        description="Pages.",
        routers=[router],
        errors={},
        health=Health(),
        shared_response_seconds=30,
    )
    async with client_for(app) as client:
        yield client


async def test_every_request_keeps_its_own_id_and_is_counted_by_its_route(service: httpx2.AsyncClient) -> None:
    def count() -> float:
        labels = {"method": "GET", "route": "/page/{number}", "status": "200"}
        return sum(
            REGISTRY.get_sample_value("http_request_seconds_count", {**labels, "served_from": place}) or 0.0
            for place in ("memory", "application")
        )

    def shared() -> float:
        return REGISTRY.get_sample_value("http_shared_responses_total") or 0.0

    before = count(), shared()
    responses = [
        await service.get("/api/v1/page/1", headers={"x-request-id": f"request-{place}"}) for place in range(3)
    ]

    assert [response.headers.get_list("x-request-id") for response in responses] == [
        [f"request-{place}"] for place in range(3)
    ]
    assert (count() - before[0], shared() - before[1]) == (3, 2)
    assert (await service.head("/api/v1/page/1")).headers["cache-control"] == PUBLIC["Cache-Control"]


async def test_a_request_without_memory_renews_the_response_for_all() -> None:
    client = Client(Pages())

    assert [await client.text() for _ in range(2)] == ['"1"', '"1"']
    assert await client.text(cache_control="no-cache") == '"2"'
    assert await client.text() == '"2"'
