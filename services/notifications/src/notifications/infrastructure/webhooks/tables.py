"""Tables of webhooks: endpoints, the log of events, deliveries, attempts and replays."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    false,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from notifications.infrastructure.metadata import metadata


def _endpoint_id() -> Column[object]:
    key = ForeignKey("webhook_endpoints.endpoint_id", ondelete="CASCADE")
    return Column("endpoint_id", UuidType, key, nullable=False)


webhook_endpoints: Final = Table(
    "webhook_endpoints",
    metadata,
    Column("endpoint_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("url", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("event_types", ARRAY(Text), nullable=False),
    Column("filters", JSONB, nullable=False),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("sealed_previous_secret", LargeBinary),
    Column("previous_until", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
    Column("disabled_reason", Text),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", DateTime(timezone=True)),
    Column("free_at", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),
    Column("claim", UuidType),
    postgresql_with={"fillfactor": 70},
)
Index("ix_webhook_endpoints_user_id", webhook_endpoints.c.user_id, webhook_endpoints.c.created_at)
Index(
    "ix_webhook_endpoints_due_at",
    webhook_endpoints.c.due_at,
    postgresql_where=webhook_endpoints.c.disabled_at.is_(None),
)
Index("ix_webhook_endpoints_event_types", webhook_endpoints.c.event_types, postgresql_using="gin")

webhook_events: Final = Table(
    "webhook_events",
    metadata,
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("event_id", UuidType, nullable=False),
    Column("type", Text, nullable=False),
    Column("user_id", UuidType),
    Column("data", JSONB, nullable=False),
    Column("facts", JSONB, nullable=False),
    PrimaryKeyConstraint("occurred_at", "event_id"),
    postgresql_partition_by="RANGE (occurred_at)",
)
Index("ix_webhook_events_user_id", webhook_events.c.user_id, postgresql_where=webhook_events.c.user_id.is_not(None))

webhook_deliveries: Final = Table(
    "webhook_deliveries",
    metadata,
    Column("delivery_id", UuidType, primary_key=True),
    _endpoint_id(),
    Column("user_id", UuidType, nullable=False),
    Column("event_id", UuidType, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state in ('pending', 'delivered', 'failed', 'cancelled')", name="state"),
        nullable=False,
    ),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("error_code", Text),
    Column("error_detail", Text),
    Column("origin", JSONB),
)
Index(
    "ix_webhook_deliveries_due_at",
    webhook_deliveries.c.endpoint_id,
    webhook_deliveries.c.due_at,
    postgresql_where=webhook_deliveries.c.state == "pending",
)
Index(
    "ix_webhook_deliveries_created_at",
    webhook_deliveries.c.endpoint_id,
    webhook_deliveries.c.created_at.desc(),
    webhook_deliveries.c.delivery_id,
)
Index("ix_webhook_deliveries_user_id", webhook_deliveries.c.user_id)

webhook_attempts: Final = Table(
    "webhook_attempts",
    metadata,
    Column(
        "delivery_id",
        UuidType,
        ForeignKey("webhook_deliveries.delivery_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("attempt", Integer, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("attempted_at", DateTime(timezone=True), nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("request_headers", JSONB, nullable=False),
    Column("status", SmallInteger),
    Column("response_headers", JSONB),
    Column("response_body", Text),
    Column("is_cut", Boolean, nullable=False, server_default=false()),
    Column("error_code", Text),
    Column("error_detail", Text),
)
Index("ix_webhook_attempts_user_id", webhook_attempts.c.user_id)

webhook_replays: Final = Table(
    "webhook_replays",
    metadata,
    Column("replay_id", UuidType, primary_key=True),
    _endpoint_id(),
    Column("user_id", UuidType, nullable=False),
    Column("begins_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("event_types", ARRAY(Text), nullable=False),
    Column("position_at", DateTime(timezone=True), nullable=False),
    Column("position_id", UuidType, nullable=False),
    Column("scanned", Integer, nullable=False, server_default="0"),
    Column("replayed", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
)
Index("ix_webhook_replays_user_id", webhook_replays.c.user_id)
Index(
    "uq_webhook_replays_endpoint_id",
    webhook_replays.c.endpoint_id,
    unique=True,
    postgresql_where=webhook_replays.c.finished_at.is_(None),
)
Index("ix_webhook_replays_created_at", webhook_replays.c.endpoint_id, webhook_replays.c.created_at.desc())
