"""Notifications in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, ColumnElement, DateTime, Text, Uuid, and_, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays
from chassis.storage.statements import Statement
from notifications.domain.messages.occurrence import Notification, Occurrence
from notifications.infrastructure.messages.reading import notification_of
from notifications.infrastructure.messages.tables import notification_sequence, notifications

_COLUMNS: Final = (
    "notification_id",
    "user_id",
    "occurrence",
    "kind",
    "values",
    "media_id",
    "in_inbox",
    "occurred_at",
    "created_at",
    "until",
)
_ADD: Final = Statement(
    insert_arrays(notifications, _COLUMNS).on_conflict_do_nothing().returning(notifications.c.notification_id)
)

_CORRECT: Final = Statement(
    text(
        """
        update notifications set
          values = cast(item.values_ as jsonb), until = item.until_,
          sequence = case when in_inbox then nextval('notification_sequence') else sequence end
        from unnest(:notification_ids, :values, :until) as item (notification_id_, values_, until_)
        where notification_id = item.notification_id_
        """
    ).bindparams(
        bindparam("notification_ids", type_=ARRAY(Uuid)),
        bindparam("values", type_=ARRAY(Text)),
        bindparam("until", type_=ARRAY(DateTime(timezone=True))),
    )
)


class SqlNotifications:
    """Stores notifications in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, occurrences: Sequence[tuple[Occurrence, bool]], now: datetime) -> set[UUID]:
        """Insert all rows in one statement, and return the ids of those that were not there."""
        if not occurrences:
            return set()
        rows = [
            {
                "notification_id": item.notification_id,
                "user_id": item.user_id,
                "occurrence": item.key,
                "kind": item.kind.name,
                "values": dict(item.values),
                "media_id": item.media_id,
                "in_inbox": in_inbox,
                "occurred_at": item.occurred_at,
                "created_at": now,
                "until": item.until,
            }
            for item, in_inbox in sorted(occurrences, key=lambda pair: pair[0].notification_id)
        ]
        added = await _ADD(self._connection, arrays_of(notifications, _COLUMNS, rows))
        return {row["notification_id"] for row in added}

    async def correct(self, occurrences: Sequence[Occurrence]) -> None:
        """Update all rows in one statement."""
        if occurrences:
            values = {
                "notification_ids": [item.notification_id for item in occurrences],
                "values": [orjson.dumps(dict(item.values)).decode() for item in occurrences],
                "until": [item.until for item in occurrences],
            }
            await _CORRECT(self._connection, values)

    async def withdraw(self, notification_ids: Sequence[UUID], now: datetime) -> None:
        """Hide the rows."""
        some = and_(notifications.c.notification_id.in_(notification_ids), notifications.c.in_inbox)
        hidden = _next(in_inbox=False, deleted_at=now)
        await self._connection.execute(update(notifications).where(some).values(hidden))

    async def set_read(self, user_id: UUID, notification_id: UUID, read_at: datetime | None) -> Notification | None:
        """Update the row if it changes, and read it."""
        one = and_(*_of(user_id), notifications.c.notification_id == notification_id)
        before = notifications.c.read_at.is_(None) if read_at else notifications.c.read_at.is_not(None)
        await self._connection.execute(update(notifications).where(one, before).values(_next(read_at=read_at)))
        row = (await self._connection.execute(select(notifications).where(one))).mappings().first()
        return None if row is None else notification_of(row)

    async def set_all_read(self, user_id: UUID, up_to: int | None, read_at: datetime) -> int:
        """Update the rows in one statement."""
        unread = [*_of(user_id), notifications.c.read_at.is_(None)]
        if up_to is not None:
            unread.append(notifications.c.sequence <= up_to)
        result = await self._connection.execute(update(notifications).where(*unread).values(_next(read_at=read_at)))
        return result.rowcount

    async def delete(self, user_id: UUID, notification_id: UUID, now: datetime) -> bool:
        """Hide the row; one that is hidden already stays as it is."""
        one = and_(notifications.c.user_id == user_id, notifications.c.notification_id == notification_id)
        hidden = _next(in_inbox=False, deleted_at=now)
        result = await self._connection.execute(update(notifications).where(one, *_of(user_id)).values(hidden))
        if result.rowcount:
            return True
        deleted = select(notifications.c.deleted_at.is_not(None)).where(one)
        return bool((await self._connection.execute(deleted)).scalar_one_or_none())


def _of(user_id: UUID) -> list[ColumnElement[bool]]:
    return [notifications.c.user_id == user_id, notifications.c.in_inbox]


def _next(**values: object) -> dict[str, object]:
    """Return the values of a change, which has the next position of the inbox."""
    return {**values, "sequence": notification_sequence.next_value()}
