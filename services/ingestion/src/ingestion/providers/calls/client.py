"""Calls a provider within its bounds and tells every way of failing apart.

Every try passes the gate (budget and breaker), has a deadline and an answer size cap, follows no redirect and
keeps no cookie. Identical calls in flight are one call.
"""

import asyncio
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, Protocol, TypeVar, cast
from urllib.parse import urlencode

import httpx2
from pydantic import TypeAdapter, ValidationError

from ingestion.domain.failures import PASSING, Cause, SourceFailed
from ingestion.domain.titles.facts import Source
from ingestion.providers.calls.call_policy import DEFAULT_BLOCK, CallPolicy
from ingestion.providers.calls.metrics import BUDGET_SECONDS, PROVIDER_SECONDS
from ingestion.providers.calls.quota_headers import ReportedQuota, reported_quota, retry_after
from ingestion.providers.parsing.lenient import DEGRADED

T = TypeVar("T")

Params = tuple[tuple[str, str], ...]

# A title's number ends the part of a path that names it: its seasons and statistics are the same resource.
_NAMED: Final = re.compile(r"(?:/[a-z_]+)*?/(?:tt)?\d+(?=/|$)")
_NAMING: Final = frozenset({"i", "imdb", "thetvdb"})
"""Parameters that name a title, where the path does not."""

# What stands before it may be backslashes that are escaped themselves: only after pairs of them it is a NUL.
_SURROGATES: Final = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
"""Every escape in order, so that a backslash which is escaped itself begins none; `half` is no whole character."""
_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")

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


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """An answer: `value` is None when nothing has changed since `etag`."""

    value: T | None
    etag: str | None = None
    location: str | None = None
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came."""

    status: int
    headers: httpx2.Headers
    body: bytes


_ANY: Final[TypeAdapter[Any]] = TypeAdapter(Any)


class CallLimiter(Protocol):
    """Lets calls through within the provider's budget, and learns how they ended."""

    async def acquire(self) -> None:
        """Wait for a call's turn; raises SourceFailed (QUOTA, BREAKER_OPEN) when it is too far away."""
        ...

    async def record(self, cause: Cause | None, detail: str = "", *, resource: str) -> None:
        """Count how a call for a resource ended; None is well."""
        ...

    async def update_quota(self, allowance: ReportedQuota) -> None:
        """Take in what the provider allowance of its allowance."""
        ...

    async def block(self, until: datetime, reason: str, *, resource: str) -> None:
        """Let nothing through until an instant, for all replicas, because a call for a resource was refused."""
        ...


class Refusal(Protocol):
    """Reads what a provider writes into refusals; None when the status says it all."""

    def __call__(self, raw: Raw) -> SourceFailed | None: ...


