"""The table of the plans of users."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Table, Text, Uuid

from notifications.infrastructure.metadata import metadata

# A replay keeps it: what users have heard of does not depend on how often the log is read.
user_plans: Final = Table(
    "user_plans",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("subscription_id", Uuid),
    Column("plan", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("valid_until", DateTime(timezone=True)),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
