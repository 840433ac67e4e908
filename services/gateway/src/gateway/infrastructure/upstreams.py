"""HTTP to the services.

A proxy shares no cookies, follows no redirects, decompresses nothing and sends no request twice by itself. The headers
of requests and responses pass in their original bytes.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import orjson

from gateway.application.ports import RequestBody, UpstreamRequest
from gateway.domain.errors import UpstreamFailed, UpstreamUnreachable
from gateway.domain.headers import Header
from gateway.infrastructure.http.connection import READ_BYTES, Connection, ReadBuffer
from gateway.infrastructure.http.pool import Pool
from gateway.infrastructure.http.requests import LAST_CHUNK, chunk, request_head

MAX_DOCUMENT_BYTES: Final = 8 * 1024 * 1024


class HttpUpstreams:
    """Connection pools of all services; call `open` before the first request."""

    def __init__(self, bases: Mapping[str, str]) -> None:
        self._bases = dict(bases)
        self._pools: dict[str, Pool] = {}

    @property
    def services(self) -> Sequence[str]:
        """Return the names of the services."""
        return tuple(self._bases)

    def open(self) -> None:
        """Create the pools; they connect on first use."""
        buffer = ReadBuffer(READ_BYTES)
        self._pools = {service: Pool(base, buffer) for service, base in self._bases.items()}

    async def close(self) -> None:
        """Close every idle connection."""
        for pool in self._pools.values():
            pool.close()
        self._pools = {}

    async def send(self, request: UpstreamRequest) -> "HttpResponse":
        """Send a request and return its response, which has to be closed.

        Raise UpstreamUnreachable when nothing was sent, UpstreamFailed when no response began, and what the body of
        the request raises.
        """
        pool = self._pools.get(request.service)
        if pool is None:
            raise UpstreamUnreachable
        target = pool.prefix + request.path
        if request.query:
            target += b"?" + request.query
        connection = await pool.acquire(request.connect_seconds)
        try:
            return await _exchange(pool, connection, request, target)
        except BaseException:
            connection.close()
            raise

    async def get_json(self, service: str, path: str, *, seconds: float) -> Any:
        """Return the JSON at a path of a service; raise UpstreamUnreachable, UpstreamFailed or ValueError."""
        status, body = await self._document(UpstreamRequest(service, "GET", path.encode(), b"", [], b""), seconds)
        if status != 200:
            raise UpstreamFailed
        return orjson.loads(body)

    async def post_json(self, service: str, path: str, content: Any, *, seconds: float) -> tuple[int, Any]:
        """Send JSON to a path of a service, and return the status and the JSON of its response.

        Raise UpstreamUnreachable, UpstreamFailed or ValueError.
        """
        headers = [(b"content-type", b"application/json")]
        request = UpstreamRequest(service, "POST", path.encode(), b"", headers, orjson.dumps(content))
        status, body = await self._document(request, seconds)
        return status, orjson.loads(body)

    async def _document(self, request: UpstreamRequest, seconds: float) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(seconds):
                response = await self.send(request)
                try:
                    body = bytearray()
                    async for part, _ in response.chunks():
                        body += part
                        if len(body) > MAX_DOCUMENT_BYTES:
                            raise UpstreamFailed
                    return response.status, bytes(body)
                finally:
                    response.close()
        except TimeoutError as failure:
            raise UpstreamFailed from failure


async def _exchange(pool: Pool, connection: Connection, request: UpstreamRequest, target: bytes) -> "HttpResponse":
    body = request.body
    if isinstance(body, bytes):
        head = request_head(request.method, target, pool.host, request.headers, length=len(body))
        connection.begin(request.method, head + body)
        await connection.head()
        return HttpResponse(pool, connection)
    head = request_head(
        request.method, target, pool.host, request.headers, length=body.length, is_chunked=body.length is None
    )
    connection.begin(request.method, head)
    sender = asyncio.create_task(_send_body(connection, body))
    head_received = asyncio.create_task(connection.head())
    try:
        await asyncio.wait((sender, head_received), return_when=asyncio.FIRST_COMPLETED)
        if sender.done() and not head_received.done():
            # Raise what the body raised; otherwise the service has everything and responds next.
            sender.result()
        await head_received
    except BaseException:
        for task in (sender, head_received):
            task.cancel()
        await asyncio.gather(sender, head_received, return_exceptions=True)
        raise
    return HttpResponse(pool, connection, sender)


async def _send_body(connection: Connection, body: RequestBody) -> None:
    async for part in body.chunks():
        await connection.write(chunk(part) if body.length is None else part)
    if body.length is None:
        await connection.write(LAST_CHUNK)


class HttpResponse:
    """A response whose head has been received."""

    __slots__ = ("_connection", "_pool", "_sender")

    def __init__(self, pool: Pool, connection: Connection, sender: "asyncio.Task[None] | None" = None) -> None:
        """`sender` is the task that sends the body of the request, which may continue while the service responds."""
        self._pool = pool
        self._connection = connection
        self._sender = sender

    @property
    def status(self) -> int:
        """Return the status code."""
        return self._connection.status

    @property
    def headers(self) -> Sequence[Header]:
        """Return the headers, with names in lower case and the original bytes of the values."""
        return self._connection.headers

    async def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """Return the body in chunks as they arrive; raise UpstreamFailed if it ends early."""
        more = True
        while more:
            part, more = await self._connection.chunk()
            yield part, more

    def close(self) -> None:
        """Keep the connection for another request if both bodies are complete; otherwise close it."""
        if self._sender is None or _has_succeeded(self._sender):
            self._pool.release(self._connection)
        else:
            self._sender.cancel()
            self._connection.close()


def _has_succeeded(task: "asyncio.Task[None]") -> bool:
    """Return whether a task is done without an exception; its exception counts as handled."""
    return task.done() and not task.cancelled() and task.exception() is None
