"""Messages of providers in Postgres."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, delete, func, select, text, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.application.webhooks.ports import WebhookFilter
from billing.domain.payments.facts import Notice, ObjectKind, ObjectRef, ProviderName
from billing.domain.webhooks.webhook import MOST_ATTEMPTS, Webhook, WebhookStatus, pause_after, webhook_id
from billing.infrastructure.webhooks.tables import IS_DUE, IS_OPEN, webhook_events
from chassis.storage.reads import CompiledRead, ReadPool

LONGEST_FAILURE: Final = 500
_HEAD: Final = [column for column in webhook_events.c if column.name != "body"]
_COLUMNS: Final = (
    "id", "provider", "event_id", "type", "body", "objects", "open_objects", "occurred_at", "received_at", "status",
    "retry_at",
)  # fmt: skip
_ADD: Final = CompiledRead(
    insert(webhook_events)
    .values({name: bindparam(name) for name in _COLUMNS})
    .on_conflict_do_nothing(index_elements=["id"])
    .returning(webhook_events.c.id)
)
_SETTLE: Final = text(
    """
    with held as (select id from webhook_events where id = any(:ids) order by id for update)
    update webhook_events set
      open_objects = array_remove(open_objects, :object),
      status = case when array_remove(open_objects, :object) = '{}' then 'settled' else status end,
      failure = case when array_remove(open_objects, :object) = '{}' then null else failure end,
      settled_at = case when array_remove(open_objects, :object) = '{}' then cast(:now as timestamptz) end
    where id in (select id from held) and open_objects @> array[cast(:object as text)]
    """
)


class SqlWebhookStore:
    """Implements `WebhookStore`: one statement, which is a transaction of its own.

    It uses the pool for single statements, which costs a third of a connection of SQLAlchemy.
    """

    def __init__(self, pool: ReadPool) -> None:
        self._pool = pool

    async def add(self, provider: ProviderName, notice: Notice, body: bytes, now: datetime) -> bool:
        """Insert a row unless there is one of this message."""
        objects = sorted({_written(ref) for ref in notice.objects})
        values = {
            "id": webhook_id(provider, notice.event_id),
            "provider": provider,
            "event_id": notice.event_id,
            "type": notice.event_type,
            "body": body,
            "objects": objects,
            "open_objects": objects,
            "occurred_at": notice.occurred_at,
            "received_at": now,
            "status": WebhookStatus.RECEIVED if objects else WebhookStatus.IGNORED,
            "retry_at": now if objects else None,
        }
        return bool(await self._pool.fetch(_ADD, values))


class SqlWebhooks:
    """Implements `Webhooks`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due(self, now: datetime, limit: int) -> list[Webhook]:
        """Return those that have waited longest."""
        query = (
            select(*_HEAD)
            .where(text(IS_DUE), webhook_events.c.retry_at <= now)
            .order_by(webhook_events.c.retry_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_webhook_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def mark_queued(self, ids: Collection[UUID], retry_at: datetime) -> None:
        """Update rows that are locked."""
        table = webhook_events
        await self._connection.execute(
            update(table).where(table.c.id.in_(ids)).values(status=WebhookStatus.QUEUED, retry_at=retry_at)
        )

    async def waiting(self, ref: ObjectRef) -> list[UUID]:
        """Return ids by the index of open objects."""
        table = webhook_events
        query = select(table.c.id).where(
            text(IS_OPEN), table.c.open_objects.contains([_written(ref)]), table.c.provider == ref.provider
        )
        return list((await self._connection.execute(query)).scalars())

    async def settle(self, ids: Collection[UUID], ref: ObjectRef, now: datetime) -> None:
        """Remove an object from those that rows wait for; the last one settles the row."""
        if ids:
            values = {"ids": sorted(ids), "object": _written(ref), "now": now}
            await self._connection.execute(_SETTLE, values)

    async def note_failure(self, ids: Collection[UUID], failure: str, now: datetime) -> None:
        """Count the attempt of each row."""
        table = webhook_events
        query = select(table.c.id, table.c.attempts).where(table.c.id.in_(ids), text(IS_OPEN))
        for row in (await self._connection.execute(query.order_by(table.c.id).with_for_update())).all():
            attempts = row.attempts + 1
            status = WebhookStatus.FAILED if attempts >= MOST_ATTEMPTS else WebhookStatus.QUEUED
            await self._connection.execute(
                update(table)
                .where(table.c.id == row.id)
                .values(
                    attempts=attempts,
                    status=status,
                    failure=failure[:LONGEST_FAILURE],
                    retry_at=now + pause_after(attempts),
                )
            )

    async def find(self, webhook_id: UUID, *, lock: bool = False) -> Webhook | None:
        """Return one row."""
        query = select(*_HEAD).where(webhook_events.c.id == webhook_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
        return None if row is None else _webhook_of(row)

    async def page(self, matching: WebhookFilter) -> tuple[Sequence[Webhook], int]:
        """Return a page by time."""
        table, condition = webhook_events, _condition(matching)
        total = await self._connection.scalar(select(func.count()).select_from(table).where(condition))
        query = select(*_HEAD).where(condition).order_by(table.c.received_at.desc(), table.c.id.desc())
        rows = (await self._connection.execute(query.limit(matching.limit).offset(matching.offset))).mappings()
        return [_webhook_of(row) for row in rows], int(total or 0)

    async def replay(self, webhook_id: UUID, now: datetime) -> None:
        """Open every object of a row again."""
        table = webhook_events
        await self._connection.execute(
            update(table)
            .where(table.c.id == webhook_id)
            .values(
                status=WebhookStatus.RECEIVED,
                open_objects=table.c.objects,
                attempts=0,
                failure=None,
                retry_at=now,
                settled_at=None,
            )
        )

    async def delete_before(self, instant: datetime, limit: int) -> int:
        """Delete old rows that are settled or ignored."""
        table = webhook_events
        old = (
            select(table.c.id)
            .where(
                table.c.received_at < instant,
                table.c.status.in_((WebhookStatus.SETTLED, WebhookStatus.IGNORED, WebhookStatus.FAILED)),
            )
            .limit(limit)
        )
        return (await self._connection.execute(delete(table).where(table.c.id.in_(old)))).rowcount

    async def oldest_waiting(self, now: datetime) -> timedelta:
        """Return how long the oldest message waits that may still be settled."""
        table = webhook_events
        query = select(func.min(table.c.received_at)).where(text(IS_DUE))
        oldest: datetime | None = await self._connection.scalar(query)
        return timedelta(0) if oldest is None else max(timedelta(0), now - oldest)


def _condition(matching: WebhookFilter) -> ColumnElement[bool]:
    table = webhook_events
    conditions: list[ColumnElement[bool]] = []
    if matching.provider is not None:
        conditions.append(table.c.provider == matching.provider)
    if matching.status is not None:
        conditions.append(table.c.status == matching.status)
    if matching.type is not None:
        conditions.append(table.c.type == matching.type)
    return and_(true(), *conditions)


def _written(ref: ObjectRef) -> str:
    return f"{ref.kind}:{ref.reference}"


def _read(provider: ProviderName, written: str) -> ObjectRef:
    kind, _, reference = written.partition(":")
    return ObjectRef(provider, cast("ObjectKind", kind), reference)


def _webhook_of(row: RowMapping) -> Webhook:
    values: dict[str, Any] = dict(row)
    refs = {name: tuple(_read(row["provider"], one) for one in row[name]) for name in ("objects", "open_objects")}
    return Webhook(**{**values, **refs, "status": WebhookStatus(row["status"])})
