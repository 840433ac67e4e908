"""The inbox: an event is claimed in the transaction that applies it, so a second delivery changes nothing."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, Index, MetaData, Table, bindparam, delete, func, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.ext.asyncio import AsyncConnection

TABLE: Final = "inbox"


def inbox_table(metadata: MetaData) -> Table:
    """Attach the inbox to a service's metadata."""
    table = Table(
        TABLE,
        metadata,
        Column("event_id", UuidType, primary_key=True),
        Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )
    Index("ix_inbox_received_at", table.c.received_at, postgresql_using="brin")
    return table


_CLAIM: Final = text(
    "insert into inbox (event_id) select unnest(:ids) on conflict do nothing returning event_id"
).bindparams(bindparam("ids", type_=ARRAY(UuidType)))


async def claim(connection: AsyncConnection, event_ids: Sequence[UUID]) -> set[UUID]:
    """Claim events in the caller's transaction and give those nobody had claimed before."""
    if not event_ids:
        return set()
    rows = await connection.execute(_CLAIM, {"ids": sorted(set(event_ids))})
    return set(rows.scalars())


async def forget_older(connection: AsyncConnection, table: Table, days: int) -> int:
    """Delete claims older than `days`, which must exceed the retention of topics; give how many went."""
    old = table.c.received_at < func.now() - func.make_interval(0, 0, 0, days)
    return (await connection.execute(delete(table).where(old))).rowcount
