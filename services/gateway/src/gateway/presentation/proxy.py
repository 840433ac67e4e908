"""The proxy: an ASGI application that admits a request, forwards it and streams the response.

One deadline covers the whole exchange, including the time in which the client reads the response. An event stream that
has begun has no deadline: it ends when either side closes it, its token expires or its session ends.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, MutableMapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final

from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Message, Receive, Scope, Send

from chassis.core.browser_sessions import BINDING_HEADER, COOKIE_SESSION_HEADER, REFRESH_TOKEN_HEADER
from chassis.core.path_secrets import shown_path
from chassis.core.proxy_sign_in import PROXY_SIGNATURE_HEADER, PROXY_USER_HEADER
from chassis.http.compatibility.responses import NESTING
from chassis.runtime.logs import request_id
from chassis.runtime.telemetry import trace_headers, tracer
from gateway.application.admission import Admit, Admitted, Credentials, RequestHead
from gateway.application.event_streams import EventStreams
from gateway.application.forwarding import Forward
from gateway.application.ports import Principal, UpstreamRequest, UpstreamResponse
from gateway.domain.compatibility import is_compatible
from gateway.domain.errors import BodyTooLarge, GatewayError, UpstreamFailed, UpstreamTimeout
from gateway.domain.headers import Header, accepts_event_stream, first_value, is_event_stream, to_client, to_upstream
from gateway.domain.routes import Target
from gateway.presentation.client_networks import PEER
from gateway.presentation.errors import ERRORS, send_error
from gateway.presentation.request_body import ClientDisconnected, RequestBodies

logger = logging.getLogger(__name__)

LONGEST_STREAM_SECONDS: Final = 3600.0
NO_BODY_STATUSES: Final = frozenset({204, 304})
"""Responses without a body, whatever length their headers announce."""

_TRACES: Final = TraceContextTextMapPropagator()


@dataclass(slots=True)
class _Exchange:
    """A request in progress: its connection, the gateway's own response headers, and whether the response began."""

    scope: Scope
    receive: Receive
    send: Send
    own_headers: list[Header] = field(default_factory=list)
    started: bool = False

    async def emit(self, message: Message) -> None:
        self.started = True
        await self.send(message)


@dataclass(slots=True)
class _Subscriber:
    """The client of an event stream, and the event that is set when its session ends."""

    principal: Principal | None
    head: RequestHead
    session_ended: asyncio.Event = field(default_factory=asyncio.Event)


