"""Calls one database of music: a deadline per attempt, few attempts with jitter, and its turn among all replicas.

`None` is that the database has nothing. Everything else that is no response is DatabaseUnavailable.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar
from urllib.parse import urlencode

from pydantic import TypeAdapter, ValidationError

from chassis.core.backoff import backoff
from chassis.core.clock import Clock
from chassis.core.outgoing.retry_after import bounded, http_date
from chassis.http.client import BodyTooLarge, CallFailed, Response
from egress.clients.server import EgressServer
from egress.policy import EgressRefused
from music.application.enrichment.ports import DatabaseUnavailable
from music.domain.enrichment.fields import Source
from music.infrastructure.enrichment.limiter import CallLimiter
from music.infrastructure.enrichment.metrics import CALL_SECONDS, CALLS

T = TypeVar("T")

ATTEMPTS: Final = 3
MOST_BYTES: Final = 4 * 1024 * 1024
DEFAULT_BLOCK: Final = timedelta(seconds=10)
"""How long no calls are made after a refusal that does not say until when."""
LONGEST_BLOCK: Final = timedelta(days=1)
PAUSE: Final = timedelta(minutes=1)
"""After which a job tries again what no attempt has brought."""


class Failure(Exception):
    """An attempt without a usable response. A final one would befall every other call, too, as a refused key does."""

    def __init__(
        self,
        outcome: str,
        detail: str,
        *,
        is_transient: bool = False,
        is_final: bool = False,
        blocked: timedelta | None = None,
    ) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.is_transient = is_transient
        self.is_final = is_final
        self.blocked = blocked


Explain = Callable[[Response], Failure | None]
"""Reads a failure that the status does not show; raises NothingStated for one that says there is nothing."""


class NothingStated(Exception):
    """The database has nothing of what was looked up."""


class DatabaseClient:
    """Calls one database."""

    def __init__(
        self,
        source: Source,
        server: EgressServer,
        limiter: CallLimiter,
        clock: Clock,
        *,
        seconds: float,
        params: Mapping[str, str],
        explain: Explain = lambda _: None,
    ) -> None:
        self._source = source
        self._server = server
        self._limiter = limiter
        self._clock = clock
        self._seconds = seconds
        self._params = params
        self._explain = explain

    async def get(self, path: str, shape: TypeAdapter[T], params: Mapping[str, str]) -> T | None:
        """Return the response to a GET, or null when the database has nothing; raise DatabaseUnavailable."""
        target = f"{path}?{urlencode({**params, **self._params})}"
        too_large = Failure("unreadable", f"{path}: more than {MOST_BYTES} bytes")
        return await self._call(target, MOST_BYTES, too_large, lambda response: _read(path, shape, response))

    async def file(self, path: str, most_bytes: int) -> bytes | None:
        """Return a file, or null when the database has none of at most so many bytes; raise DatabaseUnavailable."""
        return await self._call(path, most_bytes, NothingStated(), lambda response: response.body)

    async def _call(
        self, target: str, most_bytes: int, too_large: Exception, read: Callable[[Response], T]
    ) -> T | None:
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(backoff(attempt - 1, base=0.5, cap=4))
            await self._limiter.acquire(self._source)
            try:
                value = await self._attempt(target, most_bytes, too_large, read)
            except NothingStated:
                await self._note("nothing")
                return None
            except Failure as failure:
                CALLS.labels(self._source, failure.outcome).inc()
                reason = f"{failure.outcome}: {failure.detail}"
                retry_at = await self._limiter.failed(
                    self._source, reason, is_final=failure.is_final, blocked=failure.blocked
                )
                if not failure.is_transient or attempt == ATTEMPTS - 1:
                    later = max(retry_at, self._clock.now() + PAUSE)
                    raise DatabaseUnavailable(self._source, reason, later) from None
            else:
                await self._note("ok")
                return value
        raise AssertionError("every attempt returns or raises")

    async def _note(self, outcome: str) -> None:
        CALLS.labels(self._source, outcome).inc()
        await self._limiter.succeeded(self._source)

    async def _attempt(self, target: str, most_bytes: int, too_large: Exception, read: Callable[[Response], T]) -> T:
        path = target.partition("?")[0]
        try:
            with CALL_SECONDS.labels(self._source).time():
                async with asyncio.timeout(self._seconds):
                    response = await self._server.get(target, max_bytes=most_bytes)
        except EgressRefused as refused:
            raise Failure("not_permitted", refused.refusal.detail, is_final=True) from refused
        except TimeoutError:
            raise Failure("timeout", f"{path}: no response within {self._seconds:g} s", is_transient=True) from None
        except BodyTooLarge:
            raise too_large from None
        except CallFailed as failed:
            raise Failure("unreachable", f"{path}: {failed}", is_transient=True) from failed
        explained = self._explain(response)
        if explained is not None:
            raise explained
        self._check(response)
        return read(response)

    def _check(self, response: Response) -> None:
        status = response.status
        if 200 <= status < 300:
            return
        if status in (404, 410):
            raise NothingStated
        detail = f"status {status}"
        wait = retry_after(response.headers, self._clock.now())
        if status == 429 or (status == 503 and wait is not None):
            raise Failure("refused", detail, blocked=wait or DEFAULT_BLOCK)
        if status in (401, 403):
            raise Failure("key_refused", detail, is_final=True)
        raise Failure("server", detail, is_transient=status >= 500)


def _read(path: str, shape: TypeAdapter[T], response: Response) -> T:
    try:
        return shape.validate_json(response.body)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "body"
        raise Failure("unreadable", f"{path}: {place}: {first['msg']}") from None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return the wait that a response states, at most a day."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isdecimal():
        return min(timedelta(seconds=int(text[:9])), LONGEST_BLOCK)
    at = http_date(text)
    return None if at is None else bounded(at, now, LONGEST_BLOCK) - now
