"""The transactional outbox: an event is a row written in the transaction that changes the state.

A row is deleted when Kafka has confirmed it. There is no cursor: sequence values become visible out of order,
so a cursor would skip rows of a transaction that commits late.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    bindparam,
    func,
    text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.runtime.tracing.origins import current_origin
from chassis.storage.statements import Statement

TABLE: Final = "outbox"
LANES_TABLE: Final = "outbox_lanes"
DEEPEST: Final = 10_000
"""How many waiting events are counted at most; one more stands for "more than that"."""
MAX_BODY_BYTES: Final = 900_000
"""Kafka takes records up to 1 MiB with headers; a larger one could never leave and would block its key."""


class EventTooLarge(ValueError):
    """An event that Kafka would refuse; raised where it is made, so that nothing is committed with it."""

    code = "event_too_large"


class Message(Protocol):
    """A record bound for a topic."""

    @property
    def event_id(self) -> UUID:
        """The id that consumers claim."""
        ...

    @property
    def topic(self) -> str:
        """The topic to publish to."""
        ...

    @property
    def key(self) -> bytes:
        """The key: records of one key stay in order."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Attributes of the record."""
        ...

    @property
    def body(self) -> bytes:
        """The record's value."""
        ...


def _keys(message: Message) -> tuple[bytes, ...]:
    """Return the keys of the records that may have caused an event: that of its title, and its own."""
    title: bytes = getattr(message, "subject", b"")
    return (title, message.key) if title else (message.key,)


def outbox_table(metadata: MetaData) -> Table:
    """Attach the outbox to a service's metadata, and the lanes that its relays lock."""
    Table(LANES_TABLE, metadata, Column("lane", SmallInteger, primary_key=True, autoincrement=False))
    table = Table(
        TABLE,
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("event_id", UuidType, nullable=False, unique=True),
        Column("topic", Text, nullable=False),
        Column("key", LargeBinary, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("lane", SmallInteger, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        postgresql_with={
            "autovacuum_vacuum_scale_factor": 0,
            "autovacuum_vacuum_threshold": 1000,
            "autovacuum_vacuum_cost_delay": 0,
        },
    )
    Index("ix_outbox_lane_id", table.c.lane, table.c.id)
    return table


def lane_of(key: bytes, lanes: int) -> int:
    """Return the lane that carries a key: all events of one key share a lane, so they stay in order."""
    return zlib.crc32(key) % lanes


def channel(schema: str) -> str:
    """Return the notification channel that wakes a schema's relay."""
    return f"outbox_{schema}"


class Outbox:
    """Writes events into the caller's transaction; never commits."""

    def __init__(self, table: Table, *, schema: str, lanes: int = 1, notify: bool = True) -> None:
        self.table = table
        self.schema = schema
        self.lanes = lanes
        self._add = _add_statement(table, None)
        self._add_and_wake = _add_statement(table, channel(schema)) if notify else self._add

    async def add(self, connection: AsyncConnection, messages: Sequence[Message], *, wake: bool = True) -> None:
        """Write events, in order, each with its origin; the relay wakes when the caller commits.

        Without `wake` the events leave in the next round of the relay, whatever causes it.
        """
        if not messages:
            return
        for message in messages:
            if len(message.body) > MAX_BODY_BYTES:
                raise EventTooLarge(f"event on {message.topic} has {len(message.body)} bytes, at most {MAX_BODY_BYTES}")
        add = self._add_and_wake if wake else self._add
        await add(
            connection,
            {
                "event_ids": [message.event_id for message in messages],
                "topics": [message.topic for message in messages],
                "keys": [message.key for message in messages],
                "headers": [json.dumps({**message.headers, **current_origin(*_keys(message))}) for message in messages],
                "bodies": [message.body for message in messages],
                "lanes": [lane_of(message.key, self.lanes) for message in messages],
            },
        )

    async def depth(self, connection: AsyncConnection) -> tuple[int, float]:
        """Return how many events wait, at most `DEEPEST` + 1, and the age of the oldest in seconds.

        Reads the first rows of the primary key and never the whole table: the outbox is longest when Kafka has
        been unavailable for long, which is when its depth matters.
        """
        row = (await connection.execute(text(depth_statement(self.table.name, DEEPEST)))).one()
        return int(row[0]), float(row[1])


def depth_statement(table: str, deepest: int) -> str:
    """Return the query of the number of waiting events, at most `deepest` + 1, and of the age of the oldest."""
    return (
        "select count(*), coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 "  # noqa: S608
        f"from (select created_at from {table} order by id limit {deepest + 1}) as first"
    )


def _add_statement(table: Table, notified: str | None) -> Statement:
    """Return the statement that writes any number of rows, and wakes the relay, in one round trip."""
    added = (
        f"insert into {table.fullname} (event_id, topic, key, headers, body, lane) "  # noqa: S608 - our own table
        "select event_id, topic, key, headers::jsonb, body, lane "
        "from unnest(:event_ids, :topics, :keys, :headers, :bodies, :lanes) with ordinality "
        "as item (event_id, topic, key, headers, body, lane, place) order by place"
    )
    arrays = (
        bindparam("event_ids", type_=ARRAY(UuidType)),
        bindparam("topics", type_=ARRAY(Text)),
        bindparam("keys", type_=ARRAY(LargeBinary)),
        bindparam("headers", type_=ARRAY(Text)),
        bindparam("bodies", type_=ARRAY(LargeBinary)),
        bindparam("lanes", type_=ARRAY(SmallInteger)),
    )
    if notified is None:
        return Statement(text(added).bindparams(*arrays))
    woken = text(f"with added as ({added}) select pg_notify(:channel, '')")
    return Statement(woken.bindparams(*arrays, bindparam("channel", notified, type_=Text)))
