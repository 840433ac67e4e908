"""Reading and deleting notifications. Every change has the next position of the inbox, so that streams show it."""

from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.errors import NotificationNotFound
from notifications.domain.messages.occurrence import Notification


class ReadState:
    """Changes what a user has read. A repetition changes nothing."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def mark(self, user_id: UUID, notification_id: UUID, *, is_read: bool) -> Notification:
        """Mark a notification as read, or as unread, and return it; raise NotificationNotFound, AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            read_at = self._clock.now() if is_read else None
            notification = await work.notifications.set_read(user_id, notification_id, read_at)
            if notification is None:
                raise _not_found(notification_id)
            return notification

    async def mark_all(self, user_id: UUID, up_to: int | None) -> int:
        """Mark what is unread up to a position as read, and return how many notifications that were.

        Raise AccountErased.
        """
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            return await work.notifications.set_all_read(user_id, up_to, self._clock.now())

    async def delete(self, user_id: UUID, notification_id: UUID) -> None:
        """Remove a notification from the inbox; raise NotificationNotFound, AccountErased.

        Its deliveries stay, and so does what keeps the occurrence from being recorded again.
        """
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            if not await work.notifications.delete(user_id, notification_id, self._clock.now()):
                raise _not_found(notification_id)


def _not_found(notification_id: UUID) -> NotificationNotFound:
    return NotificationNotFound(f"no notification has the id {notification_id}")
