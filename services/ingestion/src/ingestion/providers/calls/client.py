"""Calls a provider within its limits, and distinguishes the ways in which a call can fail.

Every attempt passes the rate limiter (budget and breaker), has a deadline and a maximum response size, follows no
redirect and keeps no cookie. Identical calls in flight are one call.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar, cast
from urllib.parse import urlencode

import httpx2
from pydantic import TypeAdapter, ValidationError

from chassis.core.backoff import backoff
from chassis.core.clock import Clock
from chassis.http.client import BodyTooLarge, CallFailed, Response, UndecodableBody
from chassis.runtime.clock import SystemClock
from egress.policy import EgressRefused
from ingestion.domain.failures import NO_PATH, TRANSIENT, Cause, SourceFailed
from ingestion.domain.titles.facts import Source
from ingestion.providers.calls.call_policy import DEFAULT_BLOCK, CallPolicy
from ingestion.providers.calls.json_text import storable
from ingestion.providers.calls.metrics import BUDGET_SECONDS, PROVIDER_SECONDS
from ingestion.providers.calls.quota_headers import ReportedQuota, reported_quota, retry_after
from ingestion.providers.calls.resources import resource_of
from ingestion.providers.calls.responses import Params, ProviderResponse, RawResponse, Refusal
from ingestion.providers.parsing.lenient import DEGRADED

T = TypeVar("T")


_BY_STATUS: Final[Mapping[int, Cause]] = {
    401: Cause.UNAUTHORIZED,
    403: Cause.FORBIDDEN,
    404: Cause.NOT_FOUND,
    408: Cause.SERVER,
    410: Cause.NOT_FOUND,
    420: Cause.QUOTA,
    423: Cause.FORBIDDEN,
    426: Cause.UPGRADE_REQUIRED,
    429: Cause.QUOTA,
}


_ANY: Final[TypeAdapter[Any]] = TypeAdapter(Any)


class CallLimiter(Protocol):
    """Admits calls within the provider's budget, and records how they ended."""

    async def acquire(self) -> None:
        """Wait until a call may be made; raise SourceFailed (QUOTA, BREAKER_OPEN) when that would take too long."""
        ...

    async def record(self, cause: Cause | None, detail: str = "", *, resource: str) -> None:
        """Record how a call for a resource ended; null is success."""
        ...

    async def update_quota(self, quota: ReportedQuota) -> None:
        """Lower the budget to what the provider reports as remaining."""
        ...

    async def block(self, until: datetime, reason: str, *, resource: str) -> None:
        """Stop all calls of all replicas until an instant, because a call for a resource was refused."""
        ...

    async def stop_calls(self, failed: SourceFailed) -> None:
        """Open the breaker, because no call to the provider can be made."""
        ...


class Http(Protocol):
    """Sends GET requests to the provider's server; see `egress.clients.server.EgressServer`."""

    base_url: str

    async def get(self, target: str, headers: Mapping[str, str] | None = None, *, max_bytes: int) -> Response:
        """Return the response to a GET of a path with its query. Raise EgressRefused, TimeoutError, CallFailed."""
        ...


