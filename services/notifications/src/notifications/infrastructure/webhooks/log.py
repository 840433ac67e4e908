"""The log of events: one partition per day, created and dropped by functions of the schema's owner."""

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Date, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from chassis.storage.pruning import prune
from chassis.storage.rows import arrays_of, insert_arrays
from chassis.storage.statements import Statement
from notifications.domain.webhooks.events import WebhookEvent
from notifications.infrastructure.webhooks.tables import webhook_deliveries, webhook_events, webhook_replays

DAYS_AHEAD: Final = 3
_COLUMNS: Final = ("occurred_at", "event_id", "type", "user_id", "data", "facts")
_ENSURE: Final = Statement(
    text("select ensure_webhook_day(day) from unnest(:days) as day").bindparams(bindparam("days", type_=ARRAY(Date)))
)
_ADD: Final = Statement(
    insert_arrays(webhook_events, _COLUMNS).on_conflict_do_nothing().returning(webhook_events.c.event_id)
)
_DROP: Final = text("select drop_webhook_days(:before)")


async def add_events(connection: AsyncConnection, events: Sequence[WebhookEvent]) -> set[UUID]:
    """Store events in two statements; the partition of a day that has none is created first."""
    days = sorted({event.occurred_at.astimezone(UTC).date() for event in events})
    await _ENSURE(connection, {"days": days})
    rows = [
        {
            "occurred_at": event.occurred_at,
            "event_id": event.event_id,
            "type": event.type,
            "user_id": event.user_id,
            "data": dict(event.data),
            "facts": {name: sorted(values) for name, values in event.facts.items()},
        }
        for event in sorted(events, key=lambda event: (event.occurred_at, event.event_id))
    ]
    return {row["event_id"] for row in await _ADD(connection, arrays_of(webhook_events, _COLUMNS, rows))}


class LogRetention:
    """Creates the partitions of the next days, and drops what is older than the log keeps."""

    def __init__(self, transactions: Transactions, clock: Clock, *, days: int) -> None:
        self._transactions = transactions
        self._clock = clock
        self._days = days

    async def run(self) -> None:
        """Create, drop and delete; a repetition has no effect."""
        now = self._clock.now()
        today = now.date()
        ahead: list[date] = [today + timedelta(days=number) for number in range(DAYS_AHEAD + 1)]
        async with self._transactions.engine.begin() as connection:
            await _ENSURE(connection, {"days": ahead})
        async with self._transactions.engine.begin() as connection:
            await connection.execute(_DROP, {"before": today - timedelta(days=self._days)})
        old = now - timedelta(days=self._days)
        engine = self._transactions.engine
        await prune(engine, webhook_deliveries, webhook_deliveries.c.created_at < old)
        await prune(engine, webhook_replays, webhook_replays.c.finished_at < old)
