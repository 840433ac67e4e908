"""What the use cases of webhooks need from storage."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.payments.facts import Notice, ObjectRef, ProviderName
from billing.domain.webhooks.webhook import Webhook, WebhookStatus


@dataclass(frozen=True, slots=True)
class WebhookFilter:
    """Which messages a list contains; null matches any."""

    provider: str | None = None
    status: WebhookStatus | None = None
    type: str | None = None
    limit: int = 20
    offset: int = 0


class WebhookStore(Protocol):
    """Stores what arrives, outside of any unit of work: a message is one row."""

    async def add(self, provider: ProviderName, notice: Notice, body: bytes, now: datetime) -> bool:
        """Store a message and return whether it is new."""
        ...


class Webhooks(Protocol):
    """Stored messages within one transaction."""

    async def due(self, now: datetime, limit: int) -> list[Webhook]:
        """Return, locked, the messages whose objects are to be requested; those that others hold are left out."""
        ...

    async def mark_queued(self, ids: Collection[UUID], retry_at: datetime) -> None:
        """Note that the objects of messages were requested, and when that is done again."""
        ...

    async def waiting(self, ref: ObjectRef) -> list[UUID]:
        """Return the messages that wait for an object and were queued already."""
        ...

    async def settle(self, ids: Collection[UUID], ref: ObjectRef, now: datetime) -> None:
        """Note that an object was applied after these messages had arrived."""
        ...

    async def note_failure(self, ids: Collection[UUID], failure: str, now: datetime) -> None:
        """Note an attempt that failed; after the last one the messages have failed."""
        ...

    async def find(self, webhook_id: UUID, *, lock: bool = False) -> Webhook | None:
        """Return a message, or null."""
        ...

    async def page(self, matching: WebhookFilter) -> tuple[Sequence[Webhook], int]:
        """Return a page of messages, the newest first, and how many match in all."""
        ...

    async def replay(self, webhook_id: UUID, now: datetime) -> None:
        """Make a message as new."""
        ...

    async def delete_before(self, instant: datetime, limit: int) -> int:
        """Delete messages that arrived before an instant and need nothing more, and return how many."""
        ...
