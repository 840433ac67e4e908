"""The proxy: a plain ASGI application that admits a request, sends it on and streams the answer back.

One deadline holds for the whole of it, the client's reading included. An event stream that began goes on until either
side ends it, its token expires or its session ends.
"""

import asyncio
import logging
from collections.abc import Callable, MutableMapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final

from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Message, Receive, Scope, Send

from chassis.runtime.logs import request_id
from chassis.runtime.telemetry import trace_headers, tracer
from gateway.application.admission import Admit, Admitted, Incoming
from gateway.application.forwarding import Forward
from gateway.application.ports import Caller, UpstreamRequest, UpstreamResponse
from gateway.application.streams import EventStreams
from gateway.domain.errors import BodyTooLarge, GatewayError, UpstreamBroken, UpstreamTooSlow
from gateway.domain.headers import Header, accepts_event_stream, is_event_stream, one_value, to_client, to_upstream
from gateway.domain.routes import Target
from gateway.presentation.bodies import BodyReader, ClientGone
from gateway.presentation.errors import answer_error

logger = logging.getLogger(__name__)

LONGEST_STREAM_SECONDS: Final = 3600.0
BODILESS: Final = frozenset({204, 304})
"""Answers without a body, whatever length their headers tell of one."""

_TRACES: Final = TraceContextTextMapPropagator()


@dataclass(slots=True)
class _Exchange:
    """One request on its way: what was decided and how far its answer is."""

    scope: Scope
    receive: Receive
    send: Send
    own_headers: list[Header] = field(default_factory=list)
    started: bool = False

    async def emit(self, message: Message) -> None:
        self.started = True
        await self.send(message)


