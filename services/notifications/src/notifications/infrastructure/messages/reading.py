"""Reading inboxes."""

from typing import Any

from sqlalchemy import func, select

from chassis.messaging.transaction import Transactions
from notifications.application.messages.inbox import InboxPage, InboxRequest
from notifications.domain.messages.occurrence import Notification
from notifications.infrastructure.messages.tables import notifications


class SqlInbox:
    """Reads inboxes."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def page(self, request: InboxRequest) -> InboxPage:
        """Read a page, and count what matches."""
        mine = [notifications.c.user_id == request.user_id, notifications.c.in_inbox]
        if request.unread_only:
            mine.append(notifications.c.read_at.is_(None))
        query = (
            select(notifications)
            .where(*mine)
            .order_by(notifications.c.created_at.desc(), notifications.c.notification_id)
            .limit(request.limit)
            .offset(request.offset)
        )
        async with self._transactions.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
            total = (
                await connection.execute(select(func.count()).select_from(notifications).where(*mine))
            ).scalar_one()
        return InboxPage([notification_of(row) for row in rows], total)


def notification_of(row: Any) -> Notification:
    """Return the notification of a row."""
    return Notification(
        notification_id=row["notification_id"],
        user_id=row["user_id"],
        kind=row["kind"],
        values=row["values"],
        media_id=row["media_id"],
        occurred_at=row["occurred_at"],
        created_at=row["created_at"],
        sequence=row["sequence"],
        read_at=row["read_at"],
    )
