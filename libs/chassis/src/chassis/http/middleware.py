"""Middleware: one for what every request has, and a base for adding response headers."""

import asyncio
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from os import urandom
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.core.path_secrets import shown_path
from chassis.http.compatibility.responses import NESTING, compatible
from chassis.http.errors import response_to, too_large, too_late
from chassis.http.follow_up.repetition import repeat_deadlocks
from chassis.runtime.abandonment import CLIENT_CLOSED_REQUEST, begin_request, ends_here
from chassis.runtime.access_log import access_log
from chassis.runtime.deadlines import DEADLINE, deadline_seconds
from chassis.runtime.logs import request_id
from chassis.runtime.metrics.requests import IN_PROGRESS, request_duration
from chassis.runtime.observability.log_fields import NONE, current_fields
from chassis.runtime.telemetry import TRACEPARENT, exports_spans, parse_trace, received_trace, trace_ids

Header = tuple[bytes, bytes]

SLOW_SECONDS: Final = 0.2
"""A response that took longer may be a stream of events, whose duration says nothing about the service."""
_CLIENT_ID: Final = re.compile(rb"[A-Za-z0-9_.-]{8,64}")
QUIET: Final = ("/health/", "/metrics")
"""Paths of requests that no client sends: they have no log line and no span."""


class RequestMiddleware:
    """Surrounds each request: its id, a limit for its body, its metrics, its log line, and responses to its errors.

    The id is that of the client if it is well formed. A body above the limit is rejected at once if its length is
    announced, otherwise while it is read; without `max_body_bytes` the application has a limit of its own, and no
    request is repeated after a deadlock. With `shapes`, a response has the shape that the gateway requests, a request
    whose response has not begun by the gateway's deadline is cancelled and gets a 504, and a read is cancelled when its
    client has gone. With `serves_head`, HEAD is served as GET without the body (RFC 9110 section 9.3.2); `is_head` in
    the scope lets a route omit a costly body.
    """

    def __init__(
        self, app: ASGIApp, *, max_body_bytes: int | None = None, shapes: bool = False, serves_head: bool = False
    ) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._shapes = shapes
        self._serves_head = serves_head
        self._begin: Callable[[Scope], None] = begin_request if shapes else _serve_to_the_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        self._begin(scope)
        current, length, trace, nesting, seconds = _head(scope)
        if nesting is not None or method == "HEAD":
            scope, send = self._translated(scope, send, nesting)
        header = (b"x-request-id", current.encode())
        token = request_id.set(current)
        fields = current_fields.set(NONE)
        trace_token = None if trace is None else received_trace.set(trace)
        started = time.perf_counter()
        IN_PROGRESS.count += 1
        status = 0
        headers: Sequence[Header] = ()
        deadline = None if seconds is None or not self._shapes else asyncio.timeout(seconds)

        def send_with_id(message: Message) -> Awaitable[None]:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status = message["status"]
                if deadline is not None:
                    deadline.reschedule(None)
                headers = message["headers"] = [*message.get("headers", ()), header]
            return send(message)

        try:
            served = self._serve(scope, receive, send_with_id, length, lambda: status > 0)
            if deadline is None:
                await served
            else:
                async with deadline:
                    await served
        except (Exception, asyncio.CancelledError) as error:
            if status:
                raise
            is_late = deadline is not None and deadline.expired()
            deadline = None
            response = too_late() if is_late else await _response_to(error, scope, receive)
            await response(scope, receive, send_with_id)
        finally:
            IN_PROGRESS.count -= 1
            _record(method, scope, status or 500, headers, time.perf_counter() - started, current)
            current_fields.reset(fields)
            request_id.reset(token)
            if trace_token is not None:
                received_trace.reset(trace_token)

    def _serve(
        self, scope: Scope, receive: Receive, send: Send, length: int, has_begun: Callable[[], bool]
    ) -> Awaitable[None]:
        """Call the application with its body limited; an announced length beyond the limit is rejected."""
        if self._max_body_bytes is None:
            return self._app(scope, receive, send)
        if length > self._max_body_bytes:
            return too_large()(scope, receive, send)
        limited = _limited(receive, self._max_body_bytes) if length else receive
        return repeat_deadlocks(lambda body: self._app(scope, body, send), limited, has_begun, is_empty=length == 0)

    def _translated(self, scope: Scope, send: Send, nesting: bytes | None) -> tuple[Scope, Send]:
        """Return a request as the application serves it, and a `send` that gives its response the requested shape."""
        if scope["method"] == "HEAD" and self._serves_head:
            scope, send = {**scope, "method": "GET", "is_head": True}, _head_only(send)
        if nesting is not None and self._shapes:
            scope, send = compatible(scope, send, nesting)
        return scope, send


def _serve_to_the_end(scope: Scope) -> None:
    """Leave it to the application what happens when a client has gone."""


async def _response_to(error: BaseException, scope: Scope, receive: Receive) -> Response:
    """Return the response to an error; raise a cancellation again, unless it is that of a client that has gone."""
    if isinstance(error, Exception):
        return await response_to(error, scope, receive)
    if not ends_here():
        raise error
    return Response(status_code=CLIENT_CLOSED_REQUEST)


def _head_only(send: Send) -> Send:
    """Return a `send` that ends a response behind its head; a stream of events ends with it."""

    async def head_only(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body", "body": b""})

    return head_only


def _limited(receive: Receive, max_bytes: int) -> Receive:
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > max_bytes:
            raise HTTPException(413)
        return message

    return limited


def _record(method: str, scope: Scope, status: int, headers: Sequence[Header], seconds: float, identifier: str) -> None:
    """Measure and log a request."""
    path: str = scope["path"]
    if path.startswith(QUIET):
        return
    route = getattr(scope.get("route"), "path", "unmatched")
    is_stream = seconds > SLOW_SECONDS and _is_stream(headers)
    series = request_duration(method, route, status, "stream" if is_stream else scope.get("served_from", "application"))
    # The trace of a slow request is found by its exemplar.
    series.observe(seconds, _exemplar() if exports_spans() else None)
    access_log().write(method, shown_path(path), status, seconds, identifier)


def _is_stream(headers: Sequence[Header]) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in headers)


def _exemplar() -> dict[str, str] | None:
    ids = trace_ids()
    return None if ids is None else {"trace_id": ids[0]}


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


def _head(scope: Scope) -> tuple[str, int, str | None, bytes | None, float | None]:
    """Return the request's id, the announced length of its body (1 when it is unknown), trace, nesting and deadline."""
    identifier, length, trace, nesting, seconds = "", 0, None, None, None
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            length = int(value[:20])
        elif name == b"transfer-encoding":
            length = length or 1
        elif name == TRACEPARENT:
            trace = parse_trace(value)
        elif name == b"x-request-id" and not identifier and _CLIENT_ID.fullmatch(value):
            identifier = value.decode()
        elif name == NESTING:
            nesting = value
        elif name == DEADLINE:
            seconds = deadline_seconds(value)
    return identifier or urandom(16).hex(), length, trace, nesting, seconds
