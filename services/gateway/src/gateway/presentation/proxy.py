"""The proxy: an ASGI application that admits a request, forwards it and streams both bodies.

A request has a deadline for the head of its response and one for the whole exchange, including the time in which the
client reads the response. The service receives the first one, and stops its work then. An event stream that has begun
has no deadline: it ends when either side closes it, its token expires or its session ends.
"""

import logging
from collections.abc import Callable, Collection, MutableMapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Receive, Scope, Send

from chassis.core.path_secrets import shown_path
from chassis.runtime.deadlines import DEADLINE, deadline_value
from chassis.runtime.logs import request_id
from chassis.runtime.observability import attributes
from chassis.runtime.observability.log_fields import add_log_field
from chassis.runtime.telemetry import is_traced, tracer
from gateway.application.admission import Admit, Admitted, RequestHead
from gateway.application.event_streams import EventStreams, StreamEnd
from gateway.application.forwarding import Forward
from gateway.application.ports import Principal, UpstreamRequest, UpstreamResponse
from gateway.domain.compatibility import is_compatible
from gateway.domain.errors import BodyTooLarge, GatewayError
from gateway.domain.headers import (
    Header,
    accepts_event_stream,
    first_value,
    is_event_stream,
    page_headers,
    to_client,
    to_upstream,
)
from gateway.domain.route_limits import LimitsByRoute
from gateway.domain.routes import PAGES, Target
from gateway.presentation.client_networks import request_head
from gateway.presentation.error_page import is_shown
from gateway.presentation.errors import ERRORS, send_error
from gateway.presentation.exchanges.event_streams import forward_events
from gateway.presentation.exchanges.exchange import Exchange
from gateway.presentation.exchanges.forwarded_headers import own_headers
from gateway.presentation.exchanges.request_body import RequestBodies, StreamedBody, announced_length
from gateway.presentation.exchanges.running import run

logger = logging.getLogger(__name__)

LONGEST_STREAM_SECONDS: Final = 3600.0
NO_BODY_STATUSES: Final = frozenset({204, 304})
"""Responses without a body, whatever length their headers announce."""

_TRACES: Final = TraceContextTextMapPropagator()


@dataclass(slots=True)
class _Subscriber:
    """The client of an event stream."""

    principal: Principal | None
    head: RequestHead


@dataclass(frozen=True, slots=True)
class _Expected:
    """The place of a stream that a client accepts, until the response turns out to be none, and its end."""

    place: ExitStack
    end: StreamEnd


