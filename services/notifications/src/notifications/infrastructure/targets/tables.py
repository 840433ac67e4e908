"""The table of targets."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, Table, Text
from sqlalchemy import Uuid as UuidType

from notifications.infrastructure.metadata import metadata

targets: Final = Table(
    "targets",
    metadata,
    Column("target_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column(
        "channel", Text, CheckConstraint("channel in ('webpush', 'sms', 'service')", name="channel"), nullable=False
    ),
    Column("name", Text, nullable=False),
    Column("service", Text),
    Column("sealed_address", LargeBinary, nullable=False),
    Column("address_digest", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
    Column("disabled_reason", Text),
    Column("last_delivered_at", DateTime(timezone=True)),
)
Index("uq_targets_user_id_address_digest", targets.c.user_id, targets.c.address_digest, unique=True)
