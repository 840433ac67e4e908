"""Sending a request on: through the service's breaker, and once more where that can do no harm."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from typing import Final

from gateway.application.ports import Clock, UpstreamRequest, UpstreamResponse, Upstreams
from gateway.domain.breaker import Breaker
from gateway.domain.errors import UpstreamAway, UpstreamBroken
from gateway.domain.headers import is_event_stream
from gateway.domain.routes import READS

RETRIES: Final = 1


class Forward:
    """Asks a service; the answer is open within the block."""

    def __init__(
        self,
        upstreams: Upstreams,
        breakers: Mapping[str, Breaker],
        clock: Clock,
        on_failure: Callable[[str, str], None] = lambda _service, _code: None,
    ) -> None:
        self._upstreams = upstreams
        self._breakers = breakers
        self._clock = clock
        self._on_failure = on_failure

    @asynccontextmanager
    async def __call__(self, request: UpstreamRequest) -> AsyncIterator[UpstreamResponse]:
        """Give the answer; raises UpstreamAway, UpstreamBroken, UpstreamResting or Overloaded before it begins.

        A read is asked once more when no byte of an answer had come; anything else is never sent twice.
        An event stream gives up its place among the service's requests once it began: it has a place of its own.
        """
        breaker = self._breakers[request.service]
        left = RETRIES if request.method in READS else 0
        async with AsyncExitStack() as stack:
            breaker.enter(self._clock())
            place = stack.enter_context(ExitStack())
            place.callback(breaker.leave)
            while True:
                try:
                    response = await stack.enter_async_context(self._upstreams.send(request))
                except (UpstreamAway, UpstreamBroken) as failure:
                    breaker.failed(self._clock())
                    self._on_failure(request.service, failure.code)
                    if not left or breaker.state(self._clock()) != "closed":
                        raise
                    left -= 1
                except BaseException:
                    breaker.failed(self._clock())
                    self._on_failure(request.service, "NO_ANSWER")
                    raise
                else:
                    break
            breaker.succeeded()
            if is_event_stream(response.headers):
                place.close()
            yield response
