"""httpx2 over aiohttp's connections: the same client and the same errors for a third of the CPU time.

httpx2's own transport queries the socket of every idle connection before each request and parses in Python; during an
import it cost more than parsing and storing together.
"""

import functools
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp
import httpx2
from multidict import CIMultiDict
from yarl import URL

_OWN_HEADERS: Final = ("accept", "accept-encoding", "user-agent", "content-type")
"""Headers that aiohttp would add; the client has set all that it needs."""


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Return the trusted certificates, read once per process on first use."""
    return httpx2.create_ssl_context(trust_env=False)


def disable_retries(session: aiohttp.ClientSession) -> None:
    """Turn off aiohttp's own second attempt, which repeats idempotent requests, DELETE and PUT among them.

    A request that is sent twice is counted once and charged twice. There is no public switch;
    `test_private_names.py` fails when an upgrade renames this one.
    """
    session._retry_connection = False  # noqa: SLF001 - see above


class PooledTransport(httpx2.AsyncBaseTransport):
    """Sends requests over at most `connections` pooled connections, without retries, redirects and cookies."""

    def __init__(self, *, connections: int) -> None:
        self._connections = connections
        self._opened: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response to a request, its body unread; raise httpx2.TransportError."""
        timeouts = request.extensions.get("timeout", {})
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=timeouts.get("pool"),
            sock_connect=timeouts.get("connect"),
            sock_read=timeouts.get("read"),
        )
        body = await request.aread()
        with _as_httpx2(request):
            response = await self._session().request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=CIMultiDict((name.decode(), value.decode()) for name, value in request.headers.raw),
                data=body or None,
                timeout=timeout,
                allow_redirects=False,
            )
        return httpx2.Response(
            response.status,
            headers=list(response.raw_headers),
            stream=_Body(response, request),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": (response.reason or "").encode()},
        )

    async def aclose(self) -> None:
        """Close every connection."""
        if self._opened is not None:
            await self._opened.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=_trusted()),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=_OWN_HEADERS,
                trust_env=False,
            )
            disable_retries(self._opened)
        return self._opened


class _Body(httpx2.AsyncByteStream):
    """A response body as it arrives; a body that was not read to its end closes its connection."""

    def __init__(self, response: aiohttp.ClientResponse, request: httpx2.Request) -> None:
        self._response = response
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx2(self._request):
            async for chunk in self._response.content.iter_any():
                yield chunk

    async def aclose(self) -> None:
        self._response.release()


@contextmanager
def _as_httpx2(request: httpx2.Request) -> Iterator[None]:
    """Raise aiohttp's errors as those of httpx2."""
    try:
        yield
    except aiohttp.ClientError as error:
        raise _error_type(error)(str(error) or type(error).__name__, request=request) from error
    except ConnectionResetError as reset:
        raise httpx2.WriteError(str(reset), request=request) from reset


# The first match wins, so subclasses come first.
_ERROR_TYPES: Final[tuple[tuple[type[aiohttp.ClientError], type[httpx2.TransportError]], ...]] = (
    (aiohttp.ConnectionTimeoutError, httpx2.ConnectTimeout),
    (aiohttp.ServerTimeoutError, httpx2.ReadTimeout),
    (aiohttp.ClientConnectorError, httpx2.ConnectError),
    (aiohttp.ClientOSError, httpx2.ReadError),
    (aiohttp.InvalidURL, httpx2.UnsupportedProtocol),
    (aiohttp.ClientConnectionError, httpx2.RemoteProtocolError),
    (aiohttp.ClientPayloadError, httpx2.RemoteProtocolError),
    (aiohttp.ClientResponseError, httpx2.RemoteProtocolError),
)


def _error_type(error: aiohttp.ClientError) -> type[httpx2.TransportError]:
    return next((ours for theirs, ours in _ERROR_TYPES if isinstance(error, theirs)), httpx2.NetworkError)
