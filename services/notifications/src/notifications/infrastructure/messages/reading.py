"""Reading inboxes."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Integer, Uuid, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from notifications.application.messages.inbox import Change, InboxFilter, InboxSummary
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Notification
from notifications.infrastructure.messages.tables import notifications

MOST_CHANGES: Final = 200
"""Changes of one inbox that one poll reads; the next poll reads further."""
_ORDER: Final = Keyset(By(notifications.c.created_at), By(notifications.c.notification_id, ascending=True))
_CHANGES: Final = (
    text(
        """
    select follower.number, changed.*
    from unnest(:user_ids, :positions) with ordinality as follower (user_id, position, number)
    cross join lateral (
      select * from notifications
      where notifications.user_id = follower.user_id and sequence > follower.position
        and (in_inbox or deleted_at is not null)
      order by sequence limit :most
    ) as changed
    order by follower.number, changed.sequence
    """
    )
    .bindparams(
        bindparam("user_ids", type_=ARRAY(Uuid)),
        bindparam("positions", type_=ARRAY(BigInteger)),
        bindparam("most", MOST_CHANGES, type_=Integer),
    )
    .columns(values=JSONB)
)


class SqlInbox:
    """Reads inboxes."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def page(self, chosen: InboxFilter, part: Slice) -> Part[Notification]:
        """Read a part, and count what matches."""
        matching = _matching(chosen)
        count = select(func.count()).select_from(notifications).where(*matching)
        async with self._transactions.read() as connection:
            rows, last = await _ORDER.read_mappings(connection, select(notifications).where(*matching), part)
            total = (await connection.execute(count)).scalar_one()
        return Part([notification_of(row) for row in rows], total, last)

    async def summary(self, user_id: UUID) -> InboxSummary:
        """Count by kind, of which there are few, and sum up by category."""
        query = (
            select(notifications.c.kind, func.count().label("count"))
            .where(notifications.c.user_id == user_id, notifications.c.in_inbox, notifications.c.read_at.is_(None))
            .group_by(notifications.c.kind)
        )
        async with self._transactions.read() as connection:
            # The position comes first: what it covers is counted, and perhaps more.
            sequence = (await connection.execute(_newest(user_id))).scalar_one()
            rows = (await connection.execute(query)).mappings().all()
        counts = {kind.category: 0 for kind in KINDS.values()}
        for row in rows:
            counts[KINDS[row["kind"]].category] += row["count"]
        return InboxSummary(counts, sequence)

    async def position(self, user_id: UUID) -> int:
        """Read the newest position of an inbox."""
        async with self._transactions.read() as connection:
            position: int = (await connection.execute(_newest(user_id))).scalar_one()
        return position

    async def changes(self, positions: Sequence[tuple[UUID, int]]) -> Sequence[Sequence[Change]]:
        """Read the changes of all inboxes in one statement."""
        values = {
            "user_ids": [user_id for user_id, _ in positions],
            "positions": [position for _, position in positions],
        }
        async with self._transactions.read() as connection:
            rows = (await connection.execute(_CHANGES, values)).mappings().all()
        changes: list[list[Change]] = [[] for _ in positions]
        for row in rows:
            changes[row["number"] - 1].append(Change(notification_of(row), is_deleted=not row["in_inbox"]))
        return changes


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


def _newest(user_id: UUID) -> Any:
    """Return the query for the newest position of a user."""
    return select(func.coalesce(func.max(notifications.c.sequence), 0)).where(notifications.c.user_id == user_id)


def _matching(chosen: InboxFilter) -> list[ColumnElement[bool]]:
    matching = [notifications.c.user_id == chosen.user_id, notifications.c.in_inbox]
    if chosen.unread_only:
        matching.append(notifications.c.read_at.is_(None))
    if chosen.kind is not None:
        matching.append(notifications.c.kind == chosen.kind)
    if chosen.category is not None:
        kinds = [kind.name for kind in KINDS.values() if kind.category == chosen.category]
        matching.append(notifications.c.kind.in_(kinds))
    return matching
