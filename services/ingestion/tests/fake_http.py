"""A provider's server in memory: a handler of httpx2 requests behind the port of the provider client."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import httpx2

from chassis.http.client import BodyTooLarge, Response

Handler = Callable[[httpx2.Request], httpx2.Response] | Callable[[httpx2.Request], Coroutine[Any, Any, httpx2.Response]]


class FakeHttp:
    """Returns the responses of a handler, which may raise what the real client raises."""

    def __init__(self, handle: Handler, base_url: str = "http://provider.test") -> None:
        self.base_url = base_url
        self._client = httpx2.AsyncClient(transport=httpx2.MockTransport(handle))

    async def get(self, target: str, headers: Mapping[str, str] | None = None, *, max_bytes: int) -> Response:
        """Return the response to a GET of a path with its query."""
        body = bytearray()
        async with self._client.stream("GET", self.base_url + target, headers=headers) as response:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > max_bytes:
                    raise BodyTooLarge(f"more than {max_bytes} bytes")
        return Response(response.status_code, response.headers, bytes(body))
