"""HTTP client for URLs that users choose: permitted addresses only, no redirects, bounded time and size.

Each request has a connection of its own, and the connection goes to an address that was checked: a name that changes
its address in between gains nothing. The certificate, SNI and the header Host are those of the name.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from opentelemetry.trace import SpanKind
from yarl import URL

from chassis.core.outgoing.public_addresses import AddressRules
from chassis.http.client_transport import open_session
from chassis.runtime.observability import attributes
from chassis.runtime.tracing.spans import end_call, span

CONNECT_SECONDS: Final = 5.0


class NotPermitted(OSError):
    """The address must not be called."""


class GuardedCallFailed(Exception):
    """A call brought no response. `code` is a stable name of the cause; `sent` is whether it may have arrived."""

    def __init__(self, code: str, detail: str, *, sent: bool = False) -> None:
        super().__init__(detail)
        self.code = code
        self.sent = sent


@dataclass(frozen=True, slots=True)
class GuardedResponse:
    """A response with the beginning of its body, as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool
    """Whether the body was longer, or did not end in time."""


class GuardedResolver(AbstractResolver):
    """Resolves names to the addresses that rules permit."""

    def __init__(self, rules: AddressRules, resolver: AbstractResolver) -> None:
        self._rules = rules
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the permitted addresses of a name; raise OSError if there is none."""
        results = await self._resolver.resolve(host, port, family)
        permitted = [
            result for result in results if self._rules.permits(ipaddress.ip_address(result["host"].partition("%")[0]))
        ]
        if not permitted:
            raise NotPermitted(None, "the name has no address that may be called")
        return permitted

    async def close(self) -> None:
        """Release the resolver."""
        await self._resolver.close()


class GuardedClient:
    """Sends requests to URLs that users choose. It never follows a redirect and repeats nothing."""

    def __init__(
        self,
        rules: AddressRules,
        *,
        seconds: float = 15.0,
        connections: int = 64,
        headers: Mapping[str, str] | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._rules = rules
        self._seconds = seconds
        self._connections = connections
        self._headers = dict(headers or {})
        self._resolver = resolver
        self._opened: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, max_bytes: int) -> GuardedResponse:
        """Return the response to a POST with at most `max_bytes` of its body; raise GuardedCallFailed.

        The deadline holds for the whole call. A body that has not ended by then is cut; the status counts.
        """
        if problem := self._rules.problem(url):
            raise GuardedCallFailed("address_not_permitted", f"the URL {problem}")
        target = URL(url, encoded=True)
        with span(f"POST {target.host}", kind=SpanKind.CLIENT) as call:
            call.set_attributes({attributes.HTTP_METHOD: "POST", attributes.SERVER_ADDRESS: target.host or ""})
            response = await self._post(target, body, headers, max_bytes)
            end_call(call, response.status)
        return response

    async def _post(self, target: URL, body: bytes, headers: Mapping[str, str], max_bytes: int) -> GuardedResponse:
        response: aiohttp.ClientResponse | None = None
        received = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._session().post(target, data=body, headers=headers, allow_redirects=False)
                async for chunk in response.content.iter_any():
                    received += chunk
                    if len(received) > max_bytes:
                        break
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as failure:
            if response is None:
                raise _failed(failure) from failure
            return GuardedResponse(response.status, response.headers, bytes(received[:max_bytes]), is_cut=True)
        finally:
            if response is not None:
                # Closes the connection unless the body was read to its end.
                response.release()
        is_cut = len(received) > max_bytes
        return GuardedResponse(response.status, response.headers, bytes(received[:max_bytes]), is_cut=is_cut)

    async def close(self) -> None:
        """Close every connection."""
        if self._opened is not None:
            await self._opened.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            self._opened = open_session(
                connections=self._connections,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
                headers=self._headers,
                resolver=GuardedResolver(self._rules, self._resolver or aiohttp.ThreadedResolver()),
                decompress=False,
                reuse=False,
            )
        return self._opened


def _failed(failure: Exception) -> GuardedCallFailed:
    """Return the cause in words for the owner of the URL: no address, which could reveal a private network."""
    cause = failure.os_error if isinstance(failure, aiohttp.ClientConnectorError) else failure
    if isinstance(cause, NotPermitted):
        return GuardedCallFailed("address_not_permitted", "the name has no address that may be called")
    if isinstance(failure, aiohttp.ClientConnectorDNSError):
        return GuardedCallFailed("name_unknown", "the name of the server cannot be resolved")
    if isinstance(failure, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return GuardedCallFailed("certificate_refused", "there is no secure connection to the server")
    if isinstance(failure, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return GuardedCallFailed("not_reachable", "the server accepts no connection")
    if isinstance(failure, TimeoutError):
        return GuardedCallFailed("no_response", "the server has not responded in time", sent=True)
    return GuardedCallFailed("connection_broken", "the connection broke before the response", sent=True)
