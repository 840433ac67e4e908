"""HTTP client of one server, for those that call it by paths."""

from collections.abc import Mapping

from egress.http import EgressClient, Response


class EgressServer:
    """Sends GET requests to one server, by a client that several servers may share; `headers` go with each of them."""

    def __init__(self, client: EgressClient, base_url: str, headers: Mapping[str, str] | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self._client = client
        self._headers = dict(headers or {})

    async def get(self, target: str, headers: Mapping[str, str] | None = None, *, max_bytes: int) -> Response:
        """Return the response to a GET of a path with its query. Raise EgressRefused, TimeoutError, CallFailed."""
        own = {**self._headers, **(headers or {})}
        return await self._client.send("GET", self.base_url + target, headers=own, max_bytes=max_bytes)

    async def aclose(self) -> None:
        """Close every connection of the client."""
        await self._client.aclose()
