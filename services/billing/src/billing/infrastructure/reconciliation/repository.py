"""Reconciliations in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.payments.facts import ObjectRef, ProviderName
from billing.domain.reconciliation.reconciliation import Difference, Progress, Reconciliation, Snapshot
from billing.infrastructure.reconciliation.snapshots import read_snapshot
from billing.infrastructure.reconciliation.tables import (
    reconciliation_differences,
    reconciliation_objects,
    reconciliations,
)

LONGEST_VALUE: Final = 500
_OBJECTS: Final = (
    select(func.count())
    .where(reconciliation_objects.c.reconciliation_id == reconciliations.c.id)
    .correlate(reconciliations)
)
_ALL: Final = select(
    reconciliations,
    _OBJECTS.scalar_subquery().label("objects"),
    _OBJECTS.where(reconciliation_objects.c.compared_at.is_not(None)).scalar_subquery().label("compared"),
    select(func.count())
    .where(reconciliation_differences.c.reconciliation_id == reconciliations.c.id)
    .correlate(reconciliations)
    .scalar_subquery()
    .label("differences"),
)
_UNFINISHED: Final = text(
    """
    select 'subscription' as kind, reference from subscriptions where provider = :provider and ended_at is null
    union all
    select 'checkout', reference from checkouts
    where provider = :provider and reference is not null and status in ('opening', 'open')
    """
)


class SqlReconciliations:
    """Implements `Reconciliations`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, reconciliation: Reconciliation) -> None:
        """Insert a row unless there is one."""
        values = {
            "id": reconciliation.id,
            "progress": reconciliation.progress,
            "requested_by": reconciliation.requested_by,
            "since": reconciliation.since,
            "started_at": reconciliation.started_at,
        }
        await self._connection.execute(insert(reconciliations).values(values).on_conflict_do_nothing())

    async def find(self, reconciliation_id: UUID) -> Reconciliation | None:
        """Return one row with its counts."""
        query = _ALL.where(reconciliations.c.id == reconciliation_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else Reconciliation(**row)

    async def page(self, limit: int, offset: int) -> tuple[Sequence[Reconciliation], int]:
        """Return rows by time."""
        total = await self._connection.scalar(select(func.count()).select_from(reconciliations))
        query = _ALL.order_by(reconciliations.c.started_at.desc(), reconciliations.c.id.desc())
        rows = (await self._connection.execute(query.limit(limit).offset(offset))).mappings()
        return [Reconciliation(**row) for row in rows], int(total or 0)

    async def differences(self, reconciliation_id: UUID, limit: int, offset: int) -> tuple[Sequence[Difference], int]:
        """Return rows by object."""
        table = reconciliation_differences
        own = table.c.reconciliation_id == reconciliation_id
        total = await self._connection.scalar(select(func.count()).select_from(table).where(own))
        query = select(table).where(own).order_by(table.c.provider, table.c.kind, table.c.reference, table.c.field)
        rows = (await self._connection.execute(query.limit(limit).offset(offset))).mappings()
        return [_difference_of(row) for row in rows], int(total or 0)

    async def last_started(self, before: datetime) -> datetime | None:
        """Return the latest start."""
        table = reconciliations
        ended = (table.c.progress == "done", table.c.started_at < before)
        started: datetime | None = await self._connection.scalar(select(func.max(table.c.started_at)).where(*ended))
        return started

    async def move(self, reconciliation_id: UUID, progress: Progress, now: datetime) -> None:
        """Update one row."""
        await self._connection.execute(
            update(reconciliations)
            .where(reconciliations.c.id == reconciliation_id)
            .values(progress=progress, ended_at=now if progress == "done" else None)
        )

    async def add_objects(self, reconciliation_id: UUID, refs: Sequence[ObjectRef]) -> list[ObjectRef]:
        """Insert rows where none exist."""
        table = reconciliation_objects
        if not refs:
            return []
        rows = [
            {
                "reconciliation_id": reconciliation_id,
                "provider": ref.provider,
                "kind": ref.kind,
                "reference": ref.reference,
            }
            for ref in refs
        ]
        added = (
            insert(table)
            .values(rows)
            .on_conflict_do_nothing()
            .returning(table.c.provider, table.c.kind, table.c.reference)
        )
        new = {(row.provider, row.kind, row.reference) for row in await self._connection.execute(added)}
        return [ref for ref in refs if (ref.provider, ref.kind, ref.reference) in new]

    async def save_comparison(
        self, reconciliation_id: UUID, ref: ObjectRef, differences: Sequence[Difference], now: datetime
    ) -> None:
        """Mark the object, and insert what was found."""
        table = reconciliation_objects
        own = (
            table.c.reconciliation_id == reconciliation_id,
            table.c.provider == ref.provider,
            table.c.kind == ref.kind,
            table.c.reference == ref.reference,
        )
        marked = await self._connection.execute(update(table).where(*own).values(compared_at=now))
        if not marked.rowcount or not differences:
            return
        rows = [
            {
                "reconciliation_id": reconciliation_id,
                "provider": ref.provider,
                "kind": ref.kind,
                "reference": ref.reference,
                "field": difference.field,
                "ours": _cut(difference.ours),
                "theirs": _cut(difference.theirs),
                "repaired": difference.repaired,
                "observed_at": difference.observed_at,
            }
            for difference in differences
        ]
        await self._connection.execute(insert(reconciliation_differences).values(rows).on_conflict_do_nothing())

    async def unfinished(self, provider: ProviderName) -> list[ObjectRef]:
        """Return references by status."""
        rows = await self._connection.execute(_UNFINISHED, {"provider": provider})
        return [ObjectRef(provider, row.kind, row.reference) for row in rows]

    async def snapshot(self, ref: ObjectRef) -> Snapshot:
        """Return columns."""
        return await read_snapshot(self._connection, ref)

    async def delete_before(self, instant: datetime) -> None:
        """Delete rows, and with them what they compared and found."""
        await self._connection.execute(delete(reconciliations).where(reconciliations.c.started_at < instant))


def _cut(value: str | None) -> str | None:
    return None if value is None else value[:LONGEST_VALUE]


def _difference_of(row: RowMapping) -> Difference:
    return Difference(
        ref=ObjectRef(row["provider"], row["kind"], row["reference"]),
        field=row["field"],
        ours=row["ours"],
        theirs=row["theirs"],
        repaired=row["repaired"],
        observed_at=row["observed_at"],
    )
