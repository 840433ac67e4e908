"""The log of deliveries: what was sent where, and what came of it. It holds no content and no address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from notifications.domain.deliveries.errors import DeliveryNotFound

COUNTED: Final = 10_000
"""How many deliveries are counted at most."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A delivery as its owner and administrators see it."""

    delivery_id: UUID
    user_id: UUID
    kind: str
    channel: str
    state: str
    attempts: int
    created_at: datetime
    due_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    notification_id: UUID | None
    target_id: UUID | None
    error_code: str | None
    error_detail: str | None
    """For its owner only: it may name the address."""


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """An attempt that failed."""

    attempt: int
    failed_at: datetime
    error_code: str
    error_detail: str
    """For the owner of the delivery only."""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which deliveries are listed; null does not restrict."""

    user_id: UUID | None = None
    state: str | None = None
    channel: str | None = None
    kind: str | None = None


class DeliveryReader(Protocol):
    """Reads the log."""

    async def page(self, chosen: LogFilter, part: Slice) -> Part[LogEntry]:
        """Return a part of the log, newest first; its total is null when more than `COUNTED` match."""
        ...

    async def entry(self, delivery_id: UUID, user_id: UUID | None) -> LogEntry | None:
        """Return a delivery, only if it is the user's unless `user_id` is null."""
        ...

    async def attempts(self, delivery_id: UUID) -> Sequence[FailedAttempt]:
        """Return the attempts that failed, in their order."""
        ...


class DeliveryLog:
    """Shows deliveries: users their own, administrators all."""

    def __init__(self, reader: DeliveryReader) -> None:
        self._reader = reader

    async def page(self, chosen: LogFilter, part: Slice) -> Part[LogEntry]:
        """Return a part of the log, newest first."""
        return await self._reader.page(chosen, part)

    async def entry(self, delivery_id: UUID, user_id: UUID | None) -> tuple[LogEntry, Sequence[FailedAttempt]]:
        """Return a delivery with its attempts; raise DeliveryNotFound."""
        entry = await self._reader.entry(delivery_id, user_id)
        if entry is None:
            raise DeliveryNotFound(f"no delivery has the id {delivery_id}")
        return entry, await self._reader.attempts(delivery_id)
