"""Forwarding a request to its service, behind a circuit breaker and with one retry within a budget."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Final

from gateway.application.ports import MonotonicClock, UpstreamRequest, UpstreamResponse, Upstreams
from gateway.domain.errors import GatewayError, RouteNotFound, UpstreamFailed, UpstreamUnreachable
from gateway.domain.headers import is_event_stream
from gateway.domain.routes import SAFE
from gateway.domain.services.breaker import Breaker
from gateway.domain.services.retry_budget import RetryBudget

IDEMPOTENT: Final = SAFE | {"PUT", "DELETE"}
"""RFC 9110 section 9.2.2."""
UNAVAILABLE: Final = frozenset({502, 503, 504})
AVAILABLE: Final = b"x-marquee-available"
"""With `true` the service itself is available: what fails is a server of others, which a user has chosen."""
SHORTEST_PAUSE: Final = 0.01
LONGEST_PAUSE: Final = 0.05
"""Seconds before the retry, so that the retries of many requests that failed at once are spread."""

OnFailure = Callable[[str, GatewayError | None], None]
"""Called with the service and the error; null when the request ended before the service responded."""


@dataclass(frozen=True, slots=True)
class ServiceGuard:
    """What protects one service."""

    breaker: Breaker
    budget: RetryBudget


class Forward:
    """Sends requests to services."""

    def __init__(
        self,
        upstreams: Upstreams,
        guards: Mapping[str, ServiceGuard],
        clock: MonotonicClock,
        on_failure: OnFailure = lambda _service, _error: None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._upstreams = upstreams
        self._guards = guards
        self._clock = clock
        self._on_failure = on_failure
        self._pause = pause

    def __call__(self, request: UpstreamRequest, is_abandoned: Callable[[], bool] = lambda: False) -> "Forwarding":
        """Return the exchange, a context in which the response is open.

        Its begin raises RouteNotFound, UpstreamUnreachable, UpstreamFailed, CircuitOpen or Overloaded. `is_abandoned`
        returns whether a cancelled request was cancelled because its client gave up: the service is not to blame then.
        """
        return Forwarding(self, request, is_abandoned)

    @property
    def guards(self) -> Mapping[str, ServiceGuard]:
        """What protects each service."""
        return self._guards

    def guard(self, service: str) -> ServiceGuard:
        """Return what protects a service; raise RouteNotFound for one that is not part of this installation."""
        guard = self._guards.get(service)
        if guard is None:
            raise RouteNotFound
        return guard

    def now(self) -> float:
        """Return the monotonic time."""
        return self._clock()

    async def send(self, request: UpstreamRequest, is_abandoned: Callable[[], bool]) -> UpstreamResponse:
        """Send a request, and once more if it may be and the budget has a retry left.

        It may be sent again if it is idempotent and nothing of its body was sent: after a failed connection; if its
        method is safe, also after a connection that was closed without any byte, and after a 502, 503 or 504.
        """
        guard = self._guards[request.service]
        guard.budget.add_request(self._clock())
        try:
            response = await self._attempt(request, guard, is_abandoned)
        except UpstreamUnreachable:
            if request.method not in IDEMPOTENT or not self._may_retry(guard):
                raise
        except UpstreamFailed as failure:
            if failure.began or not _is_repeatable(request) or not self._may_retry(guard):
                raise
        else:
            if not is_unavailable(response) or not _is_repeatable(request) or not self._may_retry(guard):
                return response
            response.close()
        await self._pause(random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))
        return await self._attempt(request, guard, is_abandoned)

    def _may_retry(self, guard: ServiceGuard) -> bool:
        return guard.breaker.state(self._clock()) == "closed" and guard.budget.take()

    async def _attempt(
        self, request: UpstreamRequest, guard: ServiceGuard, is_abandoned: Callable[[], bool]
    ) -> UpstreamResponse:
        try:
            response = await self._upstreams.send(request)
        except (UpstreamUnreachable, UpstreamFailed) as failure:
            guard.breaker.failed(self._clock())
            self._on_failure(request.service, failure)
            raise
        except asyncio.CancelledError:
            if is_abandoned():
                guard.breaker.abandoned(self._clock())
            else:
                guard.breaker.unavailable(self._clock())
                self._on_failure(request.service, None)
            raise
        except BaseException:
            # The body of the request failed, not the service.
            guard.breaker.abandoned(self._clock())
            raise
        if is_unavailable(response):
            guard.breaker.unavailable(self._clock())
        else:
            guard.breaker.succeeded(self._clock())
        return response


def is_unavailable(response: UpstreamResponse) -> bool:
    """Return whether a response says that its service is unavailable."""
    return response.status in UNAVAILABLE and not any(
        name.lower() == AVAILABLE and value == b"true" for name, value in response.headers
    )


class Forwarding:
    """One request at its service. An event stream that has begun is not counted as a request in progress."""

    __slots__ = ("_forward", "_is_abandoned", "_is_inside", "_request", "_response")

    def __init__(self, forward: Forward, request: UpstreamRequest, is_abandoned: Callable[[], bool]) -> None:
        self._forward = forward
        self._request = request
        self._is_abandoned = is_abandoned
        self._is_inside = False
        self._response: UpstreamResponse | None = None

    async def __aenter__(self) -> UpstreamResponse:
        """Return the response."""
        self._forward.guard(self._request.service).breaker.enter(self._forward.now())
        self._is_inside = True
        try:
            self._response = await self._forward.send(self._request, self._is_abandoned)
        except BaseException:
            self._leave()
            raise
        if is_event_stream(self._response.headers):
            self._leave()
        return self._response

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the response."""
        self._leave()
        if self._response is not None:
            self._response.close()

    def _leave(self) -> None:
        if self._is_inside:
            self._is_inside = False
            self._forward.guard(self._request.service).breaker.leave()


def _is_repeatable(request: UpstreamRequest) -> bool:
    """Return whether a request that may have been processed can be sent again without any effect."""
    return request.method in SAFE and request.body == b""
