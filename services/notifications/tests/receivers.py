"""A server that receives webhooks, on a free port of this machine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import orjson


@dataclass(frozen=True, slots=True)
class Received:
    """A request that arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> dict[str, object]:
        """The data of the event."""
        data: dict[str, object] = orjson.loads(self.body)["data"]
        return data


Respond = Callable[[asyncio.StreamWriter], Awaitable[None]]


def reply(status: int, *headers: str, body: bytes = b"") -> Respond:
    """Return a response."""

    async def respond(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(body)}", *headers]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await writer.drain()

    return respond


async def endless(writer: asyncio.StreamWriter) -> None:
    """Respond with a body that never ends."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        await writer.drain()


@dataclass(slots=True)
class Receiver:
    """Keeps requests, and responds to each path as the test sets; with 204 to any other."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    responses: dict[str, Respond] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/") -> str:
        """Return a URL of the server."""
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path: str) -> list[Received]:
        """Return the requests to a path."""
        return [request for request in self.received if request.path == path]

    async def hang(self, writer: asyncio.StreamWriter) -> None:
        """Respond when the test releases it."""
        await self.released.wait()
        await reply(204)(writer)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers["content-length"]))
            path = head[0].split(" ")[1]
            self.received.append(Received(path, headers, body))
            self.arrived.set()
            await self.responses.get(path, reply(204))(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Serve while the block runs."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.close()
