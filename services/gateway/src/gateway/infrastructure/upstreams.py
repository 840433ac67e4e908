"""HTTP to the services through aiohttp, with everything off that a proxy must not do on its own: no shared cookies,
no followed redirects, no decompression, no environment proxies, no headers it makes up.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
import orjson
from multidict import CIMultiDict
from yarl import URL

from gateway.application.ports import UpstreamRequest
from gateway.domain.errors import UpstreamAway, UpstreamBroken
from gateway.domain.headers import Header

QUIET_HEADERS: Final = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")
IDLE_SECONDS: Final = 15.0
DNS_SECONDS: Final = 10
MAX_DOCUMENT_BYTES: Final = 8 * 1024 * 1024


class HttpUpstreams:
    """One pool of connections to all services; `open` it inside the running loop."""

    def __init__(self, bases: Mapping[str, str], *, connect_seconds: float) -> None:
        self._bases = {service: base.rstrip("/") for service, base in bases.items()}
        self._connect_seconds = connect_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def services(self) -> Sequence[str]:
        """The services that can be asked."""
        return tuple(self._bases)

    def open(self) -> None:
        """Make the pool; it connects when first used."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, ttl_dns_cache=DNS_SECONDS, keepalive_timeout=IDLE_SECONDS, use_dns_cache=True
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=QUIET_HEADERS,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._connect_seconds),
        )
        # The only switch there is: aiohttp sends idempotent methods twice by itself, DELETE and PUT among them.
        self._session._retry_connection = False  # noqa: SLF001

    async def close(self) -> None:
        """Drop every connection."""
        if self._session is not None:
            await self._session.close()

    @asynccontextmanager
    async def send(self, request: UpstreamRequest) -> AsyncIterator["HttpResponse"]:
        """Send a request; raises UpstreamAway or UpstreamBroken before the answer begins."""
        target = self._bases[request.service] + request.path.decode("ascii")
        if request.query:
            target = f"{target}?{request.query.decode('ascii')}"
        response = await self._begin(request.method, target, _multidict(request.headers), request.body or None)
        try:
            yield HttpResponse(response)
        finally:
            # Gives the connection back if the body was read to its end, and breaks it off otherwise.
            response.release() if response.content.at_eof() else response.close()

    async def get_json(self, service: str, path: str, *, seconds: float) -> Any:
        """Return the JSON of a service's own page; raises UpstreamAway or UpstreamBroken, or ValueError."""
        response = await self._begin("GET", self._bases[service] + path, CIMultiDict(), None, seconds=seconds)
        try:
            body = bytearray()
            while len(body) <= MAX_DOCUMENT_BYTES and (piece := await response.content.readany()):
                body += piece
            if response.status != 200 or len(body) > MAX_DOCUMENT_BYTES:
                raise UpstreamBroken
            return orjson.loads(body)
        except aiohttp.ClientError as failure:
            raise UpstreamBroken from failure
        finally:
            response.close()

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
            raise UpstreamAway
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
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as away:
            raise UpstreamAway from away
        except (aiohttp.ClientError, TimeoutError, OSError) as broken:
            raise UpstreamBroken from broken


class HttpResponse:
    """An answer that has begun."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    @property
    def status(self) -> int:
        """The status code."""
        return self._response.status

    @property
    def headers(self) -> Sequence[Header]:
        """The headers in their original bytes."""
        return self._response.raw_headers

    async def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """Give the body as it comes, without gathering it; raises UpstreamBroken when it breaks off."""
        content = self._response.content
        try:
            while True:
                chunk = await content.readany()
                more = not content.at_eof()
                yield chunk, more
                if not more:
                    return
        except (aiohttp.ClientError, OSError) as broken:
            raise UpstreamBroken from broken


def _multidict(headers: Sequence[Header]) -> CIMultiDict[str]:
    """Give headers as aiohttp takes them: it writes UTF-8, so a value that is none would change and goes no further."""
    readable: CIMultiDict[str] = CIMultiDict()
    for name, value in headers:
        try:
            readable.add(name.decode("ascii"), value.decode())
        except UnicodeDecodeError:
            continue
    return readable
