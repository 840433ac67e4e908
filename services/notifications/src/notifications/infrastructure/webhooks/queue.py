"""The queue of webhooks in Postgres."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from chassis.runtime.tracing.origins import origin_of
from chassis.storage.encryption import CannotOpen
from notifications.application.deliveries.queue import LEASE, DueDelivery, Lane
from notifications.application.webhooks.attempts import UNREADABLE, DueWebhook
from notifications.application.webhooks.ports import Secrets
from notifications.domain.messages.kinds import Priority
from notifications.domain.webhooks.endpoints import Health
from notifications.infrastructure.webhooks import queueing
from notifications.infrastructure.webhooks.rows import json_of


class SqlWebhookQueue:
    """Claims endpoints that have something due, each call in a transaction of its own."""

    def __init__(self, transactions: Transactions, clock: Clock, secrets: Secrets) -> None:
        self._transactions = transactions
        self._clock = clock
        self._secrets = secrets

    async def claim(self, lane: Lane, limit: int, busy: Collection[UUID]) -> Sequence[DueDelivery]:
        """Claim up to `limit` endpoints with their oldest delivery each, the longest due first."""
        now, claim = self._clock.now(), uuid4()
        values = {"now": now, "until": now + LEASE, "busy": list(busy), "most": limit, "claim": claim}
        async with self._transactions.committed() as transaction:
            rows = await queueing.CLAIM(transaction.connection, values)
            for row in rows:
                if row["delivery_id"] is None:
                    released = {"endpoint_id": row["endpoint_id"], "claim": claim}
                    await queueing.RELEASE(transaction.connection, released)
        return [self._due(lane, row, now) for row in rows if row["delivery_id"] is not None]

    async def release(self, claimed: Sequence[DueDelivery]) -> None:
        """End the claims."""
        async with self._transactions.committed() as transaction:
            for due in sorted(claimed, key=lambda due: due.subject_id):
                values = {"endpoint_id": due.subject_id, "claim": due.claim}
                await queueing.RELEASE(transaction.connection, values)

    async def recover(self, lane: Lane, *, repeatable: bool, spared: Collection[UUID]) -> int:  # noqa: ARG002 - the port's
        """Do nothing: an endpoint that a dead process has claimed is due again when the claim expires."""
        return 0

    async def next_due(self, lane: Lane) -> datetime | None:  # noqa: ARG002 - the port's
        """Return when an endpoint has something due, or a claim ends."""
        async with self._transactions.committed() as transaction:
            [row] = await queueing.NEXT_DUE(transaction.connection)
        at: datetime | None = row["at"]
        return at

    def _due(self, lane: Lane, row: Any, now: datetime) -> DueWebhook:
        obstacle = "event_deleted" if row["data"] is None else None
        secrets: tuple[str, ...] = ()
        try:
            secrets = self._opened(row, now)
        except CannotOpen:
            obstacle = UNREADABLE
        return DueWebhook(
            delivery_id=row["delivery_id"],
            user_id=row["user_id"],
            kind=row["event_type"],
            channel=lane.channel,
            priority=Priority.NORMAL,
            attempts=row["attempts"],
            expires_at=row["expires_at"],
            claim=row["claim"],
            target_id=row["endpoint_id"],
            address=row["url"],
            obstacle=obstacle,
            origin=origin_of({name: str(value) for name, value in (json_of(row["origin"]) or {}).items()}),
            event_id=row["event_id"],
            event_type=row["event_type"],
            occurred_at=row["occurred_at"],
            data=json_of(row["data"]) or {},
            secrets=secrets,
            health=Health(row["failures"], row["failing_since"], row["free_at"], row["disabled_reason"]),
        )

    def _opened(self, row: Any, now: datetime) -> tuple[str, ...]:
        """Return the secrets that sign: the newest, and for a while after a rotation the one before."""
        sealed = [row["sealed_secret"]]
        if row["sealed_previous_secret"] is not None and row["previous_until"] > now:
            sealed.append(row["sealed_previous_secret"])
        return tuple(self._secrets.open_webhook(row["endpoint_id"], value) for value in sealed)
