"""Reading webhooks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, func, select

from chassis.messaging.transaction import Transactions
from notifications.application.webhooks.attempts import body_of
from notifications.application.webhooks.ports import Attempt, Replay
from notifications.application.webhooks.reading import DeliveryDetails, PageRequest, WebhookDelivery
from notifications.domain.webhooks.endpoints import Endpoint
from notifications.infrastructure.webhooks.rows import endpoint_of, replay_of
from notifications.infrastructure.webhooks.tables import (
    webhook_attempts,
    webhook_deliveries,
    webhook_endpoints,
    webhook_events,
    webhook_replays,
)


class SqlWebhookReader:
    """Reads webhooks."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def endpoints(self, user_id: UUID, page: PageRequest) -> tuple[Sequence[Endpoint], int]:
        """Read a page of the user's endpoints, oldest first, and count them."""
        table = webhook_endpoints
        ordered = select(table).order_by(table.c.created_at, table.c.endpoint_id)
        rows, total = await self._page(table, ordered, table.c.user_id == user_id, page)
        return [endpoint_of(row) for row in rows], total

    async def endpoint(self, endpoint_id: UUID) -> Endpoint | None:
        """Read an endpoint."""
        query = select(webhook_endpoints).where(webhook_endpoints.c.endpoint_id == endpoint_id)
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else endpoint_of(row)

    async def deliveries(
        self, endpoint_id: UUID, state: str | None, page: PageRequest
    ) -> tuple[Sequence[WebhookDelivery], int]:
        """Read a page of deliveries, newest first, and count them."""
        table = webhook_deliveries
        chosen = table.c.endpoint_id == endpoint_id
        if state is not None:
            chosen = and_(chosen, table.c.state == state)
        ordered = select(table).order_by(table.c.created_at.desc(), table.c.delivery_id)
        rows, total = await self._page(table, ordered, chosen, page)
        return [_delivery(row) for row in rows], total

    async def delivery(self, endpoint_id: UUID, delivery_id: UUID) -> DeliveryDetails | None:
        """Read a delivery, its event and its attempts."""
        table, log = webhook_deliveries, webhook_events
        same = and_(log.c.occurred_at == table.c.occurred_at, log.c.event_id == table.c.event_id)
        query = (
            select(table, log.c.data, log.c.user_id.label("subject_id"))
            .select_from(table.outerjoin(log, same))
            .where(table.c.endpoint_id == endpoint_id, table.c.delivery_id == delivery_id)
        )
        made = (
            select(webhook_attempts)
            .where(webhook_attempts.c.delivery_id == delivery_id)
            .order_by(webhook_attempts.c.attempt)
        )
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().first()
            if row is None:
                return None
            attempts = (await connection.execute(made)).mappings().all()
        data = row["data"]
        body = None if data is None else body_of(row["event_type"], row["occurred_at"], data)
        # Without its event it is not known whose it was.
        is_own = data is None or row["subject_id"] is not None
        shown = [(item["attempt"], _attempt(item)) for item in attempts]
        return DeliveryDetails(_delivery(row), body, shown, is_own=is_own)

    async def replays(self, endpoint_id: UUID, page: PageRequest) -> tuple[Sequence[Replay], int]:
        """Read a page of replays, newest first, and count them."""
        table = webhook_replays
        ordered = select(table).order_by(table.c.created_at.desc(), table.c.replay_id)
        rows, total = await self._page(table, ordered, table.c.endpoint_id == endpoint_id, page)
        return [replay_of(row) for row in rows], total

    async def _page(
        self, table: Table, ordered: Select[Any], chosen: ColumnElement[bool], page: PageRequest
    ) -> tuple[Sequence[Any], int]:
        async with self._transactions.read() as connection:
            query = ordered.where(chosen).limit(page.limit).offset(page.offset)
            rows = (await connection.execute(query)).mappings().all()
            counted = select(func.count()).select_from(table).where(chosen)
            total = (await connection.execute(counted)).scalar_one()
        return rows, total


def _delivery(row: Any) -> WebhookDelivery:
    return WebhookDelivery(
        delivery_id=row["delivery_id"],
        event_id=row["event_id"],
        event_type=row["event_type"],
        occurred_at=row["occurred_at"],
        state=row["state"],
        due_at=row["due_at"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        attempts=row["attempts"],
        error_code=row["error_code"],
        error_detail=row["error_detail"],
    )


def _attempt(row: Any) -> Attempt:
    return Attempt(
        at=row["attempted_at"],
        milliseconds=row["milliseconds"],
        request_headers=row["request_headers"],
        status=row["status"],
        response_headers=row["response_headers"],
        response_body=row["response_body"],
        is_cut=row["is_cut"],
        error_code=row["error_code"],
        error_detail=row["error_detail"],
    )
