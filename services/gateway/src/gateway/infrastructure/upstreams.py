"""HTTP to the services through aiohttp.

Everything is off that a proxy must not do by itself: shared cookies, redirects, decompression, environment proxies,
default headers and retries.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
import orjson
from multidict import CIMultiDict
from yarl import URL

from chassis.http.client_transport import disable_retries
from gateway.application.ports import UpstreamRequest
from gateway.domain.errors import UpstreamFailed, UpstreamUnreachable
from gateway.domain.headers import Header

SKIPPED_HEADERS: Final = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")
IDLE_SECONDS: Final = 15.0
DNS_SECONDS: Final = 10
MAX_DOCUMENT_BYTES: Final = 8 * 1024 * 1024


class HttpUpstreams:
    """One connection pool for all services; call `open` within the running event loop."""

    def __init__(self, bases: Mapping[str, str], *, connect_seconds: float) -> None:
        self._bases = {service: base.rstrip("/") for service, base in bases.items()}
        self._connect_seconds = connect_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def services(self) -> Sequence[str]:
        """Return the names of the services."""
        return tuple(self._bases)

    def open(self) -> None:
        """Create the pool; it connects on first use."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, ttl_dns_cache=DNS_SECONDS, keepalive_timeout=IDLE_SECONDS, use_dns_cache=True
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=SKIPPED_HEADERS,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._connect_seconds),
        )
        disable_retries(self._session)

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    @asynccontextmanager
    async def send(self, request: UpstreamRequest) -> AsyncIterator["HttpResponse"]:
        """Send a request and return its response; raise UpstreamUnreachable or UpstreamFailed before it begins."""
        target = self._bases[request.service] + request.path.decode("ascii")
        if request.query:
            target = f"{target}?{request.query.decode('ascii')}"
        response = await self._begin(request.method, target, _multidict(request.headers), request.body or None)
        try:
            yield HttpResponse(response)
        finally:
            # A connection is reused only if the body was read to its end; otherwise it is closed.
            response.release() if response.content.at_eof() else response.close()

    async def get_json(self, service: str, path: str, *, seconds: float) -> Any:
        """Return the JSON at a path of a service; raise UpstreamUnreachable, UpstreamFailed or ValueError."""
        response = await self._begin("GET", self._bases[service] + path, CIMultiDict(), None, seconds=seconds)
        try:
            body = bytearray()
            while len(body) <= MAX_DOCUMENT_BYTES and (chunk := await response.content.readany()):
                body += chunk
            if response.status != 200 or len(body) > MAX_DOCUMENT_BYTES:
                raise UpstreamFailed
            return orjson.loads(body)
        except aiohttp.ClientError as failure:
            raise UpstreamFailed from failure
        finally:
            response.close()

    async def post_json(self, service: str, path: str, content: Any, *, seconds: float) -> tuple[int, Any]:
        """Send JSON to a path of a service, and return the status and the JSON of its response.

        Raise UpstreamUnreachable, UpstreamFailed or ValueError.
        """
        headers = CIMultiDict({"Content-Type": "application/json"})
        body = orjson.dumps(content)
        response = await self._begin("POST", self._bases[service] + path, headers, body, seconds=seconds)
        try:
            return response.status, orjson.loads(await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            raise UpstreamFailed from failure
        finally:
            response.release() if response.content.at_eof() else response.close()

    async def _begin(
        self,
        method: str,
        target: str,
        headers: CIMultiDict[str],
        body: bytes | None,
        *,
        seconds: float | None = None,
    ) -> aiohttp.ClientResponse:
        if self._session is None:
            raise UpstreamUnreachable
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=self._connect_seconds)
        try:
            return await self._session.request(
                method,
                URL(target, encoded=True),
                headers=headers,
                data=body,
                allow_redirects=False,
                timeout=timeout,
            )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as failure:
            raise UpstreamUnreachable from failure
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            raise UpstreamFailed from failure


class HttpResponse:
    """A response whose head has been received."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    @property
    def status(self) -> int:
        """Return the status code."""
        return self._response.status

    @property
    def headers(self) -> Sequence[Header]:
        """Return the headers in their original bytes."""
        return self._response.raw_headers

    async def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """Return the body in chunks as they arrive, without buffering; raise UpstreamFailed if it ends early."""
        content = self._response.content
        try:
            while True:
                chunk = await content.readany()
                more = not content.at_eof()
                yield chunk, more
                if not more:
                    return
        except (aiohttp.ClientError, OSError) as failure:
            raise UpstreamFailed from failure


def _multidict(headers: Sequence[Header]) -> CIMultiDict[str]:
    """Return headers as aiohttp sends them: in UTF-8. A value that is not UTF-8 would change, so it is dropped."""
    encodable: CIMultiDict[str] = CIMultiDict()
    for name, value in headers:
        try:
            encodable.add(name.decode("ascii"), value.decode())
        except UnicodeDecodeError:
            continue
    return encodable
