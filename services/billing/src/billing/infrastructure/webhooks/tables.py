"""The table of messages of providers."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY

from billing.infrastructure.metadata import INSTANT, metadata

IS_DUE: Final = "status in ('received', 'queued')"
IS_OPEN: Final = "status in ('queued', 'failed')"

webhook_events: Final = Table(
    "webhook_events",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("objects", ARRAY(Text), nullable=False),
    Column("open_objects", ARRAY(Text), nullable=False),
    Column("occurred_at", INSTANT),
    Column("received_at", INSTANT, nullable=False),
    Column(
        "status",
        Text,
        CheckConstraint("status in ('received', 'queued', 'settled', 'ignored', 'failed')", name="status"),
        nullable=False,
    ),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("failure", Text),
    Column("retry_at", INSTANT),
    Column("settled_at", INSTANT),
    postgresql_with={"autovacuum_vacuum_scale_factor": 0.05, "autovacuum_vacuum_threshold": 1000},
)
"""The id follows from the provider and its id of the message, so that the primary key recognises what arrives again.
`objects` are written as `kind:reference`."""
Index("ix_webhook_events_due", webhook_events.c.retry_at, postgresql_where=text(IS_DUE))
Index("ix_webhook_events_open", webhook_events.c.open_objects, postgresql_using="gin", postgresql_where=text(IS_OPEN))
Index("ix_webhook_events_received_at", webhook_events.c.received_at.desc(), webhook_events.c.id.desc())
