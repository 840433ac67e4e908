"""HTTP client for calls to another system: timeouts, no shared cookies, no redirects, no retries, trace headers.

It is aiohttp without a client above it: for calls of a few kilobytes, the objects of httpx2 cost twice as much as
sending the request and reading the response.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError
from opentelemetry.trace import SpanKind
from yarl import URL

from chassis.http.client_transport import REUSE_SECONDS, open_session
from chassis.runtime.certificates import trusted_certificates
from chassis.runtime.logs import request_id
from chassis.runtime.observability import attributes
from chassis.runtime.telemetry import trace_headers
from chassis.runtime.tracing.spans import Attributes, end_call, span

CONNECT_SECONDS: Final = 2.0
ENCODINGS: Final = "gzip, deflate"


class CallFailed(Exception):
    """A call brought no response: there was no connection, it broke, or what arrived is not HTTP."""


class UndecodableBody(CallFailed):
    """The body is not encoded as its headers state."""


class BodyTooLarge(CallFailed):
    """The body is larger than the caller reads."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response with its decoded body. The names of `headers` are found in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class StreamedResponse:
    """A response whose body arrives in pieces. The names of `headers` are found in any case."""

    status: int
    headers: Mapping[str, str]
    _response: aiohttp.ClientResponse = field(repr=False)
    _failures: Callable[[], AbstractContextManager[None]] = field(repr=False)
    """Raises the failures of the client for those of aiohttp."""

    async def chunks(self) -> AsyncIterator[bytes]:
        """Return the pieces of the body; raise TimeoutError, CallFailed."""
        with self._failures():
            async for chunk in self._response.content.iter_any():
                yield chunk


class HttpClient:
    """Calls one server over at most `connections` pooled connections; `headers` go with every call.

    `seconds` bounds each phase of a call: waiting for a connection, connecting, and waiting for the next bytes.
    Callers set a deadline for the whole call.
    """

    def __init__(
        self,
        base_url: str,
        *,
        seconds: float = 10.0,
        connections: int = 32,
        headers: Mapping[str, str] | None = None,
        shows_paths: bool = False,
        is_ours: bool = False,
    ) -> None:
        """With `shows_paths` the spans of calls have the path; its query, which may hold a key, is never shown.

        A server that `is_ours` receives the id of the request.
        """
        self.base_url = base_url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(
            total=None, connect=seconds, sock_connect=min(CONNECT_SECONDS, seconds), sock_read=seconds
        )
        self._connections = connections
        self._headers = {"accept-encoding": ENCODINGS, **(headers or {})}
        self._opened: aiohttp.ClientSession | None = None
        self._shows_paths = shows_paths
        self._is_ours = is_ours
        self._server = _server_of(self.base_url)

    async def get(self, target: str, headers: Mapping[str, str] | None = None, *, max_bytes: int) -> Response:
        """Return the response to a GET of a path with its query. Raise TimeoutError, CallFailed."""
        return await self._call("GET", target, headers, max_bytes)

    async def post(
        self, target: str, headers: Mapping[str, str] | None = None, body: bytes | None = None, *, max_bytes: int
    ) -> Response:
        """Return the response to a POST. Raise TimeoutError, CallFailed."""
        return await self._call("POST", target, headers, max_bytes, body)

    @asynccontextmanager
    async def stream(self, target: str, headers: Mapping[str, str] | None = None) -> AsyncIterator[StreamedResponse]:
        """Open the response to a GET, whose body is read while it arrives. Raise TimeoutError, CallFailed."""
        with span(f"GET {URL(self.base_url).host}", kind=SpanKind.CLIENT) as call:
            call.set_attributes({attributes.HTTP_METHOD: "GET", **self._server})
            response = await self._open("GET", target, {**(headers or {}), **self._own_headers()}, None)
            end_call(call, response.status)
        try:
            yield StreamedResponse(response.status, response.headers, response, _failures)
        finally:
            # Closes the connection unless the body was read to its end.
            response.release()

    async def _call(
        self, method: str, target: str, headers: Mapping[str, str] | None, max_bytes: int, body: bytes | None = None
    ) -> Response:
        shown = {attributes.URL_PATH: target.partition("?")[0]} if self._shows_paths else {}
        with span(f"{method} {URL(self.base_url).host}", kind=SpanKind.CLIENT) as call:
            call.set_attributes({attributes.HTTP_METHOD: method, **self._server, **shown})
            response = await self._sent(method, target, {**(headers or {}), **self._own_headers()}, max_bytes, body)
            end_call(call, response.status)
        return response

    def _own_headers(self) -> dict[str, str]:
        own = trace_headers()
        if self._is_ours and (current := request_id.get()) is not None:
            own["x-request-id"] = current
        return own

    async def _sent(
        self, method: str, target: str, own: Mapping[str, str], max_bytes: int, sent: bytes | None
    ) -> Response:
        response = await self._open(method, target, own, sent)
        try:
            with _failures():
                body = await _body(response, max_bytes)
        finally:
            # Closes the connection unless the body was read to its end.
            response.release()
        return Response(response.status, response.headers, body)

    async def _open(
        self, method: str, target: str, own: Mapping[str, str], sent: bytes | None
    ) -> aiohttp.ClientResponse:
        url = URL(self.base_url + target, encoded=True)
        with _failures():
            return await self._session().request(method, url, headers=own or None, data=sent, allow_redirects=False)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._opened is not None:
            await self._opened.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections, ssl=trusted_certificates(), keepalive_timeout=REUSE_SECONDS
            )
            self._opened = open_session(connector, timeout=self._timeout, headers=self._headers)
        return self._opened


@contextmanager
def _failures() -> Iterator[None]:
    """Raise TimeoutError or CallFailed for what the library raises."""
    try:
        yield
    except aiohttp.ServerTimeoutError as late:
        raise TimeoutError(_text(late)) from late
    except aiohttp.ClientPayloadError as broken:
        failure = UndecodableBody if isinstance(broken.__cause__, ContentEncodingError) else CallFailed
        raise failure(_text(broken)) from broken
    except (aiohttp.ClientError, ConnectionResetError) as broken:
        raise CallFailed(_text(broken)) from broken


def _server_of(base_url: str) -> Attributes:
    url = URL(base_url)
    return {attributes.SERVER_ADDRESS: url.host or "", attributes.SERVER_PORT: url.port or 0}


async def _body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_bytes:
            raise BodyTooLarge(f"more than {max_bytes} bytes")
    return bytes(body)


def _text(failure: Exception) -> str:
    text = str(failure)
    return f"{type(failure).__name__}: {text}" if text else type(failure).__name__
