"""The load: keep-alive connections that each send the next request as soon as a response is complete.

A process of its own, so that its work is never counted as the server's. It reads one JSON order per line from standard
input (`port`, `path`, `connections`, `requests`, perhaps `headers`) and writes the seconds that they took.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any, cast

import uvloop

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
EXPECTED = (b"HTTP/1.1 200 ", b"HTTP/1.1 206 ")
HEADERS = (
    "Host: 127.0.0.1\r\nUser-Agent: benchmark\r\nAccept: application/json\r\nAccept-Encoding: gzip\r\n"
    "Accept-Language: en\r\n"
)


class BadResponse(RuntimeError):
    """A response is not the expected one: the figures would mean nothing."""


class Client(asyncio.Protocol):
    """One connection with one request at a time."""

    def __init__(self, path: str, left: Iterator[int], ended: asyncio.Future[None], headers: str) -> None:
        self._left = left
        self._request = f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode()
        self._ended = ended
        self._head = b""
        self._missing = 0
        """Bytes of the body that have not arrived; of the head that has not, while there is none."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Report a connection that the server closed."""
        if not self._ended.done():
            self._ended.set_exception(exc or BadResponse("the server closed a connection"))

    def data_received(self, data: bytes) -> None:
        """Count bytes; send the next request after the last of a response."""
        if self._missing:
            self._missing -= len(data)
        else:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            length = LENGTH.search(self._head, 0, end + 2)
            if not self._head.startswith(EXPECTED) or length is None:
                if not self._ended.done():
                    self._ended.set_exception(BadResponse(self._head[:end].decode("latin-1")))
                return
            self._missing = end + 4 + int(length[1]) - len(self._head)
            self._head = b""
        if not self._missing:
            if next(self._left, None) is not None:
                self._transport.write(self._request)
            elif not self._ended.done():
                self._ended.set_result(None)

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


async def measure(port: int, path: str, connections: int, requests: int, headers: str = HEADERS) -> float:
    """Return the seconds until the last but a few of `requests` had a response; `headers` are lines."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()
    left = iter(range(requests))
    begun = time.perf_counter()
    clients: list[Client] = []
    for _ in range(connections):
        _, client = await loop.create_connection(lambda: Client(path, left, ended, headers), "127.0.0.1", port)
        clients.append(client)
    await ended
    for client in clients:
        client.close()
    return time.perf_counter() - begun


def main() -> None:
    """Carry out orders until standard input ends."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin:
            order: dict[str, Any] = json.loads(line)
            print(runner.run(measure(**order)), flush=True)


if __name__ == "__main__":
    main()
