"""The load: connections that each send the next signed message as soon as the last one has a response.

A process of its own, so that its work is never counted as the server's. `python load.py PORT CONNECTIONS MESSAGES`
prints the seconds that the messages took. Each message is new and as large as an event about an invoice.
"""

import asyncio
import hashlib
import hmac
import json
import re
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any, Final, cast

import uvloop

SECRET: Final = "whsec_benchmark"
PATH: Final = "/api/v1/billing/webhooks/stripe"
LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
PADDING: Final = "x" * 3_000
"""What an event carries besides what is read of it."""


def message(number: int) -> bytes:
    """Return a request."""
    subject = {"object": "subscription", "id": f"sub_{uuid.uuid4().hex[:24]}", "metadata": {"padding": PADDING}}
    event: dict[str, Any] = {
        "id": f"evt_{uuid.uuid4().hex}",
        "object": "event",
        "type": "customer.subscription.updated",
    }
    body = json.dumps({**event, "created": 1795262400 + number, "data": {"object": subject}}).encode()
    instant = int(time.time())
    digest = hmac.new(SECRET.encode(), f"{instant}.".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Stripe/1.0\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nStripe-Signature: t={instant},v1={digest}\r\n\r\n"
    )
    return head.encode() + body


class Client(asyncio.Protocol):
    """One connection with one message at a time."""

    def __init__(self, left: Iterator[bytes], ended: asyncio.Future[None]) -> None:
        self._left = left
        self._ended = ended
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first message."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class
        self._send()

    def data_received(self, data: bytes) -> None:
        """Send the next message after the last byte of a response; fail at one that is not 200."""
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator:
            return
        length = LENGTH.search(head + b"\r\n")
        if not head.startswith(b"HTTP/1.1 200 ") or length is None:
            if not self._ended.done():
                self._ended.set_exception(RuntimeError(self._received.decode("latin-1")))
        elif len(body) == int(length[1]):
            self._received = b""
            self._send()

    def _send(self) -> None:
        request = next(self._left, None)
        if request is not None:
            self._transport.write(request)
        elif not self._ended.done():
            self._ended.set_result(None)

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


async def measure(port: int, connections: int, messages: int) -> float:
    """Return the seconds until the last but a few messages had a response."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()
    left = iter([message(number) for number in range(messages)])
    begun = time.perf_counter()
    clients: list[Client] = []
    for _ in range(connections):
        _, client = await loop.create_connection(lambda: Client(left, ended), "127.0.0.1", port)
        clients.append(client)
    await ended
    for client in clients:
        client.close()
    return time.perf_counter() - begun


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(runner.run(measure(*map(int, sys.argv[1:]))))
