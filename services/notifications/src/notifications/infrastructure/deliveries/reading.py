"""Reading the log of deliveries."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, func, literal, select

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from notifications.application.deliveries.log import COUNTED, FailedAttempt, LogEntry, LogFilter
from notifications.infrastructure.deliveries.tables import deliveries, delivery_attempts

_SHOWN: Final = (
    deliveries.c.delivery_id,
    deliveries.c.user_id,
    deliveries.c.kind,
    deliveries.c.channel,
    deliveries.c.state,
    deliveries.c.attempts,
    deliveries.c.created_at,
    deliveries.c.due_at,
    deliveries.c.expires_at,
    deliveries.c.ended_at,
    deliveries.c.notification_id,
    deliveries.c.target_id,
    deliveries.c.error_code,
    deliveries.c.error_detail,
)
_ORDER: Final = Keyset(By(deliveries.c.created_at), By(deliveries.c.delivery_id, ascending=True))


class SqlDeliveryLog:
    """Reads the log; a page costs the same wherever a cursor begins."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def page(self, chosen: LogFilter, part: Slice) -> Part[LogEntry]:
        """Read a part, and count what matches."""
        matching = _matching(chosen)
        counted = select(literal(1)).where(*matching).limit(COUNTED + 1).subquery()
        async with self._transactions.read() as connection:
            rows, last = await _ORDER.read_mappings(connection, select(*_SHOWN).where(*matching), part)
            total = (await connection.execute(select(func.count()).select_from(counted))).scalar_one()
        return Part([_entry(row) for row in rows], None if total > COUNTED else total, last)

    async def entry(self, delivery_id: UUID, user_id: UUID | None) -> LogEntry | None:
        """Read a delivery by its id."""
        query = select(*_SHOWN).where(deliveries.c.delivery_id == delivery_id)
        if user_id is not None:
            query = query.where(deliveries.c.user_id == user_id)
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _entry(row)

    async def attempts(self, delivery_id: UUID) -> Sequence[FailedAttempt]:
        """Read the attempts of a delivery, which are few."""
        query = (
            select(
                delivery_attempts.c.attempt,
                delivery_attempts.c.failed_at,
                delivery_attempts.c.error_code,
                delivery_attempts.c.error_detail,
            )
            .where(delivery_attempts.c.delivery_id == delivery_id)
            .order_by(delivery_attempts.c.attempt)
        )
        async with self._transactions.read() as connection:
            return [FailedAttempt(**row) for row in (await connection.execute(query)).mappings()]


def _entry(row: RowMapping) -> LogEntry:
    return LogEntry(**{column.name: row[column] for column in _SHOWN})


def _matching(chosen: LogFilter) -> list[ColumnElement[bool]]:
    values: dict[str, Any] = {
        "user_id": chosen.user_id,
        "state": chosen.state,
        "channel": chosen.channel,
        "kind": chosen.kind,
    }
    return [deliveries.c[name] == value for name, value in values.items() if value is not None]
