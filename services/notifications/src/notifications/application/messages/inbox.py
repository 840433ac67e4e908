"""The inbox of a user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from notifications.domain.messages.kinds import Category
from notifications.domain.messages.occurrence import Notification


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """Which notifications of a user are listed; null does not restrict."""

    user_id: UUID
    unread_only: bool = False
    kind: str | None = None
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class InboxSummary:
    """How many notifications are unread."""

    by_category: Mapping[Category, int]
    """Every category, also those without any."""
    sequence: int
    """The newest position of the inbox."""

    @property
    def unread(self) -> int:
        """Return the number of unread notifications."""
        return sum(self.by_category.values())


@dataclass(frozen=True, slots=True)
class Change:
    """A notification as it is after it was recorded, read, or deleted."""

    notification: Notification
    is_deleted: bool = False


class InboxReader(Protocol):
    """Reads inboxes."""

    async def page(self, chosen: InboxFilter, part: Slice) -> Part[Notification]:
        """Return a part of a user's inbox, newest first."""
        ...

    async def summary(self, user_id: UUID) -> InboxSummary:
        """Return how many notifications of a user are unread."""
        ...

    async def position(self, user_id: UUID) -> int:
        """Return the newest position of a user's inbox; 0 without a notification."""
        ...

    async def changes(self, positions: Sequence[tuple[UUID, int]]) -> Sequence[Sequence[Change]]:
        """Return what has changed in the inbox of each user after a position, in order, a bounded number of each."""
        ...


class Inbox:
    """Shows users their notifications."""

    def __init__(self, reader: InboxReader) -> None:
        self._reader = reader

    async def page(self, chosen: InboxFilter, part: Slice) -> Part[Notification]:
        """Return a part of the user's inbox, newest first."""
        return await self._reader.page(chosen, part)

    async def summary(self, user_id: UUID) -> InboxSummary:
        """Return how many notifications are unread."""
        return await self._reader.summary(user_id)
