"""Tables of deliveries and of attempts that failed."""

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from notifications.infrastructure.metadata import metadata

deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("delivery_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("kind", Text, nullable=False),
    Column(
        "channel",
        Text,
        CheckConstraint("channel in ('email', 'webpush', 'sms', 'service', 'webhook')", name="channel"),
        nullable=False,
    ),
    Column("priority", SmallInteger, nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint(
            "state in ('collected', 'pending', 'sending', 'delivered', 'failed', 'unconfirmed', 'cancelled')",
            name="state",
        ),
        nullable=False,
    ),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("notification_id", UuidType),
    Column("target_id", UuidType),
    Column("digest_id", UuidType),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("claim", UuidType),
    Column("claimed_until", DateTime(timezone=True)),
    Column("sealed", LargeBinary),
    Column("language", Text),
    Column("error_code", Text),
    Column("error_detail", Text),
    Column("reference", Text),
    Column("origin", JSONB),
)
Index(
    "ix_deliveries_due",
    deliveries.c.channel,
    deliveries.c.priority,
    deliveries.c.due_at,
    postgresql_where=deliveries.c.state == "pending",
)
Index(
    "ix_deliveries_claimed_until",
    deliveries.c.claimed_until,
    postgresql_where=deliveries.c.claimed_until.is_not(None),
)
Index(
    "ix_deliveries_user_id_created_at", deliveries.c.user_id, deliveries.c.created_at.desc(), deliveries.c.delivery_id
)
Index("ix_deliveries_notification_id", deliveries.c.notification_id)
Index(
    "ix_deliveries_collected",
    deliveries.c.due_at,
    postgresql_where=(deliveries.c.state == "collected") & deliveries.c.digest_id.is_(None),
)
Index(
    "ix_deliveries_user_id_waiting",
    deliveries.c.user_id,
    postgresql_where=deliveries.c.state.in_(["collected", "pending"]),
)
Index("ix_deliveries_target_id", deliveries.c.target_id, postgresql_where=deliveries.c.ended_at.is_(None))
Index("ix_deliveries_created_at", deliveries.c.created_at)
Index("ix_deliveries_sealed", deliveries.c.expires_at, postgresql_where=deliveries.c.sealed.is_not(None))
Index("ix_deliveries_digest_id", deliveries.c.digest_id, postgresql_where=deliveries.c.digest_id.is_not(None))

delivery_attempts: Final = Table(
    "delivery_attempts",
    metadata,
    Column("delivery_id", UuidType, ForeignKey(deliveries.c.delivery_id, ondelete="CASCADE"), primary_key=True),
    Column("attempt", SmallInteger, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("failed_at", DateTime(timezone=True), nullable=False),
    Column("error_code", Text, nullable=False),
    Column("error_detail", Text, nullable=False),
)
Index("ix_delivery_attempts_user_id", delivery_attempts.c.user_id)

delivery_rates: Final = Table(
    "delivery_rates",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("subject_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("free_at", DateTime(timezone=True), nullable=False),
    postgresql_with={"fillfactor": 70},
)
Index("ix_delivery_rates_free_at", delivery_rates.c.channel, delivery_rates.c.free_at)
Index("ix_delivery_rates_user_id", delivery_rates.c.user_id)
