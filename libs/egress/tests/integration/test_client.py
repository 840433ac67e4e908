"""The client's requests: redirects, credentials, methods, streams, limits."""

from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest
from libs.egress.tests.integration.listeners import Listener, closed_port, listening, response

from chassis.http.client import BodyTooLarge, CallFailed
from chassis.testing.clock import FixedClock
from egress.guard import EgressGuard
from egress.http import ConnectFailed, EgressClient, EgressRefused
from egress.policy import Code, EgressPolicy

pytestmark = pytest.mark.integration

SECRET = {"authorization": "Bearer secret", "range": "bytes=0-9"}


@pytest.fixture
async def servers() -> AsyncIterator[tuple[Listener, Listener]]:
    async with listening() as first, listening("127.0.0.2") as second:
        yield first, second


@pytest.fixture
async def client() -> AsyncIterator[EgressClient]:
    policy = EgressPolicy(https_only=False, networks=(ip_network("127.0.0.0/8"),), max_redirects=2)
    client = EgressClient(EgressGuard("test", policy, FixedClock()), headers={"x-api-key": "secret"})
    yield client
    await client.aclose()


async def test_credentials_follow_a_redirect_to_the_same_origin_only(
    client: EgressClient, servers: tuple[Listener, Listener]
) -> None:
    first, second = servers
    replies = [response("", "302 Found", location="/moved"), response("", "302 Found", location=second.url())]
    first.reply = lambda _: replies.pop(0)
    assert (await client.send("GET", first.url(), headers=SECRET, max_bytes=100)).body == b"hello"
    assert ["Bearer secret" in head and "x-api-key" in head for head in first.heads] == [True, True]
    [head] = second.heads
    assert "secret" not in head
    assert "bytes=0-9" in head


async def test_more_redirects_than_permitted_are_refused(
    client: EgressClient, servers: tuple[Listener, Listener]
) -> None:
    first, _ = servers
    first.reply = lambda _: response("", "307 Temporary Redirect", location="/again")
    with pytest.raises(EgressRefused) as refused:
        await client.send("GET", first.url(), max_bytes=100)
    assert (refused.value.refusal.code, first.connections) == (Code.REDIRECT, 3)


@pytest.mark.parametrize("location", ["http://127.0.0.1:99999/", "http://[::1/", "mailto:jane@example.org"])
async def test_a_redirect_to_no_url_is_a_failed_call(
    client: EgressClient, servers: tuple[Listener, Listener], location: str
) -> None:
    first, _ = servers
    first.reply = lambda _: response("", "302 Found", location=location)
    with pytest.raises(CallFailed, match="no URL"):
        await client.send("GET", first.url(), max_bytes=100)
    assert first.connections == 1


async def test_without_permitted_redirects_a_redirect_is_the_response(servers: tuple[Listener, Listener]) -> None:
    first, second = servers
    first.reply = lambda _: response("", "302 Found", location=second.url())
    policy = EgressPolicy(https_only=False, networks=(ip_network("127.0.0.0/8"),))
    client = EgressClient(EgressGuard("test", policy, FixedClock()))
    assert (await client.send("GET", first.url(), max_bytes=100)).status == 302
    assert second.connections == 0
    await client.aclose()


async def test_a_method_and_a_body_pass(client: EgressClient, servers: tuple[Listener, Listener]) -> None:
    first, _ = servers
    first.reply = lambda _: response("<multistatus/>", "207 Multi-Status")
    multistatus = await client.send("PROPFIND", first.url(), headers={"depth": "1"}, body=b"<propfind/>", max_bytes=100)
    assert (multistatus.status, multistatus.body) == (207, b"<multistatus/>")
    assert first.heads[0].startswith("PROPFIND /file HTTP/1.1\r\n")
    assert "depth: 1" in first.heads[0].lower()


async def test_a_stream_arrives_in_pieces(client: EgressClient, servers: tuple[Listener, Listener]) -> None:
    first, _ = servers
    first.reply = lambda _: response("x" * 300_000, content_type="video/mp4")
    async with client.stream("GET", first.url()) as streamed:
        assert (streamed.status, streamed.headers["Content-Type"]) == (200, "video/mp4")
        assert sum([len(chunk) async for chunk in streamed.chunks()]) == 300_000


async def test_a_longer_body_is_not_read(client: EgressClient, servers: tuple[Listener, Listener]) -> None:
    first, _ = servers
    first.reply = lambda _: response("x" * 101)
    with pytest.raises(BodyTooLarge):
        await client.send("GET", first.url(), max_bytes=100)


async def test_a_server_that_accepts_no_connection(client: EgressClient) -> None:
    with pytest.raises(ConnectFailed) as failure:
        await client.send("GET", f"http://127.0.0.1:{closed_port()}/", max_bytes=100)
    assert failure.value.code == "not_reachable"
    assert "127.0.0.1" not in str(failure.value)


async def test_a_response_that_is_no_http_is_reported_without_the_query(
    client: EgressClient, servers: tuple[Listener, Listener]
) -> None:
    first, _ = servers
    first.reply = lambda _: b"this is no HTTP\r\n\r\n"
    with pytest.raises(CallFailed) as failure:
        await client.send("GET", f"{first.url()}?apikey=secret", max_bytes=100)
    assert first.connections == 1
    assert "secret" not in str(failure.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/?apikey=secret", "http://[::1/?apikey=secret"])
async def test_a_text_that_is_no_url_is_a_failed_call(client: EgressClient, url: str) -> None:
    with pytest.raises(CallFailed) as failure:
        await client.send("GET", url, max_bytes=100)
    assert "secret" not in str(failure.value)
