"""The way of a request to a payment provider: count, budget, fault, effect, response.

A fault strikes before the request has an effect, so that nothing was paid, or after it (`applied`), so that the client
does not learn of a payment that happened.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from starlette.types import Receive, Scope, Send

from provider_simulator.counters import RequestCounter
from provider_simulator.effects import fault_effects
from provider_simulator.effects.fault_effects import ABORTED
from provider_simulator.effects.faults import Fault, FaultBoard
from provider_simulator.effects.limits import Limiter
from provider_simulator.payments.requests import PaymentHandler, PaymentRequest
from provider_simulator.responses import Body, Response

JOURNAL_SIZE: Final = 5_000
"""Requests that are kept per provider."""


class PaymentApp:
    """One payment provider as an ASGI application."""

    def __init__(
        self,
        mount: str,
        handler: PaymentHandler,
        *,
        limiter: Limiter,
        latency_ms: int,
        public_url: str,
        started: Callable[[], None],
    ) -> None:
        self.mount = mount
        self.limiter = limiter
        self.counter = RequestCounter()
        self.faults = FaultBoard()
        self.journal: deque[Body] = deque(maxlen=JOURNAL_SIZE)
        self._handler = handler
        self._latency = latency_ms / 1_000
        self._public_url = public_url
        self._started = started

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        self._started()
        request = await self._read(scope, receive)
        self.counter.request_received(self._handler.template(request))
        outcome = await self._handle(request, receive, send)
        self.counter.responded(outcome)
        if not self._handler.is_page(request):
            self.journal.append(_entry(request, outcome))

    async def _handle(self, request: PaymentRequest, receive: Receive, send: Send) -> str:
        if self._handler.is_page(request):
            return await _send(send, self._handler.respond(request))
        if self.limiter.admit(self._handler.caller(request)).over and self.limiter.enforced:
            return await _send(send, self._handler.failure(429))
        faults = self.faults.draw(request.path) if self.faults else []
        for fault in faults:
            self.counter.faults.update(fault.effects())
        refusal = self._handler.reserve(request)
        response = refusal or await self._effect(request, faults)
        if any(fault.hang for fault in faults):
            await fault_effects.hang(receive)
            return ABORTED
        if faults:
            response = fault_effects.changed(response, faults, self._handler.failure, self.mount + request.path)
            if (outcome := await fault_effects.send_broken(send, response, faults)) is not None:
                return outcome
        return await _send(send, response)

    async def _effect(self, request: PaymentRequest, faults: list[Fault]) -> Response:
        """Carry the request out, unless a fault prevents it; delays come before or after the effect."""
        before = [fault for fault in faults if not fault.applied]
        await asyncio.sleep(self._latency + _seconds(before))
        if any(fault.hang or fault.status is not None or fault.redirect is not None for fault in before):
            self._handler.release(request)
            return self._handler.failure(500)
        stored = next((fault.status for fault in faults if fault.stores_failure and fault.status is not None), None)
        response = self._handler.respond(request, self._handler.failure(stored) if stored is not None else None)
        await asyncio.sleep(_seconds([fault for fault in faults if fault.applied]))
        return response

    async def _read(self, scope: Scope, receive: Receive) -> PaymentRequest:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        own = f"{scope['scheme']}://{headers.get('host', 'localhost')}"
        return PaymentRequest(
            method=scope["method"],
            path=scope["path"].removeprefix(self.mount) or "/",
            query=scope["query_string"].decode("latin-1"),
            headers=headers,
            body=body,
            base_url=(self._public_url or own) + self.mount,
        )


def _seconds(faults: list[Fault]) -> float:
    return sum(fault.latency_ms or 0 for fault in faults) / 1_000


async def _send(send: Send, response: Response) -> str:
    headers = [*response.headers, (b"content-length", str(len(response.body)).encode())]
    if response.redirect is not None:
        headers.append((b"location", response.redirect.encode("latin-1", "replace")))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
    return str(response.status)


def _entry(request: PaymentRequest, outcome: str) -> Body:
    target = request.path + (f"?{request.query}" if request.query else "")
    return {
        "method": request.method,
        "target": target,
        "contentType": request.headers.get("content-type", ""),
        "idempotencyKey": request.headers.get("idempotency-key"),
        "body": request.body.decode("utf-8", "replace"),
        "outcome": outcome,
    }
