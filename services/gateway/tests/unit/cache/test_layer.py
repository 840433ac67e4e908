"""The cache in front of an application that stands for the proxy."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from services.gateway.tests.fakes import ManualClock
from starlette.types import Message, Receive, Scope, Send

from gateway.application.admission import ANONYMOUS, Admission, Admitted, RequestHead
from gateway.application.cache.store import ResponseStore
from gateway.domain.errors import ExpiredToken, GatewayError
from gateway.domain.headers import Header
from gateway.domain.paths import split_path
from gateway.domain.rate_limit import Decision, Limit
from gateway.domain.routes import find_target
from gateway.presentation.cache.layer import CacheLayer, CachePorts

pytestmark = pytest.mark.unit

PATH = "/api/v1/catalog/movies"
CONTROL = (b"cache-control", b"public, max-age=60, stale-while-revalidate=10, stale-if-error=100")
BODY = b'{"data": "' + b"x" * 2000 + b'"}'
LIMITED = Decision(Limit("reads", 10), False, 0, 60, 6)
ALLOWED = Decision(Limit("reads", 10), True, 7, 18, 0)


@dataclass
class Response:
    status: int
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def cache_status(self) -> bytes:
        return self.headers[b"cache-status"]


@dataclass
class Service:
    """Responds with what the test sets, once `ready` is set."""

    status: int = 200
    headers: list[Header] = field(
        default_factory=lambda: [CONTROL, (b"content-type", b"application/json"), (b"etag", b'W/"1"')]
    )
    chunks: Sequence[bytes] = (BODY,)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    scopes: list[Scope] = field(default_factory=list)
    cancelled: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        await receive()
        try:
            await self.ready.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        scope["route"] = type("Route", (), {"path": "/api/v1/catalog"})()
        limits = [(b"ratelimit", b"of-the-proxy")]
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers, *limits]})
        for number, chunk in enumerate(self.chunks, 1):
            await send({"type": "http.response.body", "body": chunk, "more_body": number < len(self.chunks)})


@dataclass
class Setting:
    layer: CacheLayer
    service: Service
    store: ResponseStore
    clock: ManualClock
    outcomes: list[str]
    limits: list[Decision]
    admission: list[GatewayError]

    async def get(
        self,
        path: str = PATH,
        headers: Sequence[Header] = (),
        *,
        method: str = "GET",
        receive: Callable[[], Awaitable[Message]] | None = None,
    ) -> Response:
        raw, _, query = path.partition("?")
        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": raw,
            "raw_path": raw.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"marquee.test"), *headers],
            "client": ("192.0.2.1", 1),
            "scheme": "http",
        }
        messages: list[Message] = []

        requests: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

        async def connected() -> Message:
            if not requests:
                await asyncio.Event().wait()
            return requests.pop()

        async def send(message: Message) -> None:
            messages.append(message)

        await self.layer(scope, receive or connected, send)
        body = b"".join(message.get("body", b"") for message in messages[1:])
        return Response(messages[0]["status"], dict(messages[0]["headers"]), body)


@pytest.fixture
def setting() -> Setting:
    clock, service = ManualClock(), Service()
    store = ResponseStore(1_000_000, clock)
    store.follow(lambda: 0.0)
    outcomes: list[str] = []
    limits = [ALLOWED]
    rejections: list[GatewayError] = []

    async def admit(head: RequestHead) -> Admission:
        target = find_target(head.path, split_path(head.path))
        return Admission(rejections[0] if rejections else Admitted(target, ANONYMOUS), ALLOWED, target.label)

    async def compress(coding: bytes, body: bytes) -> bytes:
        return b"%b of %d" % (coding, len(body))

    ports = CachePorts(lambda _class, _address: limits[0], admit, compress, outcomes.append)
    service.ready.set()
    return Setting(CacheLayer(service, store, clock, ports), service, store, clock, outcomes, limits, rejections)


async def test_a_page_is_fetched_once(setting: Setting) -> None:
    first = await setting.get()
    setting.clock.time += 7.5
    second = await setting.get()
    assert (first.status, first.body, second.body) == (200, BODY, BODY)
    assert (first.cache_status, first.headers[b"age"]) == (b"marquee; fwd=uri-miss; fwd-status=200; stored", b"0")
    assert (second.cache_status, second.headers[b"age"]) == (b"marquee; hit; ttl=52", b"7")
    assert first.headers[b"ratelimit"] == b"of-the-proxy"
    assert second.headers[b"ratelimit"] == b'"reads";r=7;t=18'
    assert setting.outcomes == ["miss", "hit"]
    assert len(setting.service.scopes) == 1


async def test_the_key_is_the_exact_target(setting: Setting) -> None:
    for path in (PATH, f"{PATH}?a=1&b=2", f"{PATH}?b=2&a=1", f"{PATH}?a=%31&b=2", "/api/catalog/movies"):
        response = await setting.get(path)
        assert b"fwd=uri-miss" in response.cache_status, path
    assert len(setting.service.scopes) == 5


async def test_the_service_sees_no_header_of_one_client(setting: Setting) -> None:
    headers = [(b"user-agent", b"x"), (b"accept-encoding", b"gzip"), (b"if-none-match", b'"1"'), (b"x-evil", b"1")]
    await setting.get(headers=[*headers, (b"accept-language", b"en;q=0.1, de")], method="HEAD")
    scope = setting.service.scopes[0]
    assert scope["method"] == "GET"
    expected = [(b"host", b"marquee.test"), (b"cache-control", b"no-cache"), (b"accept-language", b"de,en")]
    assert scope["headers"] == expected


async def test_what_is_for_the_cache_only_is_removed(setting: Setting) -> None:
    setting.service.headers += [(b"surrogate-key", b"movies"), (b"gateway-cache-control", b"max-age=300")]
    responses = [await setting.get(), await setting.get(), await setting.get(headers=[(b"authorization", b"Bearer x")])]
    responses.append(await setting.get("/api/v1/me/ratings"))
    responses.append(await setting.get(method="POST"))
    for response in responses:
        assert not {b"surrogate-key", b"gateway-cache-control"} & response.headers.keys()
    assert responses[1].cache_status == b"marquee; hit; ttl=300"


@pytest.mark.parametrize(
    ("path", "headers", "method", "status"),
    [
        (PATH, [(b"authorization", b"Bearer x")], "GET", b"marquee; fwd=bypass"),
        (PATH, [(b"x-api-key", b"mq_x")], "GET", b"marquee; fwd=bypass"),
        (PATH, [(b"cookie", b"__Host-marquee-access=x")], "GET", b"marquee; fwd=bypass"),
        (PATH, [(b"accept", b"text/event-stream")], "GET", b"marquee; fwd=bypass"),
        (PATH, [(b"content-length", b"3")], "GET", b"marquee; fwd=bypass"),
        ("/api/v1/me/ratings", [], "GET", b"marquee; fwd=bypass"),
        ("/api/v1/catalog//movies", [], "GET", b"marquee; fwd=bypass"),
        ("/api/v1/nowhere", [], "GET", b"marquee; fwd=bypass"),
        (PATH, [], "POST", b"marquee; fwd=method"),
        (PATH, [], "OPTIONS", b"marquee; fwd=method"),
    ],
)
async def test_what_is_neither_stored_nor_served(
    setting: Setting, path: str, headers: list[Header], method: str, status: bytes
) -> None:
    setting.service.headers.append((b"vary", b"Authorization"))
    await setting.get(path)
    stored = len(setting.store)
    for _ in range(2):
        response = await setting.get(path, [*headers, (b"user-agent", b"own")], method=method)
        assert response.cache_status == status
        assert (b"user-agent", b"own") in setting.service.scopes[-1]["headers"]
    assert len(setting.store) == stored


@pytest.mark.parametrize(
    "header",
    [(b"authorization", b"Bearer x"), (b"x-api-key", b"mq_x"), (b"cookie", b"__Host-marquee-access=x")],
)
async def test_a_user_gets_a_stored_response_only_where_identity_changes_nothing(
    setting: Setting, header: Header
) -> None:
    await setting.get()
    assert (await setting.get(headers=[header])).cache_status == b"marquee; hit; ttl=60"
    setting.service.headers.append((b"vary", b"Authorization"))
    await setting.get(f"{PATH}?limit=2")
    assert (await setting.get(f"{PATH}?limit=2", [header])).cache_status == b"marquee; fwd=bypass"
    assert (await setting.get(f"{PATH}?limit=2")).cache_status == b"marquee; hit; ttl=60"


async def test_a_user_is_admitted_before_a_stored_response(setting: Setting) -> None:
    await setting.get()
    assert (await setting.get(headers=[(b"authorization", b"Bearer x")])).cache_status == b"marquee; hit; ttl=60"
    setting.admission.append(ExpiredToken())
    assert (await setting.get(headers=[(b"authorization", b"Bearer x")])).status == 401
    assert len(setting.service.scopes) == 1


async def test_one_request_for_all_who_wait(setting: Setting) -> None:
    setting.service.ready.clear()
    waiting = [asyncio.create_task(setting.get()) for _ in range(50)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    setting.service.ready.set()
    responses = await asyncio.gather(*waiting)
    assert {response.body for response in responses} == {BODY}
    assert len(setting.service.scopes) == 1
    statuses = [response.cache_status for response in responses]
    assert statuses.count(b"marquee; fwd=uri-miss; fwd-status=200; stored") == 1
    assert statuses.count(b"marquee; fwd=uri-miss; fwd-status=200; collapsed") == 49
    assert sorted(set(setting.outcomes)) == ["collapsed", "miss"]


async def test_whose_request_it_was_may_leave(setting: Setting) -> None:
    setting.service.ready.clear()
    first = asyncio.create_task(setting.get())
    await asyncio.sleep(0.001)
    second = asyncio.create_task(setting.get())
    await asyncio.sleep(0.001)
    first.cancel()
    await asyncio.sleep(0.001)
    setting.service.ready.set()
    assert (await second).body == BODY
    assert (len(setting.service.scopes), setting.service.cancelled) == (1, 0)


async def test_who_comes_after_a_change_does_not_wait_for_an_older_fetch(setting: Setting) -> None:
    setting.service.headers.append((b"surrogate-key", b"movies"))
    setting.service.ready.clear()
    before = asyncio.create_task(setting.get())
    await asyncio.sleep(0.001)
    setting.clock.time += 0.01
    setting.store.change(["movies"])
    setting.clock.time += 0.01
    after = asyncio.create_task(setting.get())
    await asyncio.sleep(0.001)
    assert len(setting.service.scopes) == 2
    setting.service.ready.set()
    responses = await asyncio.gather(before, after)
    assert [b"stored" in response.cache_status for response in responses] == [False, True]


async def test_stale_while_revalidating(setting: Setting) -> None:
    await setting.get()
    setting.clock.time += 65
    setting.service.chunks = (b"{}",)
    stale = await setting.get()
    assert (stale.body, stale.cache_status, stale.headers[b"age"]) == (BODY, b"marquee; hit; ttl=-5", b"65")
    await asyncio.sleep(0.001)
    fresh = await setting.get()
    assert (fresh.body, fresh.cache_status) == (b"{}", b"marquee; hit; ttl=60")
    assert setting.outcomes == ["miss", "stale", "hit"]


async def test_stale_if_the_service_fails(setting: Setting) -> None:
    await setting.get()
    setting.clock.time += 71
    setting.service.status, setting.service.headers = 503, [(b"retry-after", b"1")]
    response = await setting.get()
    assert (response.status, response.body) == (200, BODY)
    assert response.cache_status == b"marquee; hit; ttl=-11; detail=stale-if-error"
    setting.clock.time += 100
    response = await setting.get()
    assert (response.status, response.headers[b"retry-after"]) == (503, b"1")
    assert response.cache_status == b"marquee; fwd=stale; fwd-status=503"


async def test_an_error_is_shared_and_not_stored(setting: Setting) -> None:
    setting.service.status, setting.service.headers = 503, []
    setting.service.ready.clear()
    waiting = [asyncio.create_task(setting.get()) for _ in range(5)]
    await asyncio.sleep(0.001)
    setting.service.ready.set()
    assert {response.status for response in await asyncio.gather(*waiting)} == {503}
    assert len(setting.service.scopes) == 1
    await setting.get()
    assert (len(setting.service.scopes), len(setting.store)) == (2, 0)


@pytest.mark.parametrize(
    "headers",
    [
        [(b"cache-control", b"private, no-store")],
        [CONTROL, (b"set-cookie", b"a=1")],
        [CONTROL, (b"vary", b"user-agent")],
        [],
    ],
)
async def test_a_response_that_cannot_be_shared_goes_to_its_client_only(
    setting: Setting, headers: list[Header]
) -> None:
    setting.service.headers, setting.service.chunks = headers, (b"a", b"b")
    setting.service.ready.clear()
    waiting = [asyncio.create_task(setting.get()) for _ in range(3)]
    await asyncio.sleep(0.001)
    assert len(setting.service.scopes) == 1
    setting.service.ready.set()
    assert [response.body for response in await asyncio.gather(*waiting)] == [b"ab"] * 3
    assert (len(setting.service.scopes), len(setting.store)) == (3, 0)
    # From now on no request waits, and the service sees the request of the client.
    await setting.get(headers=[(b"if-none-match", b'"1"')])
    assert (b"if-none-match", b'"1"') in setting.service.scopes[-1]["headers"]


async def test_a_large_response_is_streamed_and_not_stored(setting: Setting) -> None:
    setting.service.chunks = [b"x" * 400_000] * 4
    response = await setting.get()
    assert (len(response.body), len(setting.store)) == (1_600_000, 0)
    setting.store.change(["*"])
    setting.service.headers.append((b"content-length", b"1600000"))
    response = await setting.get("/api/v1/catalog/shows")
    assert (len(response.body), len(setting.store)) == (1_600_000, 0)


async def test_a_disconnect_ends_a_response_that_no_other_client_needs(setting: Setting) -> None:
    more = asyncio.Event()

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await more.wait()
        except asyncio.CancelledError:
            setting.service.cancelled += 1
            raise

    async def left() -> Message:
        await asyncio.sleep(0.001)
        return {"type": "http.disconnect"}

    setting.layer._app = endless
    await setting.get(receive=left)
    await asyncio.sleep(0.001)
    assert setting.service.cancelled == 1


async def test_a_client_that_has_the_response(setting: Setting) -> None:
    first = await setting.get(headers=[(b"if-none-match", b'"1"')])
    assert (first.status, first.body) == (304, b"")
    for tag, status in [(b'W/"1"', 304), (b'"0", "1"', 304), (b"*", 304), (b'"2"', 200)]:
        response = await setting.get(headers=[(b"if-none-match", tag)])
        assert (response.status, len(response.body)) == (status, 0 if status == 304 else len(BODY)), tag
        assert response.headers[b"etag"] == b'W/"1"'
        assert (b"content-length" in response.headers) is (status == 200)
    assert len(setting.service.scopes) == 1


async def test_head_is_served_from_a_get(setting: Setting) -> None:
    first = await setting.get(method="HEAD")
    second = await setting.get()
    third = await setting.get(method="HEAD")
    assert (first.body, second.body, third.body) == (b"", BODY, b"")
    assert first.headers[b"content-length"] == third.headers[b"content-length"] == str(len(BODY)).encode()
    assert len(setting.service.scopes) == 1


async def test_a_body_is_compressed_once_per_coding(setting: Setting) -> None:
    for _ in range(2):
        for header, coding in [(b"gzip", b"gzip"), (b"br, gzip;q=0.5", b"br"), (b"zstd, br", b"zstd")]:
            response = await setting.get(headers=[(b"accept-encoding", header)])
            assert response.body == b"%b of %d" % (coding, len(BODY))
            assert response.headers[b"content-encoding"] == coding
            assert response.headers[b"content-length"] == str(len(response.body)).encode()
            assert response.headers[b"vary"] == b"Accept-Encoding"
    plain = await setting.get()
    assert (plain.body, b"content-encoding" in plain.headers) == (BODY, False)
    assert plain.headers[b"vary"] == b"Accept-Encoding"
    assert len(setting.service.scopes) == 1


async def test_a_stored_response_counts_against_the_limit(setting: Setting) -> None:
    await setting.get()
    setting.limits[0] = LIMITED
    response = await setting.get()
    assert (response.status, response.headers[b"retry-after"]) == (429, b"6")


async def test_a_rejection_of_one_client_is_not_shared(setting: Setting) -> None:
    setting.service.status, setting.service.headers = 429, []
    assert (await setting.get()).status == 429
    setting.service.status, setting.service.headers = 200, [CONTROL]
    assert (await setting.get()).cache_status == b"marquee; fwd=uri-miss; fwd-status=200; stored"


async def test_a_failure_of_the_proxy_reaches_its_client(setting: Setting) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("broken")

    setting.layer._app = broken
    with pytest.raises(RuntimeError, match="broken"):
        await setting.get()
