"""Subscriptions within one transaction."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import upsert
from chassis.storage.statements import Row
from library.application.subscriptions.commands import Situation
from library.domain.subscriptions.occurrence import Occurrence
from library.domain.subscriptions.subscription import Subscription
from library.domain.subscriptions.trigger import TriggerName
from library.domain.subscriptions.upcoming import AheadAiring
from library.infrastructure.subscriptions.announcing import announce, withdraw_dropped, withdraw_of
from library.infrastructure.subscriptions.event_mapping import subscription_triggered, to_payload
from library.infrastructure.subscriptions.reading import read_triggers
from library.infrastructure.subscriptions.rows import to_subscription, to_subscription_row
from library.infrastructure.subscriptions.statements import CONCERNED, DROP_MOVED, END, MOVE, RECORD
from library.infrastructure.subscriptions.tables import subscription_occurrences, subscriptions

CHUNK: Final = 1_000
"""How many events are written at once: those of a title with many subscribers are not all in memory."""

_SAVE: Final = upsert(subscriptions)
_ADD_OCCURRENCES: Final = insert(subscription_occurrences).on_conflict_do_nothing()


class SqlSubscriptions:
    """Subscriptions in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def find(self, user_id: UUID, media_id: UUID, trigger: TriggerName) -> Subscription | None:
        """Read a subscription by its unique index."""
        query = select(subscriptions).where(
            subscriptions.c.user_id == user_id,
            subscriptions.c.media_id == media_id,
            subscriptions.c.trigger == trigger,
        )
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_subscription(row)

    async def active_triggers(self, user_id: UUID, media_id: UUID) -> tuple[TriggerName, ...]:
        """Read the active triggers of a title."""
        return (await read_triggers(self._connection, user_id, [media_id])).get(media_id, ())

    async def save(self, subscription: Subscription) -> None:
        """Write the row."""
        await self._connection.execute(_SAVE, to_subscription_row(subscription))

    async def delete(self, subscription: Subscription, now: datetime) -> None:
        """Withdraw what was announced, and delete the row; those of its occurrences follow."""
        await withdraw_of(self._transaction, subscription.id, now)
        mine = subscriptions.c.subscription_id == subscription.id
        await self._connection.execute(delete(subscriptions).where(mine))

    async def record(self, subscription: Subscription, occurrences: Mapping[str, datetime]) -> None:
        """Insert the rows of the occurrences."""
        ids = {"subscription_id": subscription.id, "user_id": subscription.user_id}
        rows = [{**ids, "occurrence": key, "triggered_at": at} for key, at in sorted(occurrences.items())]
        if rows:
            await self._connection.execute(_ADD_OCCURRENCES, rows)

    async def trigger(self, occurrences: Sequence[Occurrence], situation: Situation) -> int:
        """Record the occurrences of all subscriptions in two statements, and publish the new ones in chunks."""
        now, zones = situation.now, situation.todays
        concerned = await CONCERNED(
            self._connection,
            {
                "positions": list(range(len(occurrences))),
                "media_ids": [occurrence.subject.media_id for occurrence in occurrences],
                "triggers": [occurrence.trigger for occurrence in occurrences],
                "keys": [occurrence.key for occurrence in occurrences],
                "until": [occurrence.counts_until for occurrence in occurrences],
                "regions": [occurrence.details.region for occurrence in occurrences],
                "other_regions": [",".join(occurrence.other_regions) for occurrence in occurrences],
                "providers": [occurrence.details.provider_id for occurrence in occurrences],
                "days": [occurrence.day for occurrence in occurrences],
                "ends": [occurrence.ends_show for occurrence in occurrences],
                "zones": list(zones),
                "todays": list(zones.values()),
                "today": now.astimezone(UTC).date(),
                "default_region": situation.default_region,
            },
        )
        fresh = await self._record(concerned, now)
        payloads = [to_payload(occurrence.details) for occurrence in occurrences]
        for start in range(0, len(fresh), CHUNK):
            await self._transaction.publish(
                *(
                    subscription_triggered(row, occurrences[row["position"]], payloads[row["position"]], now)
                    for row in fresh[start : start + CHUNK]
                )
            )
        return len(fresh)

    async def _record(self, concerned: Sequence[Row], now: datetime) -> list[Row]:
        """Record occurrences, and return the rows of those that were not recorded before, each once."""
        if not concerned:
            return []
        rows = {(row["subscription_id"], row["key"]): row for row in reversed(concerned)}
        recorded = await RECORD(
            self._connection,
            {
                "subscription_ids": [subscription_id for subscription_id, _ in rows],
                "occurrences": [key for _, key in rows],
                "user_ids": [row["user_id"] for row in rows.values()],
                "now": now,
            },
        )
        fresh = [rows[row["subscription_id"], row["occurrence"]] for row in recorded]
        return sorted(fresh, key=lambda row: (row["position"], row["user_id"]))

    async def announce(self, ahead: Sequence[AheadAiring], now: datetime) -> int:
        """Store and publish what differs from what was announced."""
        return await announce(self._transaction, ahead, now)

    async def end(self, ends: Sequence[Occurrence], now: datetime) -> None:
        """Deactivate the subscriptions of all users in one statement."""
        last: dict[UUID, datetime] = {}
        for occurrence in ends:
            media_id, at = occurrence.subject.media_id, occurrence.occurred_at
            last[media_id] = max(at, last.get(media_id, at))
        await END(
            self._connection, {"media_ids": sorted(last), "until": [last[key] for key in sorted(last)], "now": now}
        )

    async def move(self, successors: Mapping[UUID, UUID], now: datetime) -> None:
        """Delete what the user has for the successor already, and update the other rows: three statements per title.

        Titles are moved one after the other, because several may have the same successor.
        """
        for merged, successor in successors.items():
            await withdraw_dropped(self._transaction, merged, successor, now)
            await DROP_MOVED(self._connection, {"merged": merged, "successor": successor})
            await MOVE(self._connection, {"merged": merged, "successor": successor})
