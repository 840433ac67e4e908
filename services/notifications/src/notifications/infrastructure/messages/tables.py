"""The table of notifications."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from notifications.infrastructure.metadata import metadata

notification_sequence: Final = Sequence("notification_sequence", metadata=metadata)

notifications: Final = Table(
    "notifications",
    metadata,
    Column("notification_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("occurrence", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("values", JSONB, nullable=False),
    Column("media_id", UuidType),
    Column("in_inbox", Boolean, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("read_at", DateTime(timezone=True)),
    Column("deleted_at", DateTime(timezone=True)),
    Column("sequence", BigInteger, nullable=False, server_default=notification_sequence.next_value()),
    UniqueConstraint("user_id", "occurrence", name="uq_notifications_user_id_occurrence"),
)
Index(
    "ix_notifications_user_id_created_at",
    notifications.c.user_id,
    notifications.c.created_at.desc(),
    notifications.c.notification_id,
    postgresql_where=notifications.c.in_inbox,
)
Index(
    "ix_notifications_user_id_unread",
    notifications.c.user_id,
    postgresql_where=notifications.c.in_inbox & notifications.c.read_at.is_(None),
)
Index("ix_notifications_user_id_sequence", notifications.c.user_id, notifications.c.sequence)
Index("ix_notifications_created_at", notifications.c.created_at)