@dataclass(slots=True)
class _Listener:
    """Who may listen to an event stream, and whether the session has ended meanwhile."""

    caller: Caller | None
    incoming: Incoming
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Proxy:
    """Handles everything below `/api`, and auth's key set."""

    def __init__(
        self,
        admit: Admit,
        forward: Forward,
        bodies: BodyReader,
        streams: EventStreams,
        *,
        deadline_seconds: float,
        now: Callable[[], float],
    ) -> None:
        self._admit = admit
        self._forward = forward
        self._bodies = bodies
        self._streams = streams
        self._deadline_seconds = deadline_seconds
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        exchange = _Exchange(scope, receive, send)
        try:
            async with asyncio.timeout(self._deadline_seconds) as deadline:
                await self._handle(exchange, deadline)
        except TimeoutError:
            await self._give_up(exchange, UpstreamTooSlow())
        except GatewayError as error:
            await self._give_up(exchange, error)
        except ClientGone:
            logger.info("the client left before its request was complete", extra={"path": scope["path"]})

    async def _give_up(self, exchange: _Exchange, error: GatewayError) -> None:
        """Answer an error; an answer that has begun is left unfinished, and the server then breaks it off."""
        if exchange.started:
            logger.warning("answer broken off", extra={"path": exchange.scope["path"], "code": error.code})
            return
        await answer_error(exchange.send, error, exchange.own_headers)

    async def _handle(self, exchange: _Exchange, deadline: asyncio.Timeout) -> None:
        scope = exchange.scope
        incoming = Incoming(
            method=scope["method"],
            path=scope["raw_path"],
            query=scope["query_string"],
            headers=scope["headers"],
            address=scope["client"][0] if scope["client"] else "",
        )
        admission = await self._admit(incoming)
        if admission.decision is not None:
            exchange.own_headers += admission.decision.headers()
        scope["route"] = SimpleNamespace(path=admission.label)
        admitted = admission.outcome
        if isinstance(admitted, GatewayError):
            raise admitted
        self._bodies.check_length(one_value(incoming.headers, b"content-length"))
        body = await self._bodies.read(exchange.receive)
        try:
            with self._span(incoming, admitted.target):
                request = _request(scope, incoming, admitted, body)
                await self._exchange(exchange, request, _Listener(admitted.caller, incoming), deadline)
        finally:
            self._bodies.free(body)

    def _span(self, incoming: Incoming, target: Target) -> AbstractContextManager[object]:
        given = one_value(incoming.headers, b"traceparent")
        context = _TRACES.extract({"traceparent": given.decode("latin-1")}) if given else None
        name = f"{incoming.method} {target.label}"
        return tracer(__name__).start_as_current_span(name, context=context, kind=SpanKind.SERVER)

    async def _exchange(
        self, exchange: _Exchange, request: UpstreamRequest, listener: _Listener, deadline: asyncio.Timeout
    ) -> None:
        with ExitStack() as place:
            # A client that names event streams needs a place before a service is asked.
            wanted = accepts_event_stream(listener.incoming.headers)
            if wanted:
                place.enter_context(self._place(listener, request))
            async with self._forward(request) as response:
                streaming = is_event_stream(response.headers)
                if streaming and not wanted:
                    place.enter_context(self._place(listener, request))
                start = _start(response, exchange.own_headers)
                if streaming:
                    deadline.reschedule(None)
                    await self._stream(exchange, response, start, listener)
                else:
                    place.close()
                    await exchange.emit(start)
                    await _pump(exchange, response)

    def _place(self, listener: _Listener, request: UpstreamRequest) -> AbstractContextManager[None]:
        if request.body:
            # Its bytes would be held for as long as the stream is open.
            raise BodyTooLarge
        return self._streams.place(listener.caller, listener.incoming.address, listener.ended.set)

    async def _stream(
        self, exchange: _Exchange, response: UpstreamResponse, start: MutableMapping[str, Any], listener: _Listener
    ) -> None:
        """Pass events through until either side ends, the token expires or the session ends.

        The client's leaving ends the service's work too.
        """
        await exchange.emit(start)
        pump = asyncio.create_task(_pump(exchange, response))
        others = (asyncio.create_task(_until_gone(exchange.receive)), asyncio.create_task(listener.ended.wait()))
        try:
            await asyncio.wait(
                (pump, *others), timeout=self._seconds_left(listener.caller), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            completed, left = pump.done(), others[0].done()
            for task in (pump, *others):
                task.cancel()
            outcome, *_ = await asyncio.gather(pump, *others, return_exceptions=True)
        if isinstance(outcome, UpstreamBroken):
            raise outcome
        if not completed and not left:
            # The end of the body, not of the connection: the client reads it as an end and asks again.
            await exchange.emit({"type": "http.response.body", "body": b"", "more_body": False})

    def _seconds_left(self, caller: Caller | None) -> float:
        if caller is None:
            return LONGEST_STREAM_SECONDS
        return min(LONGEST_STREAM_SECONDS, max(0.0, caller.expires_at - self._now()))


def _start(response: UpstreamResponse, own_headers: list[Header]) -> MutableMapping[str, Any]:
    headers = to_client(response.headers)
    if response.status in BODILESS:
        headers = [header for header in headers if header[0] != b"content-length"]
    return {"type": "http.response.start", "status": response.status, "headers": headers + own_headers}


def _request(scope: Scope, incoming: Incoming, admitted: Admitted, body: bytes) -> UpstreamRequest:
    return UpstreamRequest(
        service=admitted.target.service,
        method=incoming.method,
        path=admitted.target.path,
        query=incoming.query,
        headers=to_upstream(incoming.headers, _own_headers(scope, incoming, admitted.token)),
        body=body,
    )


def _own_headers(scope: Scope, incoming: Incoming, token: str | None) -> list[Header]:
    """Give what the gateway itself tells a service of a request."""
    own: list[Header] = [
        (b"x-request-id", (request_id.get() or "").encode()),
        (b"x-forwarded-for", incoming.address.encode()),
        (b"x-forwarded-proto", scope["scheme"].encode()),
        (b"x-forwarded-host", one_value(incoming.headers, b"host") or b""),
    ]
    own += [(name.encode(), value.encode()) for name, value in trace_headers().items()]
    if token is not None:
        own.append((b"authorization", f"Bearer {token}".encode()))
    return own


async def _pump(exchange: _Exchange, response: UpstreamResponse) -> None:
    async for chunk, more in response.chunks():
        await exchange.emit({"type": "http.response.body", "body": chunk, "more_body": more})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
