"""A transport of httpx2 whose requests an `EgressClient` sends, for code that is written for httpx2."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import httpx2

from egress.http import CallFailed, ConnectFailed, EgressClient, StreamedResponse


class EgressTransport(httpx2.AsyncBaseTransport):
    """Sends by a client that does not decode bodies. What its guard refuses is raised as EgressRefused."""

    def __init__(self, client: EgressClient) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, and return its response with the body still to be read."""
        opened = self._client.stream(
            request.method, str(request.url), headers=dict(request.headers), body=await request.aread() or None
        )
        try:
            streamed = await opened.__aenter__()
        except ConnectFailed as failure:
            raise httpx2.ConnectError(str(failure)) from failure
        except TimeoutError as late:
            raise httpx2.ReadTimeout(str(late)) from late
        except CallFailed as failure:
            raise httpx2.ReadError(str(failure)) from failure
        return httpx2.Response(streamed.status, headers=dict(streamed.headers), stream=_Body(opened, streamed))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()


class _Body(httpx2.AsyncByteStream):
    def __init__(self, opened: AbstractAsyncContextManager[StreamedResponse], streamed: StreamedResponse) -> None:
        self._opened = opened
        self._streamed = streamed

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._streamed.chunks():
                yield chunk
        except TimeoutError as late:
            raise httpx2.ReadTimeout(str(late)) from late
        except CallFailed as failure:
            raise httpx2.ReadError(str(failure)) from failure

    async def aclose(self) -> None:
        await self._opened.__aexit__(None, None, None)