class Proxy:
    """Handles every path below `/api`, and the key set of auth."""

    def __init__(
        self,
        admit: Admit,
        forward: Forward,
        bodies: RequestBodies,
        streams: EventStreams,
        limits: LimitsByRoute,
        *,
        now: Callable[[], float],
        removed_headers: Collection[bytes] = frozenset(),
        heartbeat_seconds: float,
    ) -> None:
        self._admit = admit
        self._forward = forward
        self._bodies = bodies
        self._streams = streams
        self._limits = limits
        self._now = now
        self._removed_headers = removed_headers
        self._heartbeat_seconds = heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        await run(Exchange(scope, receive, send, self._limits.default), self)

    async def fail(self, exchange: Exchange, error: GatewayError) -> None:
        """Send an error; a response that has begun stays incomplete, and the server closes its connection."""
        if exchange.started:
            code = ERRORS[type(error)].code
            logger.warning("response aborted", extra={"path": shown_path(exchange.scope["path"]), "code": code})
            return
        path, headers = exchange.scope["raw_path"], exchange.scope["headers"]
        await send_error(
            exchange.send,
            error,
            exchange.own_headers,
            compatible=is_compatible(path),
            as_page=is_shown(path, headers),
        )

    async def handle(self, exchange: Exchange) -> None:
        """Admit a request and forward it."""
        scope = exchange.scope
        head = request_head(scope)
        admission = await self._admit(head)
        if admission.rate_limit is not None:
            exchange.own_headers += admission.rate_limit.headers()
        scope["route"] = SimpleNamespace(path=admission.route)
        admitted = admission.outcome
        if isinstance(admitted, GatewayError):
            raise admitted
        if (principal := admitted.credentials.principal) is not None:
            add_log_field("user_id", str(principal.user_id))
        limits = self._limits.of(admitted.target.route)
        if limits is not exchange.limits:
            exchange.begin(limits)
        body = await self._body(exchange, head)
        try:
            if is_traced(head.headers):
                with self._span(head, admitted.target) as span:
                    await self._exchange(exchange, head, admitted, body)
                    span.set_attribute(attributes.HTTP_STATUS, exchange.status)
            else:
                await self._exchange(exchange, head, admitted, body)
        finally:
            if body:
                self._bodies.release(body)

    async def _body(self, exchange: Exchange, head: RequestHead) -> bytes | StreamedBody:
        """Return the body, or its beginning; a request without one is complete already."""
        has_body, length = announced_length(head.headers)
        if not has_body:
            exchange.request_complete()
            return b""
        exchange.deadline.reschedule(exchange.end)
        return await self._bodies.read(exchange.receive, length, exchange.limits.body_bytes, exchange.request_complete)

    def _span(self, head: RequestHead, target: Target) -> AbstractContextManager[Span]:
        parent = first_value(head.headers, b"traceparent")
        context = _TRACES.extract({"traceparent": parent.decode("latin-1")}) if parent else None
        name = f"{head.method} {target.label}"
        named = {attributes.HTTP_METHOD: head.method, attributes.REQUEST_ID: request_id.get() or ""}
        return tracer(__name__).start_as_current_span(name, context=context, kind=SpanKind.SERVER, attributes=named)

    def _upstream_request(
        self, exchange: Exchange, head: RequestHead, admitted: Admitted, body: bytes | StreamedBody
    ) -> UpstreamRequest:
        own = own_headers(exchange.scope, head, admitted)
        own.append(
            (DEADLINE, deadline_value(min(exchange.limits.first_byte_seconds, exchange.end - exchange.loop.time())))
        )
        return UpstreamRequest(
            service=admitted.target.service,
            method=head.method,
            path=admitted.target.path,
            query=head.query,
            headers=to_upstream(head.headers, own, self._removed_headers),
            body=body,
            connect_seconds=exchange.limits.connect_seconds,
        )

    async def _exchange(
        self, exchange: Exchange, head: RequestHead, admitted: Admitted, body: bytes | StreamedBody
    ) -> None:
        request = self._upstream_request(exchange, head, admitted, body)
        principal = admitted.credentials.principal
        if accepts_event_stream(head.headers):
            # A client that accepts event streams is counted before the service is contacted.
            subscriber = _Subscriber(principal, head)
            with ExitStack() as place:
                end = place.enter_context(self._open_stream(subscriber, request))
                await self._forwarded(exchange, request, subscriber, _Expected(place, end))
        else:
            await self._forwarded(exchange, request, _Subscriber(principal, head), None)

    async def _forwarded(
        self, exchange: Exchange, request: UpstreamRequest, subscriber: _Subscriber, expected: _Expected | None
    ) -> None:
        """Forward a request and its response, which may be a stream that is counted already."""
        async with self._forward(request, exchange.is_abandoned) as response:
            start = _start(response, exchange.own_headers, is_page=request.service == PAGES.service)
            if is_event_stream(response.headers):
                with nullcontext(expected.end) if expected else self._open_stream(subscriber, request) as end:
                    await self._stream(exchange, response, start, subscriber.principal, end)
                return
            if expected:
                expected.place.close()
            exchange.response_begun()
            await exchange.emit(start)
            async for part, more in response.chunks():
                await exchange.emit_body(part, more)

    def _open_stream(self, subscriber: _Subscriber, request: UpstreamRequest) -> AbstractContextManager[StreamEnd]:
        if request.body:
            # The body would stay in memory for as long as the stream is open.
            raise BodyTooLarge
        return self._streams.opened(subscriber.principal, subscriber.head.address)

    async def _stream(
        self,
        exchange: Exchange,
        response: UpstreamResponse,
        start: MutableMapping[str, Any],
        principal: Principal | None,
        end: StreamEnd,
    ) -> None:
        exchange.deadline.reschedule(None)
        exchange.watch.stop()
        await exchange.emit(start)
        is_encoded = any(name == b"content-encoding" for name, _ in start["headers"])
        await forward_events(
            response,
            exchange.receive,
            exchange.emit_body,
            end,
            seconds=self._seconds_left(principal),
            heartbeat_seconds=None if is_encoded else self._heartbeat_seconds,
        )

    def _seconds_left(self, principal: Principal | None) -> float:
        if principal is None:
            return LONGEST_STREAM_SECONDS
        return min(LONGEST_STREAM_SECONDS, max(0.0, principal.expires_at - self._now()))


def _start(response: UpstreamResponse, own_headers: list[Header], *, is_page: bool) -> MutableMapping[str, Any]:
    headers = page_headers(response.headers) if is_page else to_client(response.headers)
    if response.status in NO_BODY_STATUSES:
        headers = [header for header in headers if header[0] != b"content-length"]
    return {"type": "http.response.start", "status": response.status, "headers": headers + own_headers}
