"""Writes with an idempotency key: a repetition within 24 hours returns the first result and changes nothing.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from chassis.core.clock import Clock
from library.domain.errors import KeyReused

if TYPE_CHECKING:
    from library.application.unit_of_work import UnitOfWork

Document = Mapping[str, Any]
"""The result of a write as JSON."""
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key that a client chose, and a digest of the request that it came with."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """The result of a request with an idempotency key: its fingerprint, and the result, null when there is none."""

    fingerprint: str
    document: Document | None


class Responses(Protocol):
    """Responses within one transaction."""

    async def find(self, user_id: UUID, key: str, now: datetime) -> StoredResponse | None:
        """Return the response that was stored for a key within the last 24 hours, or null."""
        ...

    async def save(self, user_id: UUID, key: str, response: StoredResponse, now: datetime) -> None:
        """Store a response for its key; an expired one is replaced."""
        ...


class StoredResponses(Protocol):
    """All stored responses."""

    async def delete_expired(self, now: datetime) -> None:
        """Delete the responses that are older than 24 hours."""
        ...


class DeleteExpiredResponses:
    """Deletes stored responses whose idempotency keys have expired."""

    def __init__(self, responses: StoredResponses, clock: Clock) -> None:
        self._responses = responses
        self._clock = clock

    async def __call__(self) -> None:
        """Delete the responses that are older than 24 hours."""
        await self._responses.delete_expired(self._clock.now())


async def write_once(
    work: UnitOfWork,
    user_id: UUID,
    key: IdempotencyKey | None,
    now: datetime,
    write: Callable[[], Awaitable[ResultT]],
    *,
    to_document: Callable[[ResultT], Document | None],
    from_document: Callable[[Document | None], ResultT],
) -> ResultT:
    """Lock the user and write, or return the result of the first request with the same key.

    Raise AccountErased, and KeyReused when the key was used with a different request.
    """
    await work.users.lock(user_id)
    if key is None:
        return await write()
    first = await work.responses.find(user_id, key.key, now)
    if first is not None:
        if first.fingerprint != key.fingerprint:
            raise KeyReused("this idempotency key was already used with a different request")
        return from_document(first.document)
    result = await write()
    await work.responses.save(user_id, key.key, StoredResponse(key.fingerprint, to_document(result)), now)
    return result


async def change_once(
    work: UnitOfWork, user_id: UUID, key: IdempotencyKey | None, now: datetime, change: Callable[[], Awaitable[None]]
) -> None:
    """Do the same for a change without a result."""
    await write_once(work, user_id, key, now, change, to_document=lambda _: None, from_document=lambda _: None)
