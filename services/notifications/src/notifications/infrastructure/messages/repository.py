"""Notifications in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays
from chassis.storage.statements import Statement
from notifications.domain.messages.occurrence import Occurrence
from notifications.infrastructure.messages.tables import notifications

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
)
_ADD: Final = Statement(
    insert_arrays(notifications, _COLUMNS).on_conflict_do_nothing().returning(notifications.c.notification_id)
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
            }
            for item, in_inbox in sorted(occurrences, key=lambda pair: pair[0].notification_id)
        ]
        added = await _ADD(self._connection, arrays_of(notifications, _COLUMNS, rows))
        return {row["notification_id"] for row in added}
