"""Middleware: request id, access log and metrics, body limit, and a base for adding response headers."""

import logging
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.errors import too_large, unexpected
from chassis.runtime.logs import request_id
from chassis.runtime.metrics import HTTP_SECONDS

logger = logging.getLogger("access")

Header = tuple[bytes, bytes]

_CLIENT_ID: Final = re.compile(rb"[A-Za-z0-9_.-]{8,64}")
_QUIET: Final = ("/health/", "/metrics")


class RequestMiddleware:
    """Assigns a request id (that of the client if it is well formed), logs and measures the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        current = _request_id(scope)
        token = request_id.set(current)
        started = time.perf_counter()
        status = 500
        response_started = False

        async def send_with_id(message: Message) -> None:
            nonlocal status, response_started
            if message["type"] == "http.response.start":
                response_started = True
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (b"x-request-id", current.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            if response_started:
                raise
            await unexpected(error)(scope, receive, send_with_id)
        finally:
            self._record(scope, status, time.perf_counter() - started)
            request_id.reset(token)

    @staticmethod
    def _record(scope: Scope, status: int, seconds: float) -> None:
        path: str = scope["path"]
        if path.startswith(_QUIET):
            return
        route = getattr(scope.get("route"), "path", "unmatched")
        HTTP_SECONDS.labels(scope["method"], route, str(status)).observe(seconds)
        logger.info(
            "request",
            extra={"method": scope["method"], "path": path, "status": status, "milliseconds": round(seconds * 1000, 2)},
        )


class BodyLimitMiddleware:
    """Rejects bodies above a limit: at once if their length is announced, otherwise while they are read."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _content_length(scope) > self._max_bytes:
            await too_large()(scope, receive, send)
            return
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise HTTPException(413)
            return message

        await self._app(scope, limited, send)


class ResponseHeaders(ABC):
    """Base of middleware that adds headers to responses. Subclasses implement `headers`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    @abstractmethod
    def headers(self, scope: Scope) -> Sequence[Header]:
        """Return the headers for a request, with names in lower case. A header that the response has is not added."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        added = self.headers(scope) if scope["type"] == "http" else ()
        if not added:
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                message["headers"] = headers + [header for header in added if header[0] not in present]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _content_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _CLIENT_ID.fullmatch(value):
            return str(value, "ascii")
    return uuid4().hex
