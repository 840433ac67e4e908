"""Deliveries in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update

from chassis.messaging.transaction import Transaction
from chassis.runtime.tracing.origins import current_origin
from chassis.storage.rows import arrays_of, insert_arrays
from chassis.storage.statements import Statement
from notifications.application.deliveries.ports import DisabledTarget, RefusedAddress, StoredDelivery
from notifications.application.deliveries.queue import Marker, Result
from notifications.domain.deliveries.model import ENDED, Delivery, Ended, State
from notifications.infrastructure.deliveries import settling
from notifications.infrastructure.deliveries.events import message
from notifications.infrastructure.deliveries.tables import deliveries
from notifications.infrastructure.deliveries.wakeups import WAKE

_COLUMNS: Final = (
    "delivery_id",
    "user_id",
    "kind",
    "channel",
    "priority",
    "state",
    "due_at",
    "expires_at",
    "created_at",
    "notification_id",
    "target_id",
    "digest_id",
    "attempts",
    "sealed",
    "language",
    "origin",
)
_ADD: Final = Statement(insert_arrays(deliveries, _COLUMNS).on_conflict_do_nothing())


class SqlDeliveries:
    """Stores deliveries in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def add(self, added: Sequence[Delivery]) -> None:
        """Insert all rows in one statement; one that is there stays as it is."""
        if added:
            rows = [
                {**asdict(item), "origin": current_origin(str(item.user_id).encode()) or None}
                for item in sorted(added, key=lambda item: item.delivery_id)
            ]
            await _ADD(self._connection, arrays_of(deliveries, _COLUMNS, rows))
            await WAKE(self._connection, {"channels": sorted({item.channel for item in added})})

    async def owner(self, delivery_id: UUID) -> UUID | None:
        """Read the user of a delivery."""
        query = select(deliveries.c.user_id).where(deliveries.c.delivery_id == delivery_id)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def stored(self, delivery_id: UUID) -> StoredDelivery | None:
        """Read and lock a delivery."""
        query = (
            select(deliveries.c.kind, deliveries.c.state)
            .where(deliveries.c.delivery_id == delivery_id)
            .with_for_update()
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else StoredDelivery(row.kind, State(row.state))

    async def renew(self, delivery_id: UUID, due_at: datetime, expires_at: datetime) -> None:
        """Reset the row, and wake the dispatcher."""
        statement = (
            update(deliveries)
            .where(deliveries.c.delivery_id == delivery_id)
            .values(state=State.PENDING, due_at=due_at, expires_at=expires_at, ended_at=None, attempts=0)
            .returning(deliveries.c.channel)
        )
        channel = (await self._connection.execute(statement)).scalar_one()
        await WAKE(self._connection, {"channels": [channel]})

    async def tests_since(self, user_id: UUID, since: datetime) -> int:
        """Count by the index of the log."""
        query = (
            select(func.count())
            .select_from(deliveries)
            .where(deliveries.c.user_id == user_id, deliveries.c.created_at > since, deliveries.c.kind == "test")
        )
        return (await self._connection.execute(query)).scalar_one()

    async def mark(self, markers: Sequence[Marker]) -> set[UUID]:
        """Mark all rows in one statement."""
        if not markers:
            return set()
        ordered = sorted(markers, key=lambda marker: marker.delivery.delivery_id)
        rows = await settling.MARK(
            self._connection,
            {
                "delivery_ids": [marker.delivery.delivery_id for marker in ordered],
                "claims": [marker.delivery.claim for marker in ordered],
                "until": [marker.claimed_until for marker in ordered],
            },
        )
        return {row["delivery_id"] for row in rows}

    async def settle(self, results: Sequence[Result]) -> set[UUID]:
        """Store all results in one statement, then what they imply for digests and targets."""
        if not results:
            return set()
        rows = await settling.SETTLE(self._connection, _values(results))
        ended = [ended_of(row) for row in rows if row["ended_at"] is not None]
        digests = [item for item in ended if item.kind == "digest"]
        if digests:
            values = {"digest_ids": [item.delivery_id for item in digests]}
            ended += [ended_of(row) for row in await settling.END_ITEMS(self._connection, values)]
        reached = {item.target_id: item.ended_at for item in ended if item.state is State.DELIVERED and item.target_id}
        if reached:
            await settling.REACHED(self._connection, {"target_ids": sorted(reached), "at": max(reached.values())})
        await self.publish(ended)
        return {row["delivery_id"] for row in rows}

    async def disable_targets(self, reasons: Mapping[UUID, str], now: datetime) -> Sequence[DisabledTarget]:
        """Disable all targets in one statement."""
        if not reasons:
            return []
        ids = sorted(reasons)
        values = {"target_ids": ids, "reasons": [reasons[id_] for id_ in ids], "at": now}
        return [DisabledTarget(**row) for row in await settling.DISABLE(self._connection, values)]

    async def disable_addresses(self, refused: Sequence[RefusedAddress], now: datetime) -> Sequence[RefusedAddress]:
        """Disable all addresses in one statement."""
        if not refused:
            return []
        ordered = sorted(refused, key=lambda item: item.user_id)
        values = {
            "user_ids": [item.user_id for item in ordered],
            "versions": [item.contact_version for item in ordered],
            "reasons": [item.reason for item in ordered],
            "at": now,
        }
        rows = await settling.DISABLE_ADDRESSES(self._connection, values)
        return [RefusedAddress(row["user_id"], row["version"], row["reason"]) for row in rows]

    async def publish(self, ended: Collection[Ended]) -> None:
        """Write the events into the outbox."""
        await self._transaction.publish(*(message(item) for item in ended))


def _values(results: Sequence[Result]) -> dict[str, list[Any]]:
    ordered = sorted(results, key=lambda result: result.delivery.delivery_id)
    return {
        "delivery_ids": [item.delivery.delivery_id for item in ordered],
        "claims": [item.delivery.claim for item in ordered],
        "states": [item.state for item in ordered],
        "attempts": [item.attempts for item in ordered],
        "attempted": [item.attempts > item.delivery.attempts for item in ordered],
        "due_ats": [item.due_at for item in ordered],
        "ats": [item.at for item in ordered],
        "ended": [item.state in ENDED for item in ordered],
        "codes": [item.code for item in ordered],
        "details": [item.detail for item in ordered],
        "references": [item.reference for item in ordered],
    }


def ended_of(row: Any) -> Ended:
    """Return the end of the delivery of a row."""
    return Ended(
        delivery_id=row["delivery_id"],
        user_id=row["user_id"],
        kind=row["kind"],
        channel=row["channel"],
        state=State(row["state"]),
        attempts=row["attempts"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        notification_id=row["notification_id"],
        target_id=row["target_id"],
        error_code=row["error_code"],
    )
