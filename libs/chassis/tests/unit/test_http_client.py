"""The HTTP client stores nothing between calls and follows no redirects."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from chassis.http.client import create_http_client

pytestmark = pytest.mark.unit


class Server:
    """A server that notes what it is sent, sets a cookie, redirects `/away` and never responses `/hang`."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.url = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(head)
            if "/hang" in head:
                await reader.read()
                return
            status = "302 Found\r\nLocation: /elsewhere" if "/away" in head else "200 OK"
            headers = "Set-Cookie: session=ann; Path=/\r\nContent-Length: 0\r\nConnection: close"
            writer.write(f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode())
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    handler = Server()
    listening = await asyncio.start_server(handler, "127.0.0.1", 0)
    handler.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield handler
    listening.close()
    await listening.wait_closed()


async def test_cookies_are_not_stored(server: Server) -> None:
    async with create_http_client(server.url) as client:
        assert "session=ann" in (await client.get("/")).headers["set-cookie"]
        await client.get("/")
        assert len(client.cookies.jar) == 0
    assert [request for request in server.requests if "cookie:" in request.lower()] == []


async def test_redirect_is_not_followed(server: Server) -> None:
    async with create_http_client(server.url) as client:
        assert (await client.get("/away")).status_code == 302
    assert len(server.requests) == 1


async def test_unresponsive_server_times_out(server: Server) -> None:
    async with create_http_client(server.url, seconds=0.1) as client:
        with pytest.raises(httpx2.ReadTimeout):
            await client.get("/hang")


async def test_proxy_of_the_environment_is_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with create_http_client(server.url, headers={"X-Key": "k"}) as client:
        assert (await client.get("/")).status_code == 200
    assert "x-key: k" in server.requests[0].lower()
