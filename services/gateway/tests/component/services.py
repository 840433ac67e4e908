"""A service on a socket that responds to each request with bytes of the test's choice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class RawService:
    """The address of a service, and what it received."""

    port: int = 0
    connections: int = 0
    heads: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def raw_service(handler: Handler) -> AsyncIterator[RawService]:
    """Serve each connection by `handler`; requests of the gateway's own polling are refused before."""
    service = RawService()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        service.connections += 1
        try:
            await handler(_Recording(reader, writer, service), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1")
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        server.close()


class _Recording(asyncio.StreamReader):
    """Reads heads of requests and records them."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, service: RawService) -> None:
        super().__init__()
        self._reader = reader
        self._writer = writer
        self._service = service

    async def readuntil(self, separator: bytes = b"\n") -> bytes:  # type: ignore[override]
        data = await self._reader.readuntil(separator)
        if b" /api/" not in data and b" /x" not in data:
            # The gateway itself requests the document and for health.
            self._writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            raise ConnectionError
        self._service.heads.append(data)
        return data

    async def read(self, n: int = -1) -> bytes:
        return await self._reader.read(n)

    async def readexactly(self, n: int) -> bytes:
        return await self._reader.readexactly(n)


def responds(*responses: bytes) -> Handler:
    """Return a handler that responds to the requests of a connection in order, and then closes it."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for response in responses:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(response)
            await writer.drain()

    return handler
