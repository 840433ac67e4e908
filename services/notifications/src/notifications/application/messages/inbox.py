"""The inbox of a user."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from notifications.domain.messages.occurrence import Notification


@dataclass(frozen=True, slots=True)
class InboxRequest:
    """A request for a page of the inbox, newest first."""

    user_id: UUID
    limit: int
    offset: int
    unread_only: bool = False


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the inbox, and the number of notifications that match in all."""

    items: Sequence[Notification]
    total: int


class InboxReader(Protocol):
    """Reads inboxes."""

    async def page(self, request: InboxRequest) -> InboxPage:
        """Return a page of a user's inbox."""
        ...


class Inbox:
    """Shows users their notifications."""

    def __init__(self, reader: InboxReader) -> None:
        self._reader = reader

    async def page(self, request: InboxRequest) -> InboxPage:
        """Return a page of the user's inbox, newest first."""
        return await self._reader.page(request)