class ProviderClient:
    """Asks one provider."""

    def __init__(
        self,
        source: Source,
        http: httpx2.AsyncClient,
        gate: CallLimiter,
        policy: CallPolicy,
        *,
        params: Mapping[str, str] | None = None,
        refusal: Refusal | None = None,
        probe: tuple[str, Params] = ("/", ()),
    ) -> None:
        self.source = source
        self._http = http
        self._gate = gate
        self._policy = policy
        self._credentials = tuple((params or {}).items())
        self._refusal = refusal
        self._probe = probe
        # What every call has in common is made once: the client would merge it anew for each.
        self._base = str(http.base_url).rstrip("/")
        self._extensions = {"timeout": http.timeout.as_dict()}
        self._budget_seconds = BUDGET_SECONDS.labels(source)
        self._call_seconds = PROVIDER_SECONDS.labels(source)
        self._flights: dict[tuple[object, ...], asyncio.Task[Reply[Any]]] = {}

    async def get(
        self,
        path: str,
        shape: TypeAdapter[T],
        params: Mapping[str, str | int] | None = None,
        *,
        etag: str | None = None,
        redirect: bool = False,
        max_bytes: int | None = None,
    ) -> Reply[T]:
        """Return the response to a GET; raises SourceFailed. With `redirect` a redirect is returned, not followed.

        `max_bytes` replaces the policy's bound for responses that may be large.
        """
        asked = tuple(sorted((name, str(value)) for name, value in (params or {}).items()))
        flight_key = (path, asked, etag, redirect, id(shape))
        flight = self._flights.get(flight_key)
        if flight is None:
            flight = asyncio.create_task(self._tries(path, shape, asked, etag, redirect=redirect, max_bytes=max_bytes))
            self._flights[flight_key] = flight
            flight.add_done_callback(lambda done: self._landed(flight_key, done))
        return cast("Reply[T]", await asyncio.shield(flight))

    async def probe(self) -> SourceFailed | None:
        """Call the provider's cheap address once, past the gate, and return how that failed."""
        path, params = self._probe
        try:
            async with asyncio.timeout(self._policy.probe_seconds):
                await self._try(path, _ANY, params, None, redirect=False, max_bytes=None)
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

    def _landed(self, flight_key: tuple[object, ...], flight: asyncio.Task[Reply[Any]]) -> None:
        self._flights.pop(flight_key, None)
        if not flight.cancelled():
            flight.exception()  # an abandoned flight has nobody to tell

    async def _tries(
        self,
        path: str,
        shape: TypeAdapter[T],
        params: Params,
        etag: str | None,
        *,
        redirect: bool,
        max_bytes: int | None,
    ) -> Reply[T]:
        loop = asyncio.get_running_loop()
        spent = 0.0
        resource = resource_of(path, params)
        failure: SourceFailed | None = None
        for attempt in range(self._policy.tries):
            if failure is not None:
                pause = _pause(attempt - 1, self._policy, failure)
                if spent + pause > self._policy.total_seconds:
                    break
                spent += pause
                await asyncio.sleep(pause)
            with self._budget_seconds.time():
                await self._gate.acquire()
            started = loop.time()
            try:
                with self._call_seconds.time():
                    reply = await self._try(path, shape, params, etag, redirect=redirect, max_bytes=max_bytes)
            except SourceFailed as failed:
                spent += loop.time() - started
                await self._learn(failed, resource)
                if not self._may_retry(failed):
                    raise
                failure = failed
            else:
                await self._gate.record(None, resource=resource)
                return reply
        raise failure or SourceFailed(self.source, Cause.TIMEOUT, "no time for a single try")

    def _may_retry(self, failed: SourceFailed) -> bool:
        if failed.retry_at is None:
            return failed.cause in PASSING
        waitable = failed.cause in PASSING or failed.cause is Cause.QUOTA
        return waitable and _seconds_until(failed.retry_at) <= self._policy.patience_seconds

    async def _learn(self, failed: SourceFailed, resource: str) -> None:
        if failed.cause is Cause.QUOTA:
            until = failed.retry_at or datetime.now(UTC) + DEFAULT_BLOCK
            await self._gate.block(until, failed.detail, resource=resource)
        await self._gate.record(failed.cause, failed.detail, resource=resource)

    async def _try(
        self,
        path: str,
        shape: TypeAdapter[T],
        params: Params,
        etag: str | None,
        *,
        redirect: bool,
        max_bytes: int | None,
    ) -> Reply[T]:
        raw = await self._send(path, self._request(path, params, etag), max_bytes or self._policy.max_bytes)
        quota = reported_quota(raw.headers)
        if quota is not None:
            await self._gate.update_quota(quota)
        if raw.status == httpx2.codes.NOT_MODIFIED and etag:
            return Reply(None, etag)
        if redirect and raw.status in (301, 302, 303, 307, 308):
            return Reply(None, location=self._same_host(raw))
        self._refuse(raw)
        content_type = raw.headers.get("content-type", "")
        if "json" not in content_type.lower():
            raise self._failed(Cause.WRONG_TYPE, f"{path}: content type {content_type[:60]!r}", raw)
        degraded: list[str] = []
        try:
            value = shape.validate_json(raw.body, context={DEGRADED: degraded})
        except ValidationError as invalid:
            raise self._unreadable(path, invalid, raw) from invalid
        return Reply(value, raw.headers.get("etag"), degraded=tuple(degraded))

    def _request(self, path: str, params: Params, etag: str | None) -> httpx2.Request:
        query = urlencode((*params, *self._credentials))
        url = f"{self._base}{path}?{query}" if query else f"{self._base}{path}"
        request = httpx2.Request("GET", url, headers=self._http.headers, extensions=self._extensions)
        if etag:
            request.headers["if-none-match"] = etag
        return request

    async def _send(self, path: str, request: httpx2.Request, max_bytes: int) -> Raw:
        try:
            async with asyncio.timeout(self._policy.attempt_seconds):
                response = await self._http.send(request, stream=True)
                try:
                    body = bytearray()
                    async for chunk in response.aiter_bytes():
                        body += chunk
                        if len(body) > max_bytes:
                            detail = f"{path}: more than {max_bytes} bytes"
                            raise self._failed(Cause.TOO_LARGE, detail, None)
                finally:
                    await response.aclose()
                return Raw(response.status_code, response.headers, storable(bytes(body)))
        except (TimeoutError, httpx2.TimeoutException) as late:
            raise self._failed(Cause.TIMEOUT, f"{path}: {type(late).__name__}", None) from late
        except httpx2.DecodingError as garbled:
            raise self._failed(Cause.WRONG_TYPE, f"{path}: {garbled}", None) from garbled
        except httpx2.HTTPError as broken:
            raise self._failed(Cause.UNREACHABLE, f"{path}: {type(broken).__name__}: {broken}", None) from broken

    def _refuse(self, raw: Raw) -> None:
        if self._refusal is not None and (refused := self._refusal(raw)) is not None:
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

    def _same_host(self, raw: Raw) -> str:
        """Give where a redirect leads, if it stays on the provider's own host."""
        base = self._http.base_url
        try:
            target = base.join(raw.headers.get("location", ""))
        except (httpx2.InvalidURL, ValueError) as invalid:
            raise self._failed(Cause.REDIRECTED, f"redirect to no address: {invalid}", raw) from invalid
        if (target.scheme, target.host, target.port) != (base.scheme, base.host, base.port):
            raise self._failed(Cause.REDIRECTED, f"redirect to another host: {target.host}", raw)
        return str(target)

    def _unreadable(self, path: str, invalid: ValidationError, raw: Raw) -> SourceFailed:
        first = invalid.errors()[0]
        cause = Cause.WRONG_JSON if first["type"] == "json_invalid" else Cause.WRONG_SHAPE
        place = ".".join(map(str, first["loc"])) or "body"
        return self._failed(cause, f"{path}: {place}: {first['msg']}", raw)

    def _failed(self, cause: Cause, detail: str, raw: Raw | None) -> SourceFailed:
        retry_at = retry_after(raw.headers, datetime.now(UTC)) if raw is not None else None
        status = raw.status if raw is not None else None
        return SourceFailed(self.source, cause, detail, status=status, retry_at=retry_at)


def storable(body: bytes) -> bytes:
    """Return a JSON text that a database can keep: without NUL, and with U+FFFD for each half of a surrogate pair."""
    if rb"\u0000" in body:
        body = _NUL.sub(rb"\1", body)
    if rb"\ud" in body or rb"\uD" in body:
        body = _SURROGATES.sub(_whole, body)
    return body


def _whole(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape["half"] else escape[0]


def resource_of(path: str, params: Params) -> str:
    """Return what a call is about: a title with everything of it, or a list with all its pages."""
    named = _NAMED.match(path)
    if named is not None:
        return named.group()
    return "&".join([path, *(f"{name}={value}" for name, value in params if name in _NAMING)])


def _pause(attempt: int, policy: CallPolicy, failure: SourceFailed) -> float:
    """Return the time that the provider wants to pass, else full jitter below an exponential bound."""
    if failure.retry_at is not None:
        return _seconds_until(failure.retry_at)
    return random.uniform(0, min(policy.longest_pause, policy.base_pause * 2.0**attempt))


def _seconds_until(instant: datetime) -> float:
    return max(0.0, (instant - datetime.now(UTC)).total_seconds())
