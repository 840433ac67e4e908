"""Requests as bytes: what no HTTP library would send."""

import asyncio
import json
from typing import Any, Final

HOST: Final = "127.0.0.1"


async def exchange(port: int, raw: bytes, *, seconds: float = 5.0) -> bytes:
    """Send bytes and return everything received until the connection is closed or `seconds` have passed."""
    reader, writer = await asyncio.open_connection(HOST, port)
    received = b""
    try:
        async with asyncio.timeout(seconds):
            writer.write(raw)
            while chunk := await reader.read(65_536):
                received += chunk
    except (TimeoutError, ConnectionError):
        pass
    writer.close()
    return received


def statuses_of(received: bytes) -> list[int]:
    """Return the status of each response; bodies that hold a status line of their own would count too."""
    return [int(part.split(maxsplit=1)[0]) for part in received.split(b"HTTP/1.1 ")[1:]]


def status_of(received: bytes) -> int:
    """Return the status of the first response, 0 without one."""
    return next(iter(statuses_of(received)), 0)


def body_of(received: bytes) -> Any:
    """Return the JSON body of the only response."""
    return json.loads(received.split(b"\r\n\r\n", 1)[1])