class Proxy:
    """Handles every path below `/api`, and the key set of auth."""

    def __init__(
        self,
        admit: Admit,
        forward: Forward,
        bodies: RequestBodies,
        streams: EventStreams,
        *,
        deadline_seconds: float,
        now: Callable[[], float],
        removed_headers: Collection[bytes] = frozenset(),
    ) -> None:
        self._admit = admit
        self._forward = forward
        self._bodies = bodies
        self._streams = streams
        self._deadline_seconds = deadline_seconds
        self._now = now
        self._removed_headers = removed_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        exchange = _Exchange(scope, receive, send)
        try:
            async with asyncio.timeout(self._deadline_seconds) as deadline:
                await self._handle(exchange, deadline)
        except TimeoutError:
            await self._fail(exchange, UpstreamTimeout())
        except GatewayError as error:
            await self._fail(exchange, error)
        except ClientDisconnected:
            logger.info(
                "client disconnected before its request was complete", extra={"path": shown_path(scope["path"])}
            )

    async def _fail(self, exchange: _Exchange, error: GatewayError) -> None:
        """Send an error; a response that has begun stays incomplete, and the server closes its connection."""
        if exchange.started:
            code = ERRORS[type(error)].code
            logger.warning("response aborted", extra={"path": shown_path(exchange.scope["path"]), "code": code})
            return
        compatible = is_compatible(exchange.scope["raw_path"])
        await send_error(exchange.send, error, exchange.own_headers, compatible=compatible)

    async def _handle(self, exchange: _Exchange, deadline: asyncio.Timeout) -> None:
        scope = exchange.scope
        head = RequestHead(
            method=scope["method"],
            path=scope["raw_path"],
            query=scope["query_string"],
            headers=scope["headers"],
            address=scope["client"][0] if scope["client"] else "",
            peer=scope.get(PEER, ""),
        )
        admission = await self._admit(head)
        if admission.rate_limit is not None:
            exchange.own_headers += admission.rate_limit.headers()
        scope["route"] = SimpleNamespace(path=admission.route)
        admitted = admission.outcome
        if isinstance(admitted, GatewayError):
            raise admitted
        self._bodies.check_length(first_value(head.headers, b"content-length"))
        body = await self._bodies.read(exchange.receive)
        try:
            with self._span(head, admitted.target):
                request = self._upstream_request(scope, head, admitted, body)
                await self._exchange(exchange, request, _Subscriber(admitted.credentials.principal, head), deadline)
        finally:
            self._bodies.release(body)

    def _span(self, head: RequestHead, target: Target) -> AbstractContextManager[object]:
        parent = first_value(head.headers, b"traceparent")
        context = _TRACES.extract({"traceparent": parent.decode("latin-1")}) if parent else None
        name = f"{head.method} {target.label}"
        return tracer(__name__).start_as_current_span(name, context=context, kind=SpanKind.SERVER)

    def _upstream_request(self, scope: Scope, head: RequestHead, admitted: Admitted, body: bytes) -> UpstreamRequest:
        return UpstreamRequest(
            service=admitted.target.service,
            method=head.method,
            path=admitted.target.path,
            query=head.query,
            headers=to_upstream(head.headers, _own_headers(scope, head, admitted), self._removed_headers),
            body=body,
        )

    async def _exchange(
        self, exchange: _Exchange, request: UpstreamRequest, subscriber: _Subscriber, deadline: asyncio.Timeout
    ) -> None:
        with ExitStack() as stream:
            # A client that accepts event streams is counted before the service is contacted.
            expected = accepts_event_stream(subscriber.head.headers)
            if expected:
                stream.enter_context(self._open_stream(subscriber, request))
            async with self._forward(request) as response:
                streaming = is_event_stream(response.headers)
                if streaming and not expected:
                    stream.enter_context(self._open_stream(subscriber, request))
                start = _start(response, exchange.own_headers)
                if streaming:
                    deadline.reschedule(None)
                    await self._stream(exchange, response, start, subscriber)
                else:
                    stream.close()
                    await exchange.emit(start)
                    await _send_body(exchange, response)

    def _open_stream(self, subscriber: _Subscriber, request: UpstreamRequest) -> AbstractContextManager[None]:
        if request.body:
            # The body would stay in memory for as long as the stream is open.
            raise BodyTooLarge
        return self._streams.opened(subscriber.principal, subscriber.head.address, subscriber.session_ended.set)

    async def _stream(
        self, exchange: _Exchange, response: UpstreamResponse, start: MutableMapping[str, Any], subscriber: _Subscriber
    ) -> None:
        """Forward events until either side ends the stream, the token expires or the session ends.

        The service's response is closed when the client disconnects.
        """
        await exchange.emit(start)
        body = asyncio.create_task(_send_body(exchange, response))
        disconnect = asyncio.create_task(_disconnected(exchange.receive))
        session_end = asyncio.create_task(subscriber.session_ended.wait())
        tasks = (body, disconnect, session_end)
        try:
            await asyncio.wait(
                tasks, timeout=self._seconds_left(subscriber.principal), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            is_complete, is_disconnected = body.done(), disconnect.done()
            for task in tasks:
                task.cancel()
            outcome, *_ = await asyncio.gather(*tasks, return_exceptions=True)
        if isinstance(outcome, UpstreamFailed):
            raise outcome
        if not is_complete and not is_disconnected:
            # The body ends normally, so the client sees the end of the stream and reconnects.
            await exchange.emit({"type": "http.response.body", "body": b"", "more_body": False})

    def _seconds_left(self, principal: Principal | None) -> float:
        if principal is None:
            return LONGEST_STREAM_SECONDS
        return min(LONGEST_STREAM_SECONDS, max(0.0, principal.expires_at - self._now()))


def _start(response: UpstreamResponse, own_headers: list[Header]) -> MutableMapping[str, Any]:
    headers = to_client(response.headers)
    if response.status in NO_BODY_STATUSES:
        headers = [header for header in headers if header[0] != b"content-length"]
    return {"type": "http.response.start", "status": response.status, "headers": headers + own_headers}


def _own_headers(scope: Scope, head: RequestHead, admitted: Admitted) -> list[Header]:
    """Return the headers that the gateway itself adds to a forwarded request."""
    own: list[Header] = [
        (b"x-request-id", (request_id.get() or "").encode()),
        (b"x-forwarded-for", head.address.encode()),
        (b"x-forwarded-proto", scope["scheme"].encode()),
        (b"x-forwarded-host", first_value(head.headers, b"host") or b""),
    ]
    own += [(name.encode(), value.encode()) for name, value in trace_headers().items()]
    own += _credentials(admitted.credentials)
    if admitted.target.nesting is not None:
        own.append((NESTING, admitted.target.nesting))
    return own


def _credentials(credentials: Credentials) -> list[Header]:
    """Return the headers by which a service receives the tokens of a request, wherever the client had them."""
    headers: list[Header] = []
    if credentials.token is not None:
        headers.append((b"authorization", f"Bearer {credentials.token}".encode()))
    if credentials.refresh_token is not None:
        headers.append((REFRESH_TOKEN_HEADER.lower().encode(), credentials.refresh_token.encode("latin-1")))
    if credentials.binding is not None:
        headers.append((BINDING_HEADER.lower().encode(), credentials.binding.encode("latin-1")))
    if credentials.proxy_user is not None:
        headers.append((PROXY_USER_HEADER.lower().encode(), credentials.proxy_user.encode("latin-1")))
    if credentials.proxy_signature is not None:
        headers.append((PROXY_SIGNATURE_HEADER.lower().encode(), credentials.proxy_signature.encode()))
    if credentials.from_cookies:
        headers.append((COOKIE_SESSION_HEADER.lower().encode(), b"1"))
    return headers


async def _send_body(exchange: _Exchange, response: UpstreamResponse) -> None:
    async for chunk, more in response.chunks():
        await exchange.emit({"type": "http.response.body", "body": chunk, "more_body": more})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
