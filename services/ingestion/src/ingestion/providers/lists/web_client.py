"""Reads a site that has no budget of its own: with a deadline, a largest size, and a circuit breaker per process."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar
from urllib.parse import urlencode

from pydantic import TypeAdapter, ValidationError

from chassis.core.circuit_breaker import Admission, BreakerPolicy, FailureBreaker
from chassis.core.clock import Clock
from chassis.http.client import BodyTooLarge, CallFailed, Response
from egress.clients.server import EgressServer
from egress.policy import EgressRefused
from ingestion.domain.external.failures import ListFailed
from ingestion.domain.external.lists import ListState
from ingestion.providers.calls.json_text import storable
from ingestion.providers.calls.quota_headers import retry_after
from jobs.retries import Deferred

T = TypeVar("T")

MAX_BYTES: Final = 8 * 1024 * 1024
FAILURES: Final = 5
POLICY: Final = BreakerPolicy(
    first_pause=timedelta(minutes=1), longest_pause=timedelta(hours=1), probe_timeout=timedelta(minutes=1)
)
DEFAULT_PAUSE: Final = timedelta(minutes=5)


class WebClient:
    """Reads one site. Every failure is a ListFailed; while the path of outgoing connections does not hold, Deferred."""

    def __init__(
        self,
        http: EgressServer,
        clock: Clock,
        *,
        params: Mapping[str, str] | None = None,
        private: frozenset[int] = frozenset(),
    ) -> None:
        """`params` go with every call; `private` are statuses that mean that a list is not for everyone."""
        self._http = http
        self._clock = clock
        self._params = dict(params or {})
        self._private = private
        self._breaker = FailureBreaker(POLICY, FAILURES, clock)

    async def json(self, path: str, shape: TypeAdapter[T], params: Mapping[str, str] | None = None) -> T:
        """Return a JSON response; raise ListFailed, Deferred."""
        body = await self.bytes(path, params)
        try:
            return shape.validate_json(storable(body))
        except ValidationError as invalid:
            first = invalid.errors()[0]
            reason = "wrong_json" if first["type"] == "json_invalid" else "wrong_shape"
            raise ListFailed(reason, f"{path}: {first['msg']}") from invalid

    async def bytes(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        """Return the body of a response with the status 200; raise ListFailed, Deferred."""
        if self._breaker.admit() is Admission.NONE:
            raise ListFailed("breaker_open", f"{self._http.base_url} is failing", retry_at=self._soon())
        query = urlencode({**(params or {}), **self._params})
        try:
            response = await self._http.get(f"{path}?{query}" if query else path, max_bytes=MAX_BYTES)
        except EgressRefused as refused:
            refusal = refused.refusal
            if refusal.waits:
                # The site is not at fault, so that its lists do not fail: the job waits.
                raise Deferred(str(refused), refusal.retry_at or self._soon()) from refused
            raise ListFailed(str(refusal.code), refusal.detail) from refused
        except BodyTooLarge as large:
            self._breaker.succeeded()
            raise ListFailed("too_large", f"{path}: {large}") from large
        except TimeoutError as late:
            self._breaker.failed()
            raise ListFailed("timeout", f"{path}: {late}") from late
        except CallFailed as broken:
            self._breaker.failed()
            raise ListFailed("unreachable", f"{path}: {broken}") from broken
        self._check(path, response)
        return response.body

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    def _check(self, path: str, response: Response) -> None:
        status, detail = response.status, f"{path}: status {response.status}"
        if status >= 500:
            self._breaker.failed()
            raise ListFailed("server", detail, retry_at=retry_after(response.headers, self._clock.now()))
        if status == 429:
            self._breaker.failed(opens=True)
            raise ListFailed("quota", detail, retry_at=retry_after(response.headers, self._clock.now()) or self._soon())
        self._breaker.succeeded()
        if status in self._private:
            raise ListFailed("list_private", detail, ListState.PRIVATE)
        if status in (404, 410):
            raise ListFailed("list_gone", detail, ListState.GONE)
        if status in (401, 403):
            raise ListFailed("unauthorized", detail)
        if status != 200:
            raise ListFailed("redirected" if status < 400 else "rejected", detail)

    def _soon(self) -> datetime:
        return self._clock.now() + DEFAULT_PAUSE
