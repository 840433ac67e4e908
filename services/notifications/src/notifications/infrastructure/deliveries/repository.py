"""Deliveries in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, insert_arrays
from chassis.storage.statements import Statement
from notifications.domain.deliveries.model import Delivery
from notifications.infrastructure.deliveries.tables import deliveries

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
            rows = [asdict(item) for item in sorted(added, key=lambda item: item.delivery_id)]
            await _ADD(self._connection, arrays_of(deliveries, _COLUMNS, rows))
