"""Asks a process of the stack over HTTP how it is, with nothing but a socket: the supervisor stays small."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TIMEOUT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class ResponseModel:
    """Status code and JSON body (empty when the body is not a JSON object)."""

    status: int
    body: Mapping[str, Any]

    def check(self, name: str, key: str) -> int | None:
        """A count of a readiness check, for example `check("consumer", "lag")`; None when not told."""
        found = self.body.get("checks", {}).get(name, {}).get(key)
        return found if isinstance(found, int) else None


async def get(port: int, path: str) -> ResponseModel | None:
    """GET http://127.0.0.1:<port><path>; None when nobody answers in 3 s."""
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                request = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
                writer.write(request.encode())
                answer = await reader.read(-1)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return None
    return _parse(answer)


async def ready(port: int) -> bool:
    """Whether a service says that it is ready."""
    answer = await get(port, "/health/ready")
    return answer is not None and answer.status == 200


def _parse(answer: bytes) -> ResponseModel | None:
    head, _, body = answer.partition(b"\r\n\r\n")
    try:
        status = int(head.split(b" ", 2)[1])
    except (IndexError, ValueError):
        return None
    try:
        decoded = json.loads(body)
    except ValueError:
        decoded = {}
    return ResponseModel(status, decoded if isinstance(decoded, dict) else {})
