"""What the front door needs from the world."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from gateway.domain.headers import Header


@dataclass(frozen=True, slots=True)
class Caller:
    """The account and the session that a token proves, and until when (in seconds since the epoch)."""

    user_id: UUID
    session_id: UUID
    expires_at: float


@dataclass(frozen=True, slots=True)
class UpstreamRequest:
    """A request as it leaves for a service; path and query are bytes as the client sent them."""

    service: str
    method: str
    path: bytes
    query: bytes
    headers: Sequence[Header]
    body: bytes


class UpstreamResponse(Protocol):
    """An answer that has begun."""

    @property
    def status(self) -> int:
        """The status code."""
        ...

    @property
    def headers(self) -> Sequence[Header]:
        """The headers as they came, names in any case."""
        ...

    def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """Give the body as it comes, each piece with whether more may follow; raises UpstreamBroken."""
        ...


class Upstreams(Protocol):
    """Speaks HTTP to the services."""

    def send(self, request: UpstreamRequest) -> AbstractAsyncContextManager[UpstreamResponse]:
        """Send a request; the answer is open within the block and closed, or broken off, with it.

        Raises UpstreamAway when nothing was sent, UpstreamBroken when no answer began.
        """
        ...


class AccessTokens(Protocol):
    """Verifies access tokens."""

    async def caller(self, token: str) -> Caller:
        """Give the caller of a token; raises InvalidAccessToken, ExpiredToken or KeysUnknown."""
        ...


class Clock(Protocol):
    """Tells a time that never steps back."""

    def __call__(self) -> float:
        """Give seconds since some moment."""
        ...
