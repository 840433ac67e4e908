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

from chassis.core.backoff import backoff
from chassis.core.circuit_breaker import Admission, BreakerPolicy, FailureBreaker
from chassis.core.clock import Clock
from egress.guard import EgressGuard
from egress.http import CallFailed, ConnectFailed, EgressClient, EgressRefused
from egress.policy import Refusal
from playback.domain.keys.errors import LicensePathBroken, LicenseServerUnavailable
from playback.domain.keys.release import System
from playback.infrastructure.licensing.metrics import CALL_SECONDS, CALLS

MOST_BYTES: Final = 1024 * 1024
REPEATED: Final = frozenset({"timeout", "unreachable", "connection_broken", "server_error"})
"""Causes after which another try may succeed while the user waits."""
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
        self._clock = clock
        self._client = EgressClient(guard, seconds=self._policy.try_seconds)

    async def post(self, headers: Mapping[str, str], body: bytes) -> Reply:
        """Return the response; raise LicenseServerUnavailable.

        Its cause is timeout, unreachable, connection_broken, server_error, stopped or not_permitted (by the guard); if
        the path of outgoing connections does not hold, it is LicensePathBroken.
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
                if attempt == self._policy.tries or failure.cause not in REPEATED:
                    raise
            await asyncio.sleep(backoff(attempt, base=self._policy.base_pause, cap=self._policy.longest_pause))
        raise AssertionError("a call is tried at least once")

    async def _try(self, headers: Mapping[str, str], body: bytes) -> Reply:
        if self._breaker.admit() is Admission.NONE:
            CALLS.labels(self._system, "stopped").inc()
            raise self._unavailable("stopped")
        with CALL_SECONDS.labels(self._system).time():
            reply = await self._receive(headers, body)
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS or self._fails(reply):
            self._note("limited" if reply.status == HTTPStatus.TOO_MANY_REQUESTS else "failed")
            raise self._unavailable("server_error")
        self._breaker.succeeded()
        CALLS.labels(self._system, "ok" if reply.status == HTTPStatus.OK else "rejected").inc()
        return reply

    async def _receive(self, headers: Mapping[str, str], body: bytes) -> Reply:
        try:
            response = await self._client.send("POST", self._url, headers=headers, body=body, max_bytes=MOST_BYTES)
        except EgressRefused as refused:
            CALLS.labels(self._system, "not_permitted").inc()
            failure = self._refused(refused.refusal)
        except ConnectFailed:
            self._note("unreachable")
            failure = self._unavailable("unreachable")
        except TimeoutError:
            self._note("timeout")
            failure = self._unavailable("timeout")
        except CallFailed:
            self._note("broken")
            failure = self._unavailable("connection_broken")
        except BaseException:
            self._breaker.failed()
            raise
        else:
            return Reply(response.status, response.headers, response.body)
        # Not as the cause of the error: errors of the client hold the request, and with it what is secret.
        raise failure

    def _refused(self, refusal: Refusal) -> LicenseServerUnavailable:
        if not refusal.waits:
            return self._unavailable("not_permitted")
        return LicensePathBroken(self._system, refusal.code, refusal.retry_after(self._clock.now()))

    def _note(self, outcome: str) -> None:
        self._breaker.failed()
        CALLS.labels(self._system, outcome).inc()

    def _unavailable(self, cause: str) -> LicenseServerUnavailable:
        return LicenseServerUnavailable(self._system, cause)
