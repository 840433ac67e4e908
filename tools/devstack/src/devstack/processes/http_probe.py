"""Health checks of the processes over a plain socket, by HTTP or SMTP, so that the supervisor stays small."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TIMEOUT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Response:
    """Status code and JSON body (empty when the body is not a JSON object)."""

    status: int
    body: Mapping[str, Any]

    def check(self, name: str, key: str) -> int | None:
        """Return a count of a readiness check, for example `check("consumer", "lag")`, or None."""
        result = self.body.get("checks", {}).get(name, {}).get(key)
        return result if isinstance(result, int) else None


async def get(port: int, path: str) -> Response | None:
    """Send GET http://127.0.0.1:<port><path>; None without a response within 3 s."""
    response = await _response(port, path)
    return None if response is None else _parse(response)


async def text(port: int, path: str) -> str | None:
    """Send GET http://127.0.0.1:<port><path>, and return the body; null without a response of status 200 within 3 s."""
    head, _, body = (await _response(port, path) or b"").partition(b"\r\n\r\n")
    return body.decode() if head[9:12] == b"200" else None


async def ready(port: int) -> bool:
    """Return whether a service says that it is ready."""
    response = await get(port, "/health/ready")
    return response is not None and response.status == 200


async def knows_token_keys(management_port: int) -> bool:
    """Return whether a gateway is ready and verifies tokens: one that has started before auth has no keys at first."""
    response = await get(management_port, "/health/ready")
    if response is None or response.status != 200:
        return False
    return bool(response.body["checks"]["token keys"]["status"] == "up")


async def greets(port: int) -> bool:
    """Return whether the mail server on a port greets (RFC 5321, code 220)."""
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return await reader.readexactly(4) == b"220 "
            finally:
                writer.close()
    except (OSError, EOFError, TimeoutError):
        return False


async def _response(port: int, path: str) -> bytes | None:
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                request = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
                writer.write(request.encode())
                return await reader.read(-1)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return None


def _parse(response: bytes) -> Response | None:
    head, _, body = response.partition(b"\r\n\r\n")
    try:
        status = int(head.split(b" ", 2)[1])
    except (IndexError, ValueError):
        return None
    try:
        decoded = json.loads(body)
    except ValueError:
        decoded = {}
    return Response(status, decoded if isinstance(decoded, dict) else {})
