"""A gateway on a real socket, in front of a service that reports the requests it received. Kafka is unavailable."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp
import uvicorn
from aiohttp import web

from chassis.testing.kafka import wait_until
from chassis.testing.tokens import Tokens
from devstack.ports import free_ports
from gateway.api import create_api
from gateway.bootstrap import Container, build
from gateway.composition.server import server_config
from gateway.domain.routes import SERVICES
from gateway.settings import Settings

OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Echo", "version": "1", "description": "Repeats its requests."},
    "paths": {"/api/v1/stats/echo": {"get": {"operationId": "echo", "responses": {"200": {"description": "ok"}}}}},
    # A real document arrives in many pieces.
    "components": {"schemas": {"Large": {"type": "object", "description": "x" * 600_000}}},
}


@dataclass
class Echo:
    """A service that responds with the request it received; some paths behave differently."""

    port: int
    tokens: Tokens
    requests: list[dict[str, Any]] = field(default_factory=list)
    streams_open: int = 0
    keys_available: bool = True
    keys_fetched: int = 0
    api_keys: dict[str, str] = field(default_factory=dict)
    """The access token of each API key."""
    exchanged: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        seen = {
            "method": request.method,
            "path": request.raw_path,
            "headers": [(name.decode(), value.decode("latin-1")) for name, value in request.raw_headers],
            "body": (await request.read()).decode("latin-1"),
        }
        self.requests.append(seen)
        response = json.dumps(seen).encode()
        headers = {
            "X-Request-Id": "from-the-service",
            "Server": "echo/1",
            "Connection": "X-Secret-Hop",
            "X-Secret-Hop": "1",
            "Access-Control-Allow-Origin": "*",
            "Set-Cookie": "seen=1",
            "ETag": '"abc"',
        }
        if request.path.startswith("/api/v1/auth/"):
            headers |= {"RateLimit-Policy": '"sign-in";q=10;w=60', "RateLimit": '"sign-in";r=7;t=18'}
        return web.Response(body=response, headers=headers, content_type="application/json")

    async def status(self, request: web.Request) -> web.StreamResponse:
        status = int(request.match_info["status"])
        headers = {"Location": "http://127.0.0.1:1/elsewhere"} if 300 <= status < 400 else {}
        return web.Response(status=status, headers=headers)

    async def slow(self, request: web.Request) -> web.StreamResponse:
        self.requests.append({"path": request.raw_path})
        await asyncio.sleep(30)
        return web.Response()

    async def later(self, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.15)
        return web.Response(text=request.path)

    async def drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"first,")
        await asyncio.sleep(30)
        return response

    async def zipped(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"\x1f\x8b not unpacked", headers={"Content-Encoding": "gzip"})

    async def large(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(300):
            await response.write(b"x" * 10_000)
        return response

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        self.streams_open += 1
        try:
            for number in range(1000):
                await response.write(f"data: {number}\n\n".encode())
                await asyncio.sleep(0.05)
        finally:
            self.streams_open -= 1
        return response

    async def quiet_events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b": nothing yet\n\n")
        await asyncio.sleep(600)
        return response

    async def document(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(OPENAPI)

    async def live(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"status": "live"})

    async def jwks(self, request: web.Request) -> web.StreamResponse:
        self.keys_fetched += 1
        if not self.keys_available:
            return web.Response(status=503)
        return web.json_response(self.tokens.jwks)

    async def exchange(self, request: web.Request) -> web.StreamResponse:
        key = (await request.json())["key"]
        self.exchanged.append(key)
        if key not in self.api_keys:
            return web.json_response({}, status=401)
        return web.json_response({"accessToken": self.api_keys[key], "expiresIn": 120})

    def app(self) -> web.Application:
        app = web.Application(client_max_size=10_000_000)
        for prefix in ("stats", "auth", "catalog", "ingestion", "me"):
            app.router.add_route("*", f"/api/v1/{prefix}/status/{{status}}", self.status)
            app.router.add_route("*", f"/api/v1/{prefix}/slow", self.slow)
        app.router.add_get("/api/v1/stats/later", self.later)
        app.router.add_get("/api/v1/stats/drip", self.drip)
        app.router.add_get("/api/v1/stats/zipped", self.zipped)
        app.router.add_get("/api/v1/stats/large", self.large)
        for prefix in ("stats", "ingestion"):
            app.router.add_get(f"/api/v1/{prefix}/events", self.events)
            app.router.add_get(f"/api/v1/{prefix}/quiet-events", self.quiet_events)
        app.router.add_get("/.well-known/jwks.json", self.jwks)
        app.router.add_post("/internal/api-keys/exchange", self.exchange)
        app.router.add_get("/openapi.json", self.document)
        app.router.add_get("/health/live", self.live)
        app.router.add_route("*", "/{rest:.*}", self.handle)
        return app


@dataclass
class Gateway:
    """A gateway that runs in its own thread."""

    settings: Settings
    container: Container
    server: uvicorn.Server

    @property
    def port(self) -> int:
        return self.settings.http_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def management_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.management_port}"

    async def exchange(self, raw: bytes, *, seconds: float = 30.0) -> bytes:
        """Send bytes and return everything received until the connection is closed or `seconds` have passed."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        received = b""
        try:
            async with asyncio.timeout(seconds):
                while chunk := await reader.read(65536):
                    received += chunk
        except (TimeoutError, ConnectionResetError):
            pass
        writer.close()
        return received


class StartGateway(Protocol):
    """Starts a gateway in front of a service, with changed settings; it is stopped after the test."""

    def __call__(self, echo: Echo, **changes: Any) -> Awaitable[Gateway]: ...


def launch(echo: Echo, **changes: Any) -> tuple[Gateway, Callable[[], None]]:
    """Start a gateway in front of `echo`; return it and the function that stops it."""
    port, management_port = free_ports(2)
    services = {f"{name}_url": echo.url for name in SERVICES}
    defaults = {
        **services,
        "http_port": port,
        "management_port": management_port,
        "kafka_bootstrap": "127.0.0.1:1",
        "jwks_url": f"{echo.url}/.well-known/jwks.json",
        "shutdown_seconds": 1,
        # The service runs in the same process, which may have to wait for the processor.
        "connect_seconds": 10,
        # Only the tests of the cache have one: the others test what the proxy forwards.
        "cache_bytes": 0,
    }
    settings = Settings(**{**defaults, **changes})
    container = build(settings)
    server = uvicorn.Server(server_config(settings, create_api(container), container.stopping))
    thread = threading.Thread(target=server.run)
    thread.start()

    def stop() -> None:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()

    return Gateway(settings, container, server), stop


async def started(gateway: Gateway) -> Gateway:
    """Return the gateway as soon as it listens."""
    await wait_until(lambda: gateway.server.started, every=0.01, what="the gateway's start")
    return gateway


async def status_of(request: AbstractAsyncContextManager[aiohttp.ClientResponse]) -> int:
    """Send a request and return the status of its response; the connection is released."""
    async with request as response:
        return response.status
