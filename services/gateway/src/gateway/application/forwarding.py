"""Forwarding a request to its service, behind a circuit breaker and with one retry of safe requests."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from typing import Final

from gateway.application.ports import MonotonicClock, UpstreamRequest, UpstreamResponse, Upstreams
from gateway.domain.breaker import Breaker
from gateway.domain.errors import GatewayError, UpstreamFailed, UpstreamUnreachable
from gateway.domain.headers import is_event_stream
from gateway.domain.routes import READS

RETRIES: Final = 1

OnFailure = Callable[[str, GatewayError | None], None]
"""Called with the service and the error; null when the request ended before the service responded."""


class Forward:
    """Sends a request to a service; the response is open within the block."""

    def __init__(
        self,
        upstreams: Upstreams,
        breakers: Mapping[str, Breaker],
        clock: MonotonicClock,
        on_failure: OnFailure = lambda _service, _error: None,
    ) -> None:
        self._upstreams = upstreams
        self._breakers = breakers
        self._clock = clock
        self._on_failure = on_failure

    @asynccontextmanager
    async def __call__(self, request: UpstreamRequest) -> AsyncIterator[UpstreamResponse]:
        """Return the response; raise UpstreamUnreachable, UpstreamFailed, CircuitOpen or Overloaded before it begins.

        A read is sent once more if no byte of a response arrived; other methods are never sent twice. An event stream
        does not count as a request in progress once it has begun: event streams have limits of their own.
        """
        breaker = self._breakers[request.service]
        retries = RETRIES if request.method in READS else 0
        async with AsyncExitStack() as stack:
            breaker.enter(self._clock())
            in_progress = stack.enter_context(ExitStack())
            in_progress.callback(breaker.leave)
            while True:
                try:
                    response = await stack.enter_async_context(self._upstreams.send(request))
                except (UpstreamUnreachable, UpstreamFailed) as failure:
                    breaker.failed(self._clock())
                    self._on_failure(request.service, failure)
                    if not retries or breaker.state(self._clock()) != "closed":
                        raise
                    retries -= 1
                except BaseException:
                    breaker.failed(self._clock())
                    self._on_failure(request.service, None)
                    raise
                else:
                    break
            breaker.succeeded()
            if is_event_stream(response.headers):
                in_progress.close()
            yield response
