"""Webhooks in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.messaging.transaction import Transaction
from chassis.runtime.tracing.origins import current_origin
from chassis.storage.rows import arrays_of, insert_arrays
from chassis.storage.statements import Row, Statement
from notifications.application.webhooks.ports import (
    Listener,
    NewDelivery,
    Replay,
    Schedule,
    WebhookResult,
)
from notifications.domain.webhooks.endpoints import Endpoint, Health
from notifications.domain.webhooks.event_types import EVENT_TYPES
from notifications.domain.webhooks.events import WebhookEvent, webhook_delivery_id
from notifications.infrastructure.deliveries.events import message
from notifications.infrastructure.deliveries.wakeups import WAKE
from notifications.infrastructure.webhooks import queueing
from notifications.infrastructure.webhooks.log import add_events
from notifications.infrastructure.webhooks.rows import (
    ended_of,
    endpoint_of,
    endpoint_values,
    event_of,
    health_values,
    listener_of,
    period_values,
    progress_values,
    replay_of,
)
from notifications.infrastructure.webhooks.tables import webhook_deliveries, webhook_endpoints, webhook_replays

_NEW: Final = (
    "delivery_id",
    "endpoint_id",
    "user_id",
    "event_id",
    "event_type",
    "occurred_at",
    "state",
    "due_at",
    "expires_at",
    "created_at",
    "origin",
)
_INSERT: Final = insert_arrays(webhook_deliveries, _NEW)
_EXCLUDED: Final = insert_or(webhook_deliveries).excluded
_ADD: Final = Statement(_INSERT.on_conflict_do_nothing().returning(webhook_deliveries.c.delivery_id))
_ADD_AGAIN: Final = Statement(
    _INSERT.on_conflict_do_update(
        index_elements=["delivery_id"],
        set_={
            "state": "pending",
            "due_at": _EXCLUDED.due_at,
            "expires_at": _EXCLUDED.expires_at,
            "attempts": 0,
            "ended_at": None,
        },
        where=webhook_deliveries.c.state != "pending",
    ).returning(webhook_deliveries.c.delivery_id)
)
_WEBHOOK: Final = "webhook"
_PUBLISHED_AT_ONCE: Final = 1_000


class SqlWebhooks:
    """Stores webhooks in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._transaction = transaction

    async def count(self, user_id: UUID) -> int:
        """Count the rows of a user, who is locked."""
        query = select(func.count()).select_from(webhook_endpoints).where(webhook_endpoints.c.user_id == user_id)
        return (await self._connection.execute(query)).scalar_one()

    async def endpoint(self, user_id: UUID, endpoint_id: UUID) -> Endpoint | None:
        """Read an endpoint, and keep the worker from changing it until the transaction ends."""
        query = select(webhook_endpoints).where(_own(user_id, endpoint_id)).with_for_update(key_share=True)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else endpoint_of(row)

    async def add(self, endpoint: Endpoint) -> None:
        """Insert the row."""
        values = endpoint_values(endpoint) | {
            "endpoint_id": endpoint.endpoint_id,
            "user_id": endpoint.user_id,
            "created_at": endpoint.created_at,
        }
        await self._connection.execute(insert(webhook_endpoints), values)

    async def change(self, endpoint: Endpoint) -> None:
        """Update the row, which this transaction has locked."""
        table = webhook_endpoints
        changed = update(table).where(_own(endpoint.user_id, endpoint.endpoint_id)).values(endpoint_values(endpoint))
        await self._connection.execute(changed)
        if endpoint.disabled_at is not None:
            await self._cancel(endpoint.endpoint_id, endpoint.disabled_at)

    async def delete(self, user_id: UUID, endpoint_id: UUID) -> bool:
        """Delete the row, and what belongs to it by its keys."""
        deleted = await self._connection.execute(delete(webhook_endpoints).where(_own(user_id, endpoint_id)))
        return deleted.rowcount > 0

    async def log(self, events: Sequence[WebhookEvent]) -> set[UUID]:
        """Store events in the log."""
        return await add_events(self._connection, events)

    async def listeners(self, types: Collection[str], user_ids: Collection[UUID]) -> Sequence[Listener]:
        """Read the endpoints in one statement."""
        shared = [name for name in types if name in EVENT_TYPES and EVENT_TYPES[name].audience != "own"]
        values = {"types": sorted(types), "shared": sorted(shared), "user_ids": sorted(user_ids)}
        return [listener_of(row) for row in await queueing.LISTENERS(self._connection, values)]

    async def enqueue(self, deliveries: Sequence[NewDelivery], schedule: Schedule, *, again: bool = False) -> int:
        """Insert all rows in one statement, and schedule their endpoints in another."""
        rows = [
            asdict(item)
            | {
                "delivery_id": webhook_delivery_id(item.endpoint_id, item.event_id),
                "state": "pending",
                "due_at": schedule.due_at,
                "expires_at": schedule.expires_at,
                "created_at": schedule.due_at,
                # A new notification of the user has that of its own.
                "origin": item.origin or current_origin(str(item.user_id).encode()) or None,
            }
            for item in deliveries
        ]
        rows.sort(key=lambda row: row["delivery_id"])
        statement = _ADD_AGAIN if again else _ADD
        added = await statement(self._connection, arrays_of(webhook_deliveries, _NEW, rows))
        if added:
            await self._schedule({item.endpoint_id for item in deliveries}, schedule)
        return len(added)

    async def settle(self, result: WebhookResult) -> bool:
        """Store the result while the endpoint is locked."""
        held = {"endpoint_id": result.endpoint_id, "claim": result.claim}
        if not await queueing.HOLD(self._connection, held):
            return False
        settled = await queueing.SETTLE(
            self._connection,
            {
                "delivery_id": result.delivery_id,
                "state": result.state.value,
                "due_at": result.due_at,
                "attempted": 0 if result.attempt is None else 1,
                "at": result.at,
                "code": result.code,
                "detail": result.detail,
            },
        )
        if result.attempt is not None:
            await self._add_attempt(result)
        await self._publish_ended(settled)
        if result.health is not None:
            await self._save_health(result, result.health)
        await queueing.RELEASE(self._connection, held)
        return True

    async def repeat(self, endpoint_id: UUID, delivery_id: UUID, schedule: Schedule) -> bool:
        """Update the row."""
        values = {"endpoint_id": endpoint_id, "delivery_id": delivery_id, **asdict(schedule)}
        repeated = await queueing.REPEAT(self._connection, values)
        if repeated:
            await self._schedule({endpoint_id}, schedule)
        return bool(repeated)

    async def add_replay(self, replay: Replay) -> bool:
        """Insert the row, unless the endpoint has one that runs."""
        added = (
            insert_or(webhook_replays)
            .values(**progress_values(replay), **period_values(replay))
            .on_conflict_do_nothing()
        )
        return (await self._connection.execute(added)).rowcount > 0

    async def next_replay(self, most_waiting: int) -> Replay | None:
        """Lock a row."""
        rows = await queueing.NEXT_REPLAY(self._connection, {"most_waiting": most_waiting})
        return replay_of(rows[0]) if rows else None

    async def events_after(self, replay: Replay, limit: int) -> Sequence[WebhookEvent]:
        """Read a range of the primary key."""
        values = {
            "position_at": replay.position[0],
            "position_id": replay.position[1],
            "ends_at": replay.ends_at,
            "types": list(replay.event_types),
            "user_id": replay.user_id,
            "most": limit,
        }
        return [event_of(row) for row in await queueing.EVENTS_AFTER(self._connection, values)]

    async def listener(self, endpoint_id: UUID) -> Listener | None:
        """Read an endpoint that is enabled."""
        rows = await queueing.LISTENER(self._connection, {"endpoint_id": endpoint_id})
        return listener_of(rows[0]) if rows else None

    async def save_replay(self, replay: Replay) -> None:
        """Update the row."""
        changed = update(webhook_replays).where(webhook_replays.c.replay_id == replay.replay_id)
        await self._connection.execute(changed.values(progress_values(replay)))

    async def _schedule(self, endpoint_ids: Collection[UUID], schedule: Schedule) -> None:
        values = {"endpoint_ids": sorted(endpoint_ids), "due_at": schedule.due_at}
        await queueing.SCHEDULE(self._connection, values)
        await WAKE(self._connection, {"channels": [_WEBHOOK]})

    async def _cancel(self, endpoint_id: UUID, at: datetime) -> None:
        """Cancel what waits for an endpoint that is disabled."""
        await self._publish_ended(await queueing.CANCEL(self._connection, {"endpoint_id": endpoint_id, "at": at}))

    async def _publish_ended(self, rows: Sequence[Row]) -> None:
        ended = [message(ended_of(row)) for row in rows if row["ended_at"] is not None]
        for start in range(0, len(ended), _PUBLISHED_AT_ONCE):
            await self._transaction.publish(*ended[start : start + _PUBLISHED_AT_ONCE])

    async def _add_attempt(self, result: WebhookResult) -> None:
        attempt = result.attempt
        if attempt is None:
            return
        await queueing.ADD_ATTEMPT(
            self._connection,
            {
                "delivery_id": result.delivery_id,
                "user_id": result.user_id,
                "at": attempt.at,
                "milliseconds": attempt.milliseconds,
                "request_headers": _json(attempt.request_headers),
                "status": attempt.status,
                "response_headers": _json(attempt.response_headers),
                "response_body": attempt.response_body,
                "is_cut": attempt.is_cut,
                "code": attempt.error_code,
                "detail": attempt.error_detail,
            },
        )

    async def _save_health(self, result: WebhookResult, health: Health) -> None:
        values = health_values(health)
        table = webhook_endpoints
        if health.disabled_reason is not None:
            values["disabled_at"] = result.at
            await self._cancel(result.endpoint_id, result.at)
        enabled = (table.c.endpoint_id == result.endpoint_id) & table.c.disabled_at.is_(None)
        await self._connection.execute(update(table).where(enabled).values(values))


def _own(user_id: UUID, endpoint_id: UUID) -> Any:
    return (webhook_endpoints.c.endpoint_id == endpoint_id) & (webhook_endpoints.c.user_id == user_id)


def _json(value: Mapping[str, str] | None) -> str | None:
    return None if value is None else orjson.dumps(dict(value)).decode()
