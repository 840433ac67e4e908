"""What calls to servers need: a client behind the egress policy, and the limiter of a server."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class ServerResponse(Protocol):
    """A response with its whole body. The names of `headers` are found in any case."""

    @property
    def status(self) -> int:
        """Return the status code."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers."""
        ...

    @property
    def body(self) -> bytes:
        """Return the decoded body."""
        ...


class StreamedResponse(Protocol):
    """A response whose body is still to be read."""

    @property
    def status(self) -> int:
        """Return the status code."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body."""
        ...


class OutgoingClient(Protocol):
    """Sends requests behind the egress policy. Raises EgressRefused, TimeoutError, CallFailed."""

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        max_bytes: int,
    ) -> ServerResponse:
        """Return a response of at most `max_bytes`."""
        ...

    def stream(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None
    ) -> AbstractAsyncContextManager[StreamedResponse]:
        """Open a response without reading its body."""
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...


class Limiter(Protocol):
    """Spaces the requests to one server, by what its responses state."""

    async def acquire(self) -> None:
        """Wait until a request may be sent."""
        ...

    def record(self, status: int, headers: Mapping[str, str]) -> None:
        """Note a response."""
        ...
