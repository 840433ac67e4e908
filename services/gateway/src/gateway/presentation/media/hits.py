"""The shortest way of a whole file from memory to a player, before every other layer.

It serves what is most frequent: `GET` of a stored segment without conditions, from a page of the own origin or
a player that is no browser, over a connection that is ready. Everything else takes the way through the layers to
`MediaFiles`. The checks are the same; what the layers add to a response and note of a request is done here as well. A
player that reads slowly is waited for, and loses its connection when its session ends or its time is over.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.core.path_secrets import MASK
from chassis.http.server.prepared import PreparedResponse, prepared_response
from chassis.runtime.access_log import access_log
from chassis.runtime.metrics.requests import request_duration
from chassis.runtime.observability.log_fields import log_fields
from chassis.runtime.telemetry import exports_spans, parse_trace, received_trace
from gateway.application.media.segments import Segment
from gateway.application.media.serving import ServeMedia
from gateway.domain.errors import GatewayError
from gateway.domain.headers import Header
from gateway.domain.media.files import FOLDER, ROUTE, MediaFile, media_file
from gateway.presentation.exchanges.identifiers import identifier_of
from gateway.presentation.media.headers import stored_headers
from gateway.presentation.media.measuring import MediaMetrics, Transfer
from objects.prefix_tokens import PrefixToken

_PATH: Final = f"/{FOLDER}/".encode()
_LENGTH: Final = b"content-length"
_THROUGH_THE_LAYERS: Final = frozenset(
    {b"range", b"if-none-match", b"if-match", b"if-unmodified-since", b"origin", b"transfer-encoding", b"upgrade"}
)
_VARY: Final[Header] = (b"vary", b"Origin")
"""The rules for other origins state it on every response."""


class MediaHits:
    """Serves whole files from memory; passes every other request to the application."""

    def __init__(
        self,
        app: ASGIApp,
        serve: ServeMedia,
        seconds: float,
        metrics: MediaMetrics,
        security: Mapping[str, Sequence[Header]],
    ) -> None:
        """`seconds` limits a response. `security` has the headers that every response has, by scheme."""
        self._app = app
        self._serve = serve
        self._seconds = seconds
        self._metrics = metrics
        self._security = security

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["raw_path"].startswith(_PATH):
            started = time.perf_counter()
            try:
                if await self._is_served(scope, started):
                    return
            except GatewayError:
                # The layers respond with the error, and count it.
                pass
        await self._app(scope, receive, send)

    async def _is_served(self, scope: Scope, started: float) -> bool:
        """Send the file, and return whether there was one to send."""
        file = media_file(scope["raw_path"])
        prepared = prepared_response(scope)
        if file.key not in self._serve.store or prepared is None or exports_spans():
            return False
        identifiers = _identifiers(scope["headers"])
        if identifiers is None:
            return False
        token = await self._serve.admit(file, scope["headers"])
        segment = self._serve.store.find(file.key)
        if segment is None:
            return False
        stated, trace = identifiers
        identifier = identifier_of(stated)
        if trace is not None:
            received_trace.set(parse_trace(trace))
        head = (self._head(scope["scheme"], file, segment), b"x-request-id: %b\r\n" % identifier.encode())
        if not await self._send(prepared, token, head, segment.data):
            return False
        self._metrics.count(Transfer("file", "memory", 200, len(segment.data)))
        seconds = time.perf_counter() - started
        request_duration("GET", ROUTE, 200).observe(seconds)
        with log_fields(user_id=str(token.user_id)):
            access_log().write("GET", f"/{FOLDER}/{MASK}/{file.key}", 200, seconds, identifier)
        return True

    async def _send(self, prepared: PreparedResponse, token: PrefixToken, head: Sequence[bytes], data: bytes) -> bool:
        """Send a response, and wait for a client that reads slowly; return false with nothing sent."""
        self._serve.sessions.check(token)
        if not prepared.send(head, data):
            return False
        if prepared.is_waiting:
            with self._serve.sessions.opened(token, prepared.abort):
                try:
                    async with asyncio.timeout(self._seconds):
                        await prepared.taken()
                except TimeoutError:
                    prepared.abort()
        return True

    def _head(self, scheme: str, file: MediaFile, segment: Segment) -> bytes:
        """Return the status line and the headers that do not change, made once."""
        made = segment.heads.get(scheme)
        if made is None:
            headers = [*stored_headers(file, segment), (b"content-length", b"%d" % len(segment.data)), _VARY]
            present = {name for name, _ in headers}
            headers += [header for header in self._security.get(scheme, ()) if header[0] not in present]
            made = b"HTTP/1.1 200 OK\r\n" + b"".join(b"%b: %b\r\n" % header for header in headers)
            segment.heads[scheme] = made
        return made


def _identifiers(headers: Sequence[Header]) -> tuple[bytes | None, bytes | None] | None:
    """Return the id and the trace that a client states, or null for a request that takes the way through the layers."""
    identifier = trace = None
    for name, value in headers:
        if name in _THROUGH_THE_LAYERS or (name == _LENGTH and value != b"0"):
            return None
        if name == b"x-request-id":
            identifier = value
        elif name == b"traceparent":
            trace = value
    return identifier, trace
