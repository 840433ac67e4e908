"""What happens to every request: an id, a log line, a measurement; and every failure gets the envelope."""

import logging
import re
import time
from typing import Final
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import unexpected
from chassis.logs import request_id
from chassis.metrics import HTTP_SECONDS

logger = logging.getLogger("access")

_GIVEN_ID: Final = re.compile(rb"[A-Za-z0-9_.-]{8,64}")
_QUIET: Final = ("/health/", "/metrics")


class RequestMiddleware:
    """Gives each request an id (the caller's own if it is well formed), logs and measures it."""

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
        started_answer = False

        async def send_with_id(message: Message) -> None:
            nonlocal status, started_answer
            if message["type"] == "http.response.start":
                started_answer = True
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (b"x-request-id", current.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            if started_answer:
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


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return str(value, "ascii")
    return uuid4().hex
