"""Calls of a provider over HTTP: a deadline for each, repetitions where they are safe, a circuit breaker, metrics.

It logs and traces the method and the host of a call, never its headers or its body.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import httpx2
from opentelemetry.trace import SpanKind

from billing.domain.payments.errors import ProviderFailed
from billing.domain.payments.facts import ProviderName
from billing.providers.metrics import CALL_SECONDS, CALLS
from chassis.core.backoff import backoff
from chassis.core.circuit_breaker import Admission, BreakerPolicy, FailureBreaker
from chassis.core.clock import Clock
from chassis.runtime.certificates import trusted_certificates
from chassis.runtime.observability import attributes
from chassis.runtime.telemetry import trace_headers
from chassis.runtime.tracing.spans import end_call, span

CONNECT_SECONDS: Final = 3.0
MOST_BYTES: Final = 8 * 1024 * 1024
FAILURES: Final = 5
"""Failures in a row that open the breaker."""
BREAKER: Final = BreakerPolicy(
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=2),
    probe_timeout=timedelta(seconds=30),
    memory=timedelta(minutes=5),
)


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """How long calls may take, in seconds, and how often a call that is safe to repeat is tried."""

    try_seconds: float = 8.0
    total_seconds: float = 20.0
    tries: int = 3
    base_pause: float = 0.3
    longest_pause: float = 2.0
    connections: int = 32


@dataclass(frozen=True, slots=True)
class Reply:
    """A response as it was received."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ProviderCalls:
    """Calls one provider over a pool of connections."""

    def __init__(self, provider: ProviderName, clock: Clock, policy: CallPolicy | None = None) -> None:
        self.provider: ProviderName = provider
        self._policy = policy or CallPolicy()
        self._breaker = FailureBreaker(BREAKER, FAILURES, clock)
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(self._policy.try_seconds, connect=CONNECT_SECONDS),
            limits=httpx2.Limits(max_connections=self._policy.connections),
            follow_redirects=False,
            verify=trusted_certificates(),
            trust_env=False,
        )

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, repeatable: bool
    ) -> Reply:
        """Return the response; raise ProviderFailed without one: timeout, unreachable, connection_broken or stopped.

        A call that is `repeatable` is tried again after a broken connection, a timeout, 429 and 5xx; any other one only
        when no connection came about. The last response is returned whatever its status is.
        """
        try:
            async with asyncio.timeout(self._policy.total_seconds):
                return await self._tries(method, url, headers, body, repeatable=repeatable)
        except TimeoutError as late:
            raise ProviderFailed(self.provider, "timeout") from late

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _tries(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, repeatable: bool
    ) -> Reply:
        left = self._policy.tries
        while True:
            left -= 1
            try:
                reply = await self._try(method, url, headers, body)
            except _NotSent as failure:
                if not left:
                    raise ProviderFailed(self.provider, "unreachable") from failure
            except _NoResponse as failure:
                if not left or not repeatable:
                    raise ProviderFailed(self.provider, str(failure)) from failure
            else:
                if not left or not repeatable or not _may_pass(reply):
                    return reply
            pause = backoff(self._policy.tries - left, base=self._policy.base_pause, cap=self._policy.longest_pause)
            await asyncio.sleep(pause)

    async def _try(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        if self._breaker.admit() is Admission.NONE:
            CALLS.labels(self.provider, "stopped").inc()
            raise ProviderFailed(self.provider, "stopped")
        request = self._client.build_request(method, url, headers={**headers, **trace_headers()}, content=body)
        with span(f"{method} {request.url.host}", kind=SpanKind.CLIENT) as call:
            call.set_attributes({attributes.HTTP_METHOD: method, attributes.SERVER_ADDRESS: request.url.host})
            with CALL_SECONDS.labels(self.provider).time():
                reply = await self._receive(request)
            end_call(call, reply.status)
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._breaker.failed()
        else:
            self._breaker.succeeded()
        CALLS.labels(self.provider, _outcome(reply.status)).inc()
        return reply

    async def _receive(self, request: httpx2.Request) -> Reply:
        try:
            async with asyncio.timeout(self._policy.try_seconds):
                response = await self._client.send(request, stream=True)
                try:
                    received = await _body(response)
                finally:
                    await response.aclose()
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as failure:
            self._note("unreachable")
            raise _NotSent(type(failure).__name__) from failure
        except (TimeoutError, httpx2.TimeoutException) as late:
            self._note("timeout")
            raise _NoResponse("timeout") from late
        except (httpx2.HTTPError, httpx2.InvalidURL) as failure:
            self._note("broken")
            raise _NoResponse("connection_broken") from failure
        except BaseException:
            self._breaker.failed()
            raise
        return Reply(response.status_code, response.headers, received)

    def _note(self, outcome: str) -> None:
        self._breaker.failed()
        CALLS.labels(self.provider, outcome).inc()


class _NotSent(Exception):
    """There was no connection."""


class _NoResponse(Exception):
    """The request may have arrived; the text names the cause."""


def _may_pass(reply: Reply) -> bool:
    """Return whether a repetition may succeed. Stripe repeats a stored failure for the same key, so that it may not."""
    if reply.headers.get("idempotent-replayed") == "true":
        return False
    return reply.status in {HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS} or reply.status >= 500


def _outcome(status: int) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "limited"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "failed"
    return "rejected" if status >= HTTPStatus.BAD_REQUEST else "ok"


async def _body(response: httpx2.Response) -> bytes:
    received = bytearray()
    async for chunk in response.aiter_bytes():
        received += chunk
        if len(received) > MOST_BYTES:
            raise httpx2.DecodingError("the response is too large")
    return bytes(received)
