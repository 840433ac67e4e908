"""Calls to a provider: every failure has its cause, is retried or not, and is counted by the limiter."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel, TypeAdapter
from services.ingestion.tests.fake_http import FakeHttp

from chassis.http.client import CallFailed, UndecodableBody
from egress.policy import Code, EgressRefused, Refusal
from ingestion.domain.budget import Rate
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.providers.calls.call_policy import CallPolicy
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.calls.resources import resource_of
from ingestion.providers.omdb import adapter as omdb
from ingestion.providers.omdb.refusal import refusal

pytestmark = pytest.mark.unit


class Thing(BaseModel):
    """A shape."""

    id: int


THING = TypeAdapter(Thing)
GOOD = httpx2.Response(200, json={"id": 550})


class UnlimitedRateLimiter:
    """A limiter that admits every call and records what is reported to it."""

    def __init__(self) -> None:
        self.entered = 0
        self.endings: list[Cause | None] = []
        self.resources: list[str] = []
        self.blocks: list[datetime] = []
        self.quota: list[object] = []
        self.stops: list[SourceFailed] = []

    async def acquire(self) -> None:
        self.entered += 1

    async def record(self, cause: Cause | None, detail: str = "", *, resource: str) -> None:
        self.endings.append(cause)
        self.resources.append(resource)

    async def update_quota(self, quota: object) -> None:
        self.quota.append(quota)

    async def block(self, until: datetime, reason: str, *, resource: str) -> None:
        self.blocks.append(until)

    async def stop_calls(self, failed: SourceFailed) -> None:
        self.stops.append(failed)


RequestHandler = Callable[[httpx2.Request], httpx2.Response]


def _client(
    response: RequestHandler | list[httpx2.Response], **policy: Any
) -> tuple[ProviderClient, UnlimitedRateLimiter, list[httpx2.Request]]:
    requests: list[httpx2.Request] = []
    queue = list(response) if isinstance(response, list) else None

    def handle(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        if queue is not None:
            return queue.pop(0) if len(queue) > 1 else queue[0]
        assert not isinstance(response, list)
        return response(request)

    http = FakeHttp(handle, "http://provider.test/3")
    limiter = UnlimitedRateLimiter()
    settings = CallPolicy(**{"rate": Rate(40, 1), "base_pause": 0.001, "attempt_seconds": 0.2, **policy})
    return ProviderClient("tmdb", http, limiter, settings, params={"api_key": "k"}), limiter, requests


async def _cause(client: ProviderClient) -> SourceFailed:
    with pytest.raises(SourceFailed) as failed:
        await client.get("/movie/550", THING)
    return failed.value


@pytest.mark.parametrize(
    ("response", "cause", "tries"),
    [
        (httpx2.Response(401, json={}), Cause.UNAUTHORIZED, 1),
        (httpx2.Response(403, json={}), Cause.FORBIDDEN, 1),
        (httpx2.Response(404, json={}), Cause.NOT_FOUND, 1),
        (httpx2.Response(410, json={}), Cause.NOT_FOUND, 1),
        (httpx2.Response(420, text=""), Cause.QUOTA, 1),
        (httpx2.Response(426, text=""), Cause.UPGRADE_REQUIRED, 1),
        (httpx2.Response(422, json={}), Cause.REJECTED, 1),
        (httpx2.Response(301, headers={"location": "http://elsewhere.test/"}), Cause.REDIRECTED, 1),
        (httpx2.Response(500, text="<html>", headers={"content-type": "text/html"}), Cause.SERVER, 4),
        (httpx2.Response(503, json={}), Cause.SERVER, 4),
        (httpx2.Response(200, text="<html>", headers={"content-type": "text/html"}), Cause.WRONG_TYPE, 4),
        (httpx2.Response(200, content=b'{"id": 55', headers={"content-type": "application/json"}), Cause.WRONG_JSON, 4),
        (httpx2.Response(200, json={"id": "many"}), Cause.WRONG_SHAPE, 1),
        (httpx2.Response(200, json=[1]), Cause.WRONG_SHAPE, 1),
        (httpx2.Response(200, json={"id": 1, "x": "y" * 5000}), Cause.TOO_LARGE, 4),
    ],
)
async def test_every_failure_has_its_cause_and_its_number_of_attempts(
    response: httpx2.Response, cause: Cause, tries: int
) -> None:
    client, limiter, requests = _client([response], max_bytes=4000)
    failed = await _cause(client)
    assert (failed.cause, len(requests), limiter.entered) == (cause, tries, tries)
    assert limiter.endings == [cause] * tries


@pytest.mark.parametrize(
    ("failure", "cause"),
    [
        (CallFailed("refused"), Cause.UNREACHABLE),
        (UndecodableBody("no gzip"), Cause.WRONG_TYPE),
        (TimeoutError("slow"), Cause.TIMEOUT),
    ],
)
async def test_what_breaks_on_the_way_is_tried_again(failure: Exception, cause: Cause) -> None:
    def broken(_: httpx2.Request) -> httpx2.Response:
        raise failure

    client, _, requests = _client(broken)
    assert (await _cause(client)).cause is cause
    assert len(requests) == 4


async def test_slow_response_ends_at_the_deadline() -> None:
    class Drip(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.01)

    headers = {"content-type": "application/json"}
    client, _, _ = _client(lambda _: httpx2.Response(200, headers=headers, stream=Drip()), attempts=1)
    async with asyncio.timeout(60):
        assert (await _cause(client)).cause is Cause.TIMEOUT


async def test_successful_retry_returns_the_response() -> None:
    client, limiter, _ = _client([httpx2.Response(502, json={}), GOOD])
    assert (await client.get("/movie/550", THING)).value == Thing(id=550)
    assert limiter.endings == [Cause.SERVER, None]


async def test_tries_end_when_their_time_is_spent() -> None:
    client, _, requests = _client([httpx2.Response(500, json={})], total_seconds=0.0)
    assert (await _cause(client)).cause is Cause.SERVER
    assert len(requests) == 1


async def test_quota_blocks_the_limiter_and_a_short_wait_is_slept() -> None:
    client, limiter, requests = _client([httpx2.Response(429, headers={"retry-after": "1"}), GOOD])
    started = datetime.now(UTC)
    assert (await client.get("/movie/550", THING)).value == Thing(id=550)
    assert len(requests) == 2
    [until] = limiter.blocks
    assert started + timedelta(seconds=1) <= until <= datetime.now(UTC)


async def test_a_busy_title_waits_alone_as_long_as_it_wants() -> None:
    client, limiter, requests = _client([httpx2.Response(503, headers={"retry-after": "1"}, json={}), GOOD])
    started = time.monotonic()
    assert (await client.get("/movie/550", THING)).value == Thing(id=550)
    assert time.monotonic() - started > 0.9
    assert (limiter.endings, limiter.blocks) == ([Cause.SERVER, None], [])
    client, limiter, requests = _client([httpx2.Response(503, headers={"retry-after": "3600"}, json={})])
    failed = await _cause(client)
    assert (failed.cause, len(requests), limiter.blocks) == (Cause.SERVER, 1, [])
    assert failed.retry_at is not None


@pytest.mark.parametrize(
    ("path", "params", "resource"),
    [
        ("/movie/550", {"language": "en-US", "append_to_response": "credits"}, "/movie/550"),
        ("/movie/550/watch/providers", {}, "/movie/550"),
        ("/tv/1396/season/4", {"language": "en-US"}, "/tv/1396"),
        ("/shows/1390/seasons/4", {"extended": "full"}, "/shows/1390"),
        ("/search/tmdb/550", {"type": "movie"}, "/search/tmdb/550"),
        ("/find/tt0137523", {"external_source": "imdb_id"}, "/find/tt0137523"),
        ("/", {"i": "tt0137523", "type": "movie"}, "/&i=tt0137523"),
        ("/lookup/shows", {"thetvdb": "81189"}, "/lookup/shows&thetvdb=81189"),
        ("/movie/now_playing", {"region": "US", "page": "2"}, "/movie/now_playing"),
        ("/tv/changes", {"page": "2"}, "/tv/changes"),
    ],
)
def test_a_resource_is_a_title_or_a_list_however_much_of_it_is_called(
    path: str, params: dict[str, str], resource: str
) -> None:
    assert resource_of(path, tuple(params.items())) == resource


@pytest.mark.parametrize(
    ("response", "cause"),
    [(httpx2.Response(503, json={}), Cause.SERVER), (httpx2.Response(404, json={}), Cause.NOT_FOUND), (GOOD, None)],
)
async def test_probe_is_one_call_that_bypasses_the_limiter(response: httpx2.Response, cause: Cause | None) -> None:
    client, limiter, requests = _client([response])
    failed = await client.probe()
    assert (failed.cause if failed else None) is cause
    assert (len(requests), limiter.entered, limiter.endings) == (1, 0, [])


async def test_a_long_quota_is_not_waited_for_and_says_until_when() -> None:
    client, limiter, requests = _client([httpx2.Response(429, headers={"retry-after": "3600"})])
    began = datetime.now(UTC)
    failed = await _cause(client)
    assert (failed.cause, len(requests), len(limiter.blocks)) == (Cause.QUOTA, 1, 1)
    assert failed.retry_at is not None
    assert began + timedelta(hours=1) <= failed.retry_at <= datetime.now(UTC) + timedelta(hours=1)


async def test_identical_calls_in_flight_are_one_call() -> None:
    async def slow(_: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.02)
        return httpx2.Response(200, json={"id": 550})

    requests = 0

    async def handle(request: httpx2.Request) -> httpx2.Response:
        nonlocal requests
        requests += 1
        return await slow(request)

    http = FakeHttp(handle, "http://provider.test/3")
    client = ProviderClient("tmdb", http, UnlimitedRateLimiter(), CallPolicy(rate=Rate(40, 1)))
    calls = [client.get("/movie/550", THING, {"page": 1}) for _ in range(5)] + [client.get("/movie/551", THING)]
    assert len(await asyncio.gather(*calls)) == 6
    assert requests == 2
    await client.get("/movie/550", THING, {"page": 1})
    assert requests == 3


async def test_cancelled_call_does_not_cancel_the_shared_request() -> None:
    async def handle(_: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.05)
        return httpx2.Response(200, json={"id": 550})

    http = FakeHttp(handle, "http://provider.test/3")
    client = ProviderClient("tmdb", http, UnlimitedRateLimiter(), CallPolicy(rate=Rate(40, 1)))
    leaver = asyncio.create_task(client.get("/movie/550", THING))
    stayer = asyncio.create_task(client.get("/movie/550", THING))
    await asyncio.sleep(0.01)
    leaver.cancel()
    assert (await stayer).value == Thing(id=550)


async def test_calls_that_outlive_their_callers_can_be_ended() -> None:
    ended = asyncio.Event()

    async def handle(_: httpx2.Request) -> httpx2.Response:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()
        return GOOD

    http = FakeHttp(handle, "http://provider.test/3")
    client = ProviderClient("tmdb", http, UnlimitedRateLimiter(), CallPolicy(rate=Rate(40, 1)))
    leaver = asyncio.create_task(client.get("/movie/550", THING))
    await asyncio.sleep(0.01)
    leaver.cancel()
    await asyncio.sleep(0)
    assert not ended.is_set()
    await client.abandon()
    assert ended.is_set()


async def test_a_conditional_call_carries_the_tag_and_understands_304() -> None:
    client, limiter, requests = _client([httpx2.Response(304, headers={"etag": '"a"'})])
    reply = await client.get("/movie/550", THING, etag='"a"')
    assert (reply.value, reply.etag) == (None, '"a"')
    assert requests[0].headers["if-none-match"] == '"a"'
    assert limiter.endings == [None]


async def test_the_key_goes_with_every_call_and_not_into_a_failure() -> None:
    client, _, requests = _client([httpx2.Response(503, json={})])
    assert "api_key" not in str(await _cause(client))
    assert requests[0].url.params["api_key"] == "k"


async def test_a_redirect_is_read_only_where_expected_and_only_on_the_same_host() -> None:
    there = httpx2.Response(301, headers={"location": "http://provider.test/3/shows/82"})
    client, _, requests = _client([there])
    assert (await client.get("/lookup", THING, redirect=True)).location == "http://provider.test/3/shows/82"
    assert len(requests) == 1
    for elsewhere in ("http://elsewhere.test/shows/82", "https://provider.test/shows/82", "//evil.test/shows/82"):
        client, _, _ = _client([httpx2.Response(302, headers={"location": elsewhere})])
        with pytest.raises(SourceFailed, match="another host"):
            await client.get("/lookup", THING, redirect=True)


@pytest.mark.parametrize("redirect", [True, False])
@pytest.mark.parametrize("location", ["http://[::1", "http://provider.test:port/", "http://\x01"])
async def test_a_redirect_to_no_address_is_refused(location: str, redirect: bool) -> None:
    client, _, _ = _client([httpx2.Response(301, headers={"location": location})])
    with pytest.raises(SourceFailed) as failed:
        await client.get("/lookup", THING, redirect=redirect)
    assert failed.value.cause is Cause.REDIRECTED


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"a\u0000b\u0000\u0000", "ab"),
        (rb"\\u0000", r"\u0000"),
        (rb"\\\u0000", "\\"),
    ],
)
async def test_a_character_that_no_database_keeps_is_left_out_of_keys_and_values(written: bytes, read: str) -> None:
    body = b'{"k\\u0000": "' + written + b'"}'
    client, _, _ = _client([httpx2.Response(200, content=body, headers={"content-type": "application/json"})])
    assert (await client.get("/x", TypeAdapter(dict[str, str]))).value == {"k": read}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"\ud83c\udfac", "🎬"),
        (rb"a\ud800b", "a\ufffdb"),
        (rb"\udfac\ud83c", "\ufffd\ufffd"),
        (rb"\uD83C\ud83c\udfac", "\ufffd🎬"),
        (rb"\\ud800", r"\ud800"),
        (rb"\u0000\ud800", "\ufffd"),
    ],
)
async def test_half_a_character_becomes_a_replacement_character(written: bytes, read: str) -> None:
    body = b'{"k": "' + written + b'"}'
    client, _, _ = _client([httpx2.Response(200, content=body, headers={"content-type": "application/json"})])
    assert (await client.get("/x", TypeAdapter(dict[str, str]))).value == {"k": read}


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        (200, {"Response": "False", "Error": "Incorrect IMDb ID."}, Cause.NOT_FOUND),
        (200, {"Response": "False", "Error": "Movie not found!"}, Cause.NOT_FOUND),
        (200, {"Response": "False", "Error": "Error getting data."}, Cause.NO_DATA),
        (200, {"Response": "False"}, Cause.SERVER),
        (401, {"Response": "False", "Error": "Request limit reached!"}, Cause.QUOTA),
        (401, {"Response": "False", "Error": "Invalid API key!"}, Cause.UNAUTHORIZED),
        (503, {"x": 1}, Cause.SERVER),
    ],
)
async def test_omdb_writes_its_refusals_into_the_body(status: int, body: dict[str, Any], cause: Cause) -> None:
    http = FakeHttp(lambda _: httpx2.Response(status, json=body))
    policy = CallPolicy(rate=Rate(1000, 86_400), base_pause=0.001, attempts=2)
    client = ProviderClient("omdb", http, UnlimitedRateLimiter(), policy, refusal=refusal)
    with pytest.raises(SourceFailed) as failed:
        await omdb.OmdbSource(client).title("movie", "tt0000000")
    assert failed.value.cause is cause
    if cause is Cause.QUOTA:
        assert failed.value.retry_at is not None
        assert failed.value.retry_at.time().isoformat() == "00:00:00"


@pytest.mark.parametrize(("code", "stops"), [(Code.INTERFACE, 1), (Code.ADDRESS, 0)])
async def test_a_call_without_its_path_stops_all_calls(code: Code, stops: int) -> None:
    retry_at = datetime(2026, 11, 21, 12, 0, 15, tzinfo=UTC)

    def refuse(_: httpx2.Request) -> httpx2.Response:
        raise EgressRefused(Refusal(code, "no", retry_at))

    client, limiter, requests = _client(refuse)
    with pytest.raises(SourceFailed) as failure:
        await client.get("/movie/550", THING)
    assert (failure.value.cause, failure.value.retry_at, len(requests)) == (Cause(code), retry_at, 1)
    assert (len(limiter.stops), limiter.endings) == (stops, [Cause(code)])
