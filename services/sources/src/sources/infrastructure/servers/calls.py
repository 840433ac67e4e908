"""Calls the server of a source: each attempt waits for its limiter, has a deadline and a largest size.

What may pass by itself (no connection, a failing server, a limit of some seconds) is tried three times with pauses.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final, TypeVar
from urllib.parse import urlsplit

from chassis.core.backoff import backoff
from chassis.http.client import CallFailed, Response
from egress.http import StreamedResponse
from egress.policy import EgressRefused
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.spec import Surroundings
from sources.infrastructure.servers.failures import DEFAULT_WAIT, failure_of, status_failure

TRIES: Final = 3
SECONDS: Final = 60.0
"""For one attempt until the response has arrived, or until the body of a stream begins."""
LONGEST_PAUSE: Final = 10.0
"""A longer wait is left to the queue of jobs."""
LIMITER_SECONDS: Final = 20.0
"""For the limiter of the server, which all scans of it share."""
MOST_BYTES: Final = 16 * 1024 * 1024
IDENTITY: Final = {"accept-encoding": "identity"}

Result = TypeVar("Result")


class _Renewed(Exception):
    """The authorization has learned from a refusal how the server wants it."""


_NO_RESPONSE: Final = (EgressRefused, CallFailed, TimeoutError)


Authorization = Callable[[str, str], Mapping[str, str]]
"""Returns the headers that prove to a server who calls, for a method and a URL."""
Renew = Callable[[Mapping[str, str]], bool]
"""Reads the headers of a refusal (401); returns whether another attempt may succeed."""


def fixed(headers: Mapping[str, str]) -> Authorization:
    """Return the same headers for every request."""
    return lambda *_: headers


class ServerCalls:
    """Calls one server below an address."""

    def __init__(
        self, address: str, surroundings: Surroundings, authorization: Authorization, renew: Renew | None = None
    ) -> None:
        self.address = address.rstrip("/")
        self.clock = surroundings.clock
        self._authorization = authorization
        self._renew = renew
        self._sleep = surroundings.sleep
        self._client = surroundings.client()
        self._limiter = surroundings.limiter(urlsplit(address).netloc)

    async def send(
        self,
        target: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        expects: int = 200,
        max_bytes: int = MOST_BYTES,
    ) -> Response:
        """Return the response to a path with its query that has the expected status; raise SourceFailed."""

        async def attempt() -> Response:
            url = self.address + target
            sent = {**(headers or {}), **self._authorization(method, url)}
            response = await self._client.send(method, url, headers=sent, body=body, max_bytes=max_bytes)
            self._judge(response, (expects,))
            return response

        return await self._retried(attempt)

    @contextlib.asynccontextmanager
    async def stream(
        self, target: str, *, headers: Mapping[str, str], expects: tuple[int, ...]
    ) -> AsyncIterator[StreamedResponse]:
        """Open the response to a path with its query; raise SourceFailed."""
        async with contextlib.AsyncExitStack() as opened:

            async def attempt() -> StreamedResponse:
                url = self.address + target
                sent = {**IDENTITY, **headers, **self._authorization("GET", url)}
                async with contextlib.AsyncExitStack() as attempted:
                    response = await attempted.enter_async_context(self._client.stream("GET", url, headers=sent))
                    self._judge(response, expects)
                    opened.push_async_exit(attempted.pop_all())
                return response

            yield await self._retried(attempt)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    def _judge(self, response: Response | StreamedResponse, expected: tuple[int, ...]) -> None:
        self._limiter.record(response.status, response.headers)
        if response.status == 401 and self._renew is not None and self._renew(response.headers):
            raise _Renewed
        if response.status not in expected:
            raise status_failure(response.status, response.headers, self.clock.now())

    async def _retried(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Return the result of the first attempt that succeeds."""
        for number in range(TRIES):
            await self._admitted()
            try:
                async with asyncio.timeout(SECONDS):
                    return await attempt()
            except _Renewed:
                continue
            except _NO_RESPONSE as error:
                failure = failure_of(error)
            except SourceFailed as error:
                failure = error
            pause = self._pause(failure, number)
            if pause is None or number == TRIES - 1:
                raise failure
            await self._sleep(pause)
        raise SourceFailed("credentials_refused", "the server refuses the credentials")

    async def _admitted(self) -> None:
        """Wait until the limiter admits a request; a wait that is long is left to the queue of jobs."""
        try:
            async with asyncio.timeout(LIMITER_SECONDS):
                await self._limiter.acquire()
        except TimeoutError as late:
            at = self.clock.now() + DEFAULT_WAIT
            raise SourceFailed("rate_limited", "the server limits requests", retry_at=at, waits=True) from late

    def _pause(self, failure: SourceFailed, number: int) -> float | None:
        """Return the seconds to wait before the next attempt, or null if another one here is of no use."""
        if failure.code == "unreachable":
            return backoff(number, base=0.5, cap=LONGEST_PAUSE)
        if failure.code == "rate_limited" and failure.retry_at is not None:
            seconds = (failure.retry_at - self.clock.now()).total_seconds()
            return seconds if seconds <= LONGEST_PAUSE else None
        return None
