"""HTTP client whose every connection its guard has admitted."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver
from opentelemetry.trace import SpanKind
from yarl import URL

from chassis.http.client import BodyTooLarge, CallFailed, Response, StreamedResponse
from chassis.runtime.observability import attributes
from chassis.runtime.tracing.spans import Attributes, end_call, span
from egress.connections.redirects import REDIRECTS, headers_for, method_of, target_of
from egress.connections.transport import ProxyFailed, open_transport
from egress.failures import FAILURES, ConnectFailed, failed, failures
from egress.guard import EgressGuard, Route
from egress.policy import Code, EgressRefused, Refusal, SourceAddress

__all__ = ["CallFailed", "ConnectFailed", "EgressClient", "EgressRefused", "Response", "StreamedResponse"]

ENCODINGS: Final = "gzip, deflate"
MOST_REDIRECTS: Final = 10
"""How many more redirects than permitted are followed where the mode refuses none."""


class EgressClient:
    """Sends requests to the servers of others; repeats none, and keeps no cookies.

    `seconds` is the deadline of `send`, and of each wait for bytes of `stream`. `headers` go with every request, but to
    another host than the first one only those without credentials. Without `decompress` bodies stay as they were sent.
    With `shows_paths` the spans of calls have the path; its query, which may hold a key, is never shown.
    """

    def __init__(
        self,
        guard: EgressGuard,
        *,
        seconds: float = 10.0,
        headers: Mapping[str, str] | None = None,
        connections: int = 64,
        reuse: bool = True,
        decompress: bool = True,
        shows_paths: bool = False,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self.guard = guard
        self._seconds = seconds
        self._headers = {"accept-encoding": ENCODINGS, **(headers or {})} if decompress else dict(headers or {})
        self._connections = connections
        self._reuse = reuse
        self._decompress = decompress
        self._shows_paths = shows_paths
        self._resolver = resolver
        self._sessions: dict[Route, aiohttp.ClientSession] = {}

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        max_bytes: int,
    ) -> Response:
        """Return a response with its body of at most `max_bytes`.

        Raise EgressRefused, TimeoutError, CallFailed; a longer body is BodyTooLarge.
        """
        try:
            async with asyncio.timeout(self._seconds), self.stream(method, url, headers=headers, body=body) as streamed:
                received = bytearray()
                async for chunk in streamed.chunks():
                    received += chunk
                    if len(received) > max_bytes:
                        raise BodyTooLarge(f"more than {max_bytes} bytes")
        except TimeoutError as late:
            raise TimeoutError(f"no response within {self._seconds:g} s") from late
        return Response(streamed.status, streamed.headers, bytes(received))

    @asynccontextmanager
    async def stream(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> AsyncIterator[StreamedResponse]:
        """Open a response; its connection closes at the end unless the body was read completely.

        Raise EgressRefused, TimeoutError, CallFailed.
        """
        try:
            target = URL(url, encoded=True)
            described = self._described(method, target)
        except ValueError:
            # Not as the cause: its text may have a part of the URL.
            raise CallFailed("this is no URL") from None
        with span(f"{method} {target.host}", kind=SpanKind.CLIENT) as call:
            call.set_attributes(described)
            response = await self._follow(method, target, {**self._headers, **(headers or {})}, body)
            end_call(call, response.status)
        try:
            yield StreamedResponse(response.status, response.headers, response, failures)
        finally:
            response.release()

    async def aclose(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _described(self, method: str, url: URL) -> Attributes:
        server: Attributes = {attributes.SERVER_ADDRESS: url.host or "", attributes.SERVER_PORT: url.port or 0}
        shown: Attributes = {attributes.URL_PATH: url.raw_path} if self._shows_paths else {}
        return {attributes.HTTP_METHOD: method, **server, **shown}

    async def _follow(
        self, method: str, url: URL, headers: Mapping[str, str], body: bytes | None
    ) -> aiohttp.ClientResponse:
        """Return the first response that is no redirect; without permitted redirects, the first one."""
        left = self.guard.policy.max_redirects
        while True:
            response = await self._request(method, url, headers, body)
            if response.status not in REDIRECTS or self.guard.policy.max_redirects == 0:
                return response
            target = target_of(url, response.headers.get("location"))
            response.release()
            if target is None:
                raise CallFailed("the redirect leads to no URL")
            if left <= 0:
                self.guard.refuse(Refusal(Code.REDIRECT, "there are too many redirects"))
            if left <= -MOST_REDIRECTS:
                raise CallFailed("there are too many redirects")
            left -= 1
            following = method_of(method, response.status)
            body = body if following == method else None
            method, headers, url = following, headers_for(headers, url, target), target

    async def _request(
        self, method: str, url: URL, headers: Mapping[str, str], body: bytes | None
    ) -> aiohttp.ClientResponse:
        route = await self.guard.admit(str(url))
        try:
            return await self._attempt(route, method, url, headers, body)
        except ProxyFailed as failure:
            self.guard.path_fails(failure.refusal)
            return await self._attempt(Route.DIRECT, method, url, headers, body)

    async def _attempt(
        self, route: Route, method: str, url: URL, headers: Mapping[str, str], body: bytes | None
    ) -> aiohttp.ClientResponse:
        with self.guard.refusals_within() as refusals:
            try:
                response = await self._session(route).request(
                    method, url, headers=headers, data=body, allow_redirects=False
                )
            except FAILURES as failure:
                if refusals:
                    raise EgressRefused(refusals[0]) from failure
                raise failed(failure) from failure
        if route is Route.REQUIRED and self.guard.policy.proxy is not None:
            self.guard.path_holds()
        return response

    def _session(self, route: Route) -> aiohttp.ClientSession:
        if (session := self._sessions.get(route)) is None:
            policy, required = self.guard.policy, route is Route.REQUIRED
            source = policy.path.address if required and isinstance(policy.path, SourceAddress) else None
            session = self._sessions[route] = open_transport(
                self.guard.admit_address,
                connections=self._connections,
                seconds=self._seconds,
                source=source,
                proxy=policy.proxy if required else None,
                resolver=self._resolver,
                decompress=self._decompress,
                reuse=self._reuse,
            )
        return session
