"""Ports of the gateway's use cases."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from gateway.domain.headers import Header
from gateway.domain.rate_limit import FREE_CLASS


@dataclass(frozen=True, slots=True)
class Principal:
    """The user and session that an access token proves; `expires_at` is in seconds since the epoch."""

    user_id: UUID
    session_id: UUID
    expires_at: float
    plan: str = FREE_CLASS
    """Decides until the rate classes of users have been read: a plan counts as the class of its name."""
    is_key: bool = False
    """Whether an API key was exchanged for the token: the key's id is then the session."""


class RequestBody(Protocol):
    """A body that is too long to be read before it is forwarded: it is read while it is sent."""

    @property
    def length(self) -> int | None:
        """Return the announced length, or null for a body without one."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Return the body once, in chunks as they arrive."""
        ...


@dataclass(frozen=True, slots=True)
class UpstreamRequest:
    """A request as it is sent to a service; path and query are the client's original bytes."""

    service: str
    method: str
    path: bytes
    query: bytes
    headers: Sequence[Header]
    body: bytes | RequestBody
    connect_seconds: float = 1.0


class UpstreamResponse(Protocol):
    """A response whose head has been received."""

    @property
    def status(self) -> int:
        """Return the status code."""
        ...

    @property
    def headers(self) -> Sequence[Header]:
        """Return the headers as received; names may be in any case."""
        ...

    def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """Return the body in chunks as they arrive, each with whether more may follow; raise UpstreamFailed."""
        ...

    def close(self) -> None:
        """End the exchange; one that is not complete is aborted."""
        ...


class Upstreams(Protocol):
    """HTTP client of the services."""

    async def send(self, request: UpstreamRequest) -> UpstreamResponse:
        """Send a request and return its response, which has to be closed.

        Raise UpstreamUnreachable when nothing was sent, UpstreamFailed when no response began, and what the body of
        the request raises.
        """
        ...


@dataclass(frozen=True, slots=True)
class SocketEnd:
    """The end of a WebSocket: its code and reason (RFC 6455 section 7.4)."""

    code: int
    reason: str = ""


class ServiceSocket(Protocol):
    """A WebSocket to a service."""

    @property
    def protocol(self) -> str | None:
        """Return the sub-protocol that the service has chosen."""
        ...

    async def send(self, message: str | bytes) -> None:
        """Send a message; wait while the service does not read."""
        ...

    async def receive(self) -> str | bytes | SocketEnd:
        """Return the next message, or how the service ended the connection."""
        ...

    async def close(self, end: SocketEnd) -> None:
        """Close the connection."""
        ...


class ServiceSockets(Protocol):
    """Opens WebSockets to services."""

    async def connect(self, request: UpstreamRequest, protocols: Sequence[str]) -> ServiceSocket:
        """Open a connection.

        Raise UpstreamUnreachable, UpstreamFailed, or the error that stands for the refusal of the service.
        """
        ...


class AccessTokens(Protocol):
    """Verification of access tokens."""

    async def verify(self, token: str) -> Principal:
        """Return the principal of a token; raise InvalidAccessToken, ExpiredToken or KeysUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class ExchangedKey:
    """The access token of an API key, and its lifetime in seconds."""

    token: str = field(repr=False)
    expires_in: float


class KeyExchange(Protocol):
    """Exchange of API keys for access tokens."""

    async def exchange(self, key: str) -> ExchangedKey | None:
        """Return the token of a key, or null for one that is not valid; raise KeysUnavailable."""
        ...


class ApiKeys(Protocol):
    """Access tokens of API keys."""

    async def token(self, key: str, address: str) -> str:
        """Return the access token of a key that came from an address.

        Raise InvalidAccessToken, TooManyKeys or KeysUnavailable.
        """
        ...


class MonotonicClock(Protocol):
    """A clock that never goes backwards."""

    def __call__(self) -> float:
        """Return the seconds since a fixed moment."""
        ...
