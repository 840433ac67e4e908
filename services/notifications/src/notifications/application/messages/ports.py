"""Ports of the use cases about notifications."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifications.domain.messages.occurrence import Notification, Occurrence


class Notifications(Protocol):
    """Notifications within one transaction."""

    async def add(self, occurrences: Sequence[tuple[Occurrence, bool]], now: datetime) -> set[UUID]:
        """Store occurrences, each with whether it appears in the inbox; return the ids of those that are new.

        One that is stored already stays as it is.
        """
        ...

    async def correct(self, occurrences: Sequence[Occurrence]) -> None:
        """Replace the values of stored notifications, and until when they are worth sending."""
        ...

    async def withdraw(self, notification_ids: Sequence[UUID], now: datetime) -> None:
        """Remove notifications from the inboxes of their users."""
        ...

    async def set_read(self, user_id: UUID, notification_id: UUID, read_at: datetime | None) -> Notification | None:
        """Set when a user has read a notification, and return it; null when the inbox does not have it.

        One that is read already keeps its time, and one that stays as it is keeps its sequence.
        """
        ...

    async def set_all_read(self, user_id: UUID, up_to: int | None, read_at: datetime) -> int:
        """Mark the unread notifications of a user up to a sequence, or all, as read; return their number."""
        ...

    async def delete(self, user_id: UUID, notification_id: UUID, now: datetime) -> bool:
        """Remove a notification from the inbox of a user; return whether it is, or was, there."""
        ...
