"""Calls of a licence server: a deadline for each, repetitions with growing pauses, a circuit breaker, metrics.

Every call may be repeated: a licence that no device receives has no effect. Headers and bodies hold keys, so that only
the host of a call is traced, and nothing is logged.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import httpx2
from opentelemetry.trace import SpanKind

from chassis.core.backoff import backoff
from chassis.core.circuit_breaker import Admission, BreakerPolicy, FailureBreaker
from chassis.core.clock import Clock
from chassis.runtime.observability import attributes
from chassis.runtime.tracing.spans import end_call, span
from egress.clients.httpx_transport import EgressTransport
from egress.guard import EgressGuard
from egress.http import EgressClient, EgressRefused
from playback.domain.keys.errors import LicenseServerUnavailable
from playback.domain.keys.release import System
from playback.infrastructure.licensing.metrics import CALL_SECONDS, CALLS

MOST_BYTES: Final = 1024 * 1024
FAILURES: Final = 5
"""Failures in a row that open the breaker."""
BREAKER: Final = BreakerPolicy(
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=1),
    probe_timeout=timedelta(seconds=15),
    memory=timedelta(minutes=5),
)


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """How long calls may take, in seconds, and how often one is tried. A user waits meanwhile."""

    try_seconds: float = 3.0
    total_seconds: float = 8.0
    tries: int = 3
    base_pause: float = 0.2
    longest_pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A response that is not a failure of the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


Fails = Callable[[Reply], bool]
"""Whether a response means that the server has failed, and may succeed when it is called again."""


class LicenseServerCalls:
    """Calls one licence server over a pool of connections."""

    def __init__(
        self,
        system: System,
        url: str,
        fails: Fails,
        guard: EgressGuard,
        clock: Clock,
        policy: CallPolicy | None = None,
    ) -> None:
        self._system = system
        self._url = url
        self._fails = fails
        self._policy = policy or CallPolicy()
        self._breaker = FailureBreaker(BREAKER, FAILURES, clock)
        client = EgressClient(guard, seconds=self._policy.try_seconds, decompress=False)
        self._client = httpx2.AsyncClient(follow_redirects=False, trust_env=False, transport=EgressTransport(client))

    async def post(self, headers: Mapping[str, str], body: bytes) -> Reply:
        """Return the response; raise LicenseServerUnavailable.

        Its cause is timeout, unreachable, connection_broken, server_error, stopped or not_permitted (by the guard).
        """
        try:
            async with asyncio.timeout(self._policy.total_seconds):
                return await self._tries(headers, body)
        except TimeoutError as late:
            raise self._unavailable("timeout") from late

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _tries(self, headers: Mapping[str, str], body: bytes) -> Reply:
        for attempt in range(1, self._policy.tries + 1):
            try:
                return await self._try(headers, body)
            except LicenseServerUnavailable as failure:
                if attempt == self._policy.tries or failure.cause in ("stopped", "not_permitted"):
                    raise
            await asyncio.sleep(backoff(attempt, base=self._policy.base_pause, cap=self._policy.longest_pause))
        raise AssertionError("a call is tried at least once")

    async def _try(self, headers: Mapping[str, str], body: bytes) -> Reply:
        if self._breaker.admit() is Admission.NONE:
            CALLS.labels(self._system, "stopped").inc()
            raise self._unavailable("stopped")
        request = self._client.build_request("POST", self._url, headers=dict(headers), content=body)
        with span(f"POST {request.url.host}", kind=SpanKind.CLIENT) as call:
            call.set_attributes({attributes.HTTP_METHOD: "POST", attributes.SERVER_ADDRESS: request.url.host})
            with CALL_SECONDS.labels(self._system).time():
                reply = await self._receive(request)
            end_call(call, reply.status)
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS or self._fails(reply):
            self._note("limited" if reply.status == HTTPStatus.TOO_MANY_REQUESTS else "failed")
            raise self._unavailable("server_error")
        self._breaker.succeeded()
        CALLS.labels(self._system, "ok" if reply.status == HTTPStatus.OK else "rejected").inc()
        return reply

    async def _receive(self, request: httpx2.Request) -> Reply:
        try:
            async with asyncio.timeout(self._policy.try_seconds):
                response = await self._client.send(request, stream=True)
                try:
                    return Reply(response.status_code, response.headers, await _body(response))
                finally:
                    await response.aclose()
        except EgressRefused:
            CALLS.labels(self._system, "not_permitted").inc()
            failure = self._unavailable("not_permitted")
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout):
            self._note("unreachable")
            failure = self._unavailable("unreachable")
        except (TimeoutError, httpx2.TimeoutException):
            self._note("timeout")
            failure = self._unavailable("timeout")
        except (httpx2.HTTPError, httpx2.InvalidURL):
            self._note("broken")
            failure = self._unavailable("connection_broken")
        except BaseException:
            self._breaker.failed()
            raise
        # Not as the cause of the error: errors of the client hold the request, and with it what is secret.
        raise failure

    def _note(self, outcome: str) -> None:
        self._breaker.failed()
        CALLS.labels(self._system, outcome).inc()

    def _unavailable(self, cause: str) -> LicenseServerUnavailable:
        return LicenseServerUnavailable(self._system, cause)


async def _body(response: httpx2.Response) -> bytes:
    received = bytearray()
    async for chunk in response.aiter_bytes():
        received += chunk
        if len(received) > MOST_BYTES:
            raise httpx2.DecodingError("the response is too large")
    return bytes(received)
