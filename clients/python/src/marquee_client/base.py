"""What every client has: its connections, its credentials, and a way to sign in."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import httpx2

from marquee_client.credentials import AccessToken, Anonymous, ApiKey, Credentials
from marquee_client.transport import AsyncTransport, Transport

SECONDS = 30.0
T = TypeVar("T", Transport, AsyncTransport)


class _Client(ABC, Generic[T]):
    """What clients have whether their calls block or are awaited."""

    def __init__(self, transport: T) -> None:
        self._transport: T = transport
        self._connect()

    @abstractmethod
    def _connect(self) -> None:
        """Create the groups of operations."""

    @property
    def credentials(self) -> Credentials:
        """What signs requests in."""
        return self._transport.credentials


class Base(_Client[Transport]):
    """The connections of a client that blocks."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        token: str | None = None,
        timeout: float = SECONDS,
        **options: Any,
    ) -> None:
        """Create a client of the API at a URL; further options are those of `httpx2.Client`."""
        self._http = httpx2.Client(base_url=url, timeout=timeout, follow_redirects=True, **options)
        super().__init__(Transport(self._http, _credentials(api_key, token)))

    def log_in(self, name: str, password: str) -> None:
        """Sign in by e-mail address or username; the session is renewed as long as calls are made."""
        self._transport.log_in(name, password)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncBase(_Client[AsyncTransport]):
    """The connections of a client whose calls are awaited."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        token: str | None = None,
        timeout: float = SECONDS,
        **options: Any,
    ) -> None:
        """Create a client of the API at a URL; further options are those of `httpx2.AsyncClient`."""
        self._http = httpx2.AsyncClient(base_url=url, timeout=timeout, follow_redirects=True, **options)
        super().__init__(AsyncTransport(self._http, _credentials(api_key, token)))

    async def log_in(self, name: str, password: str) -> None:
        """Sign in by e-mail address or username; the session is renewed as long as calls are made."""
        await self._transport.log_in(name, password)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()


def _credentials(api_key: str | None, token: str | None) -> Credentials:
    if api_key is not None:
        return ApiKey(api_key)
    return Anonymous() if token is None else AccessToken(token)
