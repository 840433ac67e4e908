"""The inbox: an event is claimed in the transaction that applies it, so a second delivery changes nothing.

A claim names the event's source too: ids are unique within a source, so one publisher's id never hides another's event.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ARRAY, Column, DateTime, Index, MetaData, Table, Text, bindparam, func, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.messaging.envelope import EventKey
from chassis.storage.pruning import prune
from chassis.storage.statements import Statement

TABLE: Final = "inbox"


def inbox_table(metadata: MetaData) -> Table:
    """Attach the inbox to a service's metadata."""
    table = Table(
        TABLE,
        metadata,
        Column("event_id", UuidType, primary_key=True),
        Column("source", Text, primary_key=True, server_default=""),
        Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )
    Index("ix_inbox_received_at", table.c.received_at, postgresql_using="brin")
    return table


_CLAIM: Final = Statement(
    text(
        "insert into inbox (event_id, source) select * from unnest(:ids, :sources) "
        "on conflict do nothing returning event_id, source"
    ).bindparams(bindparam("ids", type_=ARRAY(UuidType)), bindparam("sources", type_=ARRAY(Text)))
)


async def claim(connection: AsyncConnection, events: Sequence[EventKey]) -> set[EventKey]:
    """Claim events in the caller's transaction and return those that were not claimed before.

    Two consumers claim in one order, so that they cannot deadlock.
    """
    if not events:
        return set()
    ordered = sorted(set(events), key=lambda event: (event.event_id.int, event.source))
    values = {"ids": [event.event_id for event in ordered], "sources": [event.source for event in ordered]}
    rows = await _CLAIM(connection, values)
    return {EventKey(row["event_id"], row["source"]) for row in rows}


async def forget_older(engine: AsyncEngine, table: Table, days: int) -> int:
    """Delete claims older than `days`, which must exceed the retention of topics; return how many there were."""
    return await prune(engine, table, table.c.received_at < func.now() - func.make_interval(0, 0, 0, days))
