"""`GET` and `HEAD` of `/media/{token}/{key}`: checked without a call, streamed without being buffered.

Of a response from the storage, at most two reads are in memory and what the socket has not taken; of one from memory,
the file itself. A response ends within seconds when its playback session or its sign-in session ends, and the
connection is closed, since the rest of the file is missing.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from starlette.types import Receive, Scope, Send

from chassis.core.path_secrets import shown_path
from chassis.http.follow_up.preconditions import is_current
from chassis.runtime.observability.log_fields import add_log_field
from gateway.application.media.ports import FileRequest
from gateway.application.media.segments import Segment
from gateway.application.media.serving import ServeMedia
from gateway.application.ports import UpstreamResponse
from gateway.domain.errors import (
    GatewayError,
    MediaForbidden,
    MediaUnavailable,
    MethodNotAllowed,
    PlaybackEnded,
    TooManyRequests,
)
from gateway.domain.headers import first_value
from gateway.domain.media.files import MediaFile, media_file
from gateway.domain.media.ranges import requested_part
from gateway.domain.rate_limit import Decision
from gateway.domain.request_classes import READS as GUESSES
from gateway.domain.route_limits import Limits
from gateway.domain.routes import READS, SAFE
from gateway.presentation.client_networks import client_address
from gateway.presentation.errors import ERRORS, send_error
from gateway.presentation.exchanges.exchange import Exchange
from gateway.presentation.exchanges.running import run
from gateway.presentation.media.headers import fetched_headers, file_request, stored_headers
from gateway.presentation.media.measuring import MediaMetrics, Source, Transfer

logger = logging.getLogger(__name__)

CountRequest = Callable[[str, str], Decision | None]
"""Counts a request of an address against the limit of a class."""

SENT_AT_ONCE: Final = 262_144
"""Bytes of a file in memory between two looks at whether the client reads and the session goes on."""


class MediaFiles:
    """Handles every path below `/media`."""

    def __init__(self, serve: ServeMedia | None, limits: Limits, metrics: MediaMetrics, count: CountRequest) -> None:
        """Without `serve`, no storage or key is configured. Refused requests count against the limits by `count`."""
        self._serve = serve
        self._limits = limits
        self._metrics = metrics
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        transfer = Transfer()
        try:
            await run(Exchange(scope, receive, send, self._limits), _Response(self._serve, transfer, self._count))
        finally:
            self._metrics.count(transfer)


class _Response:
    """The response to one request."""

    __slots__ = ("_count", "_has_ended", "_serve", "_transfer")

    def __init__(self, serve: ServeMedia | None, transfer: Transfer, count: CountRequest) -> None:
        self._count = count
        self._serve = serve
        self._transfer = transfer
        self._has_ended = False

    async def handle(self, exchange: Exchange) -> None:
        """Check the request, and send the file."""
        scope = exchange.scope
        scope["route"] = self._transfer
        if scope["method"] not in READS:
            raise MethodNotAllowed(SAFE)
        file = media_file(scope["raw_path"])
        self._transfer.kind = "manifest" if file.is_manifest else "file"
        if self._serve is None:
            raise MediaUnavailable
        try:
            token = await self._serve.admit(file, scope["headers"])
        except MediaForbidden:
            self._count_refused(scope)
            raise
        add_log_field("user_id", str(token.user_id))
        request = file_request(scope["method"], scope["headers"])

        def end() -> None:
            self._has_ended = True
            exchange.deadline.reschedule(exchange.loop.time())

        with self._serve.sessions.opened(token, end):
            segment = self._serve.store.find(file.key)
            if segment is not None:
                await self._send_stored(exchange, file, request, segment)
            else:
                await self._fetch(exchange, self._serve, file, request)

    def _count_refused(self, scope: Scope) -> None:
        """Count a request without a valid token, so that guessing costs as much as elsewhere.

        Raise TooManyRequests beyond the limit of its address.
        """
        decision = self._count(GUESSES, client_address(scope))
        if decision is not None and not decision.allowed:
            raise TooManyRequests(decision.retry_after)

    async def fail(self, exchange: Exchange, error: GatewayError) -> None:
        """Send an error; a response that has begun stays incomplete, and the server closes its connection."""
        if self._has_ended:
            error = PlaybackEnded()
        if exchange.started:
            code = ERRORS[type(error)].code
            logger.info("file aborted", extra={"path": shown_path(exchange.scope["path"]), "code": code})
            return
        self._transfer.status = ERRORS[type(error)].status
        await send_error(exchange.send, error, exchange.own_headers)

    async def _send_stored(self, exchange: Exchange, file: MediaFile, request: FileRequest, segment: Segment) -> None:
        exchange.response_begun()
        headers = stored_headers(file, segment)
        size = len(segment.data)
        if request.if_none_match is not None and segment.tag is not None:
            condition = request.if_none_match.decode("latin-1")
            if is_current(condition, segment.tag.decode("latin-1")):
                await self._start(exchange, 304, headers, "memory")
                await exchange.emit_body(b"", False)
                return
        is_same = request.if_range is None or request.if_range == segment.tag
        part = requested_part(request.range, size) if is_same else None
        begin, end = part or (0, size)
        if part is not None:
            headers.append((b"content-range", b"bytes %d-%d/%d" % (begin, end - 1, size)))
        headers.append((b"content-length", b"%d" % (end - begin)))
        await self._start(exchange, 200 if part is None else 206, headers, "memory")
        if request.method == "HEAD":
            await exchange.emit_body(b"", False)
            return
        data = memoryview(segment.data)
        for at in range(begin, end, SENT_AT_ONCE):
            following = min(at + SENT_AT_ONCE, end)
            await self._send(exchange, data[at:following], following < end)

    async def _fetch(self, exchange: Exchange, serve: ServeMedia, file: MediaFile, request: FileRequest) -> None:
        exchange.request_complete()
        async with serve.fetched(file.key, request, exchange.is_abandoned) as response:
            exchange.response_begun()
            length = first_value(response.headers, b"content-length") or b""
            is_kept = (
                request.is_whole
                and response.status == 200
                and not file.is_manifest
                and length.isdigit()
                and serve.store.begin(file.key, int(length))
            )
            pieces: list[bytes] | None = [] if is_kept else None
            try:
                # The client may be gone, or its session over, before the response begins.
                await self._start(exchange, response.status, fetched_headers(file, response.headers), "storage")
                await self._stream(exchange, response, pieces)
            except BaseException:
                if pieces is not None:
                    serve.store.abandon()
                raise
            if pieces is None:
                return
            tag, modified = (first_value(response.headers, name) for name in (b"etag", b"last-modified"))
            serve.store.put(file.key, Segment(b"".join(pieces), tag, modified))

    async def _stream(self, exchange: Exchange, response: UpstreamResponse, pieces: list[bytes] | None) -> None:
        """Send the file as it arrives, and keep its pieces if requested."""
        chunks = response.chunks()
        more = True
        while more:
            async with asyncio.timeout(exchange.limits.first_byte_seconds):
                part, more = await anext(chunks)
            if pieces is not None:
                pieces.append(part)
            await self._send(exchange, part, more)

    async def _start(self, exchange: Exchange, status: int, headers: list[tuple[bytes, bytes]], source: Source) -> None:
        if self._has_ended:
            raise PlaybackEnded
        self._transfer.status = status
        self._transfer.source = source
        await exchange.emit({"type": "http.response.start", "status": status, "headers": headers})

    async def _send(self, exchange: Exchange, part: bytes | memoryview, more: bool) -> None:
        await exchange.emit_body(part, more)
        self._transfer.bytes += len(part)