class ProviderClient:
    """Calls one provider."""

    def __init__(
        self,
        source: Source,
        http: Http,
        limiter: CallLimiter,
        policy: CallPolicy,
        *,
        params: Mapping[str, str] | None = None,
        refusal: Refusal | None = None,
        probe: tuple[str, Params] = ("/", ()),
        clock: Clock = SystemClock(),
    ) -> None:
        self.source = source
        self._http = http
        self._limiter = limiter
        self._policy = policy
        self._credentials = tuple((params or {}).items())
        self.refusal = refusal
        self._probe = probe
        self._clock = clock
        self._base = httpx2.URL(f"{http.base_url}/")
        self._budget_seconds = BUDGET_SECONDS.labels(source)
        self._call_seconds = PROVIDER_SECONDS.labels(source)
        self._flights: dict[tuple[object, ...], asyncio.Task[ProviderResponse[Any]]] = {}

    async def get(
        self,
        path: str,
        shape: TypeAdapter[T],
        params: Mapping[str, str | int] | None = None,
        *,
        etag: str | None = None,
        redirect: bool = False,
        max_bytes: int | None = None,
    ) -> ProviderResponse[T]:
        """Return the response to a GET; raise SourceFailed. With `redirect` a redirect is returned, not followed.

        `max_bytes` replaces the policy's bound for responses that may be large.
        """
        query = tuple(sorted((name, str(value)) for name, value in (params or {}).items()))
        flight_key = (path, query, etag, redirect, id(shape))
        flight = self._flights.get(flight_key)
        if flight is None:
            flight = asyncio.create_task(
                self._attempts(path, shape, query, etag, redirect=redirect, max_bytes=max_bytes)
            )
            self._flights[flight_key] = flight
            flight.add_done_callback(lambda done: self._flight_done(flight_key, done))
        return cast("ProviderResponse[T]", await asyncio.shield(flight))

    async def probe(self) -> SourceFailed | None:
        """Call the provider's cheap URL once, without the rate limiter, and return how that failed, or null."""
        path, params = self._probe
        try:
            async with asyncio.timeout(self._policy.probe_seconds):
                await self._attempt(path, _ANY, params, None, redirect=False, max_bytes=None)
        except TimeoutError:
            return self._failed(Cause.TIMEOUT, f"{path}: no response within {self._policy.probe_seconds} s", None)
        except SourceFailed as failed:
            return failed
        return None

    async def abandon(self) -> None:
        """End the calls in flight that outlive their callers, as when the process stops."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _flight_done(self, flight_key: tuple[object, ...], flight: asyncio.Task[ProviderResponse[Any]]) -> None:
        self._flights.pop(flight_key, None)
        if not flight.cancelled():
            flight.exception()  # retrieve it: no caller waits for an abandoned flight

    async def _attempts(
        self,
        path: str,
        shape: TypeAdapter[T],
        params: Params,
        etag: str | None,
        *,
        redirect: bool,
        max_bytes: int | None,
    ) -> ProviderResponse[T]:
        loop = asyncio.get_running_loop()
        spent = 0.0
        resource = resource_of(path, params)
        failure: SourceFailed | None = None
        for attempt in range(self._policy.attempts):
            if failure is not None:
                pause = self._pause(attempt - 1, failure)
                if spent + pause > self._policy.total_seconds:
                    break
                spent += pause
                await asyncio.sleep(pause)
            with self._budget_seconds.time():
                await self._limiter.acquire()
            started = loop.time()
            try:
                with self._call_seconds.time():
                    reply = await self._attempt(path, shape, params, etag, redirect=redirect, max_bytes=max_bytes)
            except SourceFailed as failed:
                spent += loop.time() - started
                await self._record_failure(failed, resource)
                if not self._is_retryable(failed):
                    raise
                failure = failed
            else:
                await self._limiter.record(None, resource=resource)
                return reply
        raise failure or SourceFailed(self.source, Cause.TIMEOUT, "no time for a single attempt")

    def _pause(self, attempt: int, failure: SourceFailed) -> float:
        """Return the seconds until the provider allows the next call, else those of the back-off."""
        if failure.retry_at is not None:
            return self._seconds_until(failure.retry_at)
        return backoff(attempt, base=self._policy.base_pause, cap=self._policy.longest_pause)

    def _seconds_until(self, instant: datetime) -> float:
        return max(0.0, (instant - self._clock.now()).total_seconds())

    def _is_retryable(self, failed: SourceFailed) -> bool:
        if failed.retry_at is None:
            return failed.cause in TRANSIENT
        waitable = failed.cause in TRANSIENT or failed.cause is Cause.QUOTA
        return waitable and self._seconds_until(failed.retry_at) <= self._policy.max_wait_seconds

    async def _record_failure(self, failed: SourceFailed, resource: str) -> None:
        if failed.cause is Cause.QUOTA:
            until = failed.retry_at or self._clock.now() + DEFAULT_BLOCK
            await self._limiter.block(until, failed.detail, resource=resource)
        elif failed.cause in NO_PATH:
            await self._limiter.stop_calls(failed)
        await self._limiter.record(failed.cause, failed.detail, resource=resource)

    async def _attempt(
        self,
        path: str,
        shape: TypeAdapter[T],
        params: Params,
        etag: str | None,
        *,
        redirect: bool,
        max_bytes: int | None,
    ) -> ProviderResponse[T]:
        raw = await self._send(path, params, etag, max_bytes or self._policy.max_bytes)
        quota = reported_quota(raw.headers)
        if quota is not None:
            await self._limiter.update_quota(quota)
        if raw.status == httpx2.codes.NOT_MODIFIED and etag:
            return ProviderResponse(None, etag)
        if redirect and raw.status in (301, 302, 303, 307, 308):
            return ProviderResponse(None, location=self._same_host(raw))
        self._raise_for_status(raw)
        content_type = raw.headers.get("content-type", "")
        if "json" not in content_type.lower():
            raise self._failed(Cause.WRONG_TYPE, f"{path}: content type {content_type[:60]!r}", raw)
        degraded: list[str] = []
        try:
            value = shape.validate_json(raw.body, context={DEGRADED: degraded})
        except ValidationError as invalid:
            raise self._unreadable(path, invalid, raw) from invalid
        return ProviderResponse(value, raw.headers.get("etag"), degraded=tuple(degraded))

    async def _send(self, path: str, params: Params, etag: str | None, max_bytes: int) -> RawResponse:
        query = urlencode((*params, *self._credentials))
        target = f"{path}?{query}" if query else path
        headers = {"if-none-match": etag} if etag else None
        try:
            async with asyncio.timeout(self._policy.attempt_seconds):
                response = await self._http.get(target, headers, max_bytes=max_bytes)
        except EgressRefused as refused:
            refusal = refused.refusal
            raise SourceFailed(self.source, Cause(refusal.code), refusal.detail, retry_at=refusal.retry_at) from refused
        except TimeoutError as late:
            raise self._failed(Cause.TIMEOUT, f"{path}: {str(late) or type(late).__name__}", None) from late
        except BodyTooLarge as large:
            raise self._failed(Cause.TOO_LARGE, f"{path}: {large}", None) from large
        except UndecodableBody as garbled:
            raise self._failed(Cause.WRONG_TYPE, f"{path}: {garbled}", None) from garbled
        except CallFailed as broken:
            raise self._failed(Cause.UNREACHABLE, f"{path}: {broken}", None) from broken
        return RawResponse(response.status, response.headers, storable(response.body))

    def _raise_for_status(self, raw: RawResponse) -> None:
        if self.refusal is not None and (refused := self.refusal(raw)) is not None:
            raise refused
        if 200 <= raw.status < 300:
            return
        if raw.status in _BY_STATUS:
            cause = _BY_STATUS[raw.status]
        elif raw.status >= 500:
            cause = Cause.SERVER
        else:
            cause = Cause.REDIRECTED if raw.status < 400 else Cause.REJECTED
        raise self._failed(cause, f"status {raw.status}", raw)

    def _same_host(self, raw: RawResponse) -> str:
        """Return the target of a redirect; raise SourceFailed when it is on another host."""
        base = self._base
        try:
            target = base.join(raw.headers.get("location", ""))
        except (httpx2.InvalidURL, ValueError) as invalid:
            raise self._failed(Cause.REDIRECTED, f"redirect to no address: {invalid}", raw) from invalid
        if (target.scheme, target.host, target.port) != (base.scheme, base.host, base.port):
            raise self._failed(Cause.REDIRECTED, f"redirect to another host: {target.host}", raw)
        return str(target)

    def _unreadable(self, path: str, invalid: ValidationError, raw: RawResponse) -> SourceFailed:
        first = invalid.errors()[0]
        cause = Cause.WRONG_JSON if first["type"] == "json_invalid" else Cause.WRONG_SHAPE
        place = ".".join(map(str, first["loc"])) or "body"
        return self._failed(cause, f"{path}: {place}: {first['msg']}", raw)

    def _failed(self, cause: Cause, detail: str, raw: RawResponse | None) -> SourceFailed:
        retry_at = retry_after(raw.headers, self._clock.now()) if raw is not None else None
        status = raw.status if raw is not None else None
        return SourceFailed(self.source, cause, detail, status=status, retry_at=retry_at)
