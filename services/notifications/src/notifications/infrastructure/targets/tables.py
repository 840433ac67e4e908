"""The table of targets."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, LargeBinary, SmallInteger, Table, Text
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
    Column("address_digest", LargeBinary),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
    Column("disabled_reason", Text),
    Column("last_delivered_at", DateTime(timezone=True)),
)
Index("uq_targets_user_id_address_digest", targets.c.user_id, targets.c.address_digest, unique=True)
Index("ix_targets_address_digest", targets.c.address_digest)

target_codes: Final = Table(
    "target_codes",
    metadata,
    Column("target_id", ForeignKey("targets.target_id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", UuidType, nullable=False, index=True),
    Column("sealed_key", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("tries", SmallInteger, nullable=False),
)
