"""The table of what each user is entitled to."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, text
from sqlalchemy import Uuid as UuidType

from billing.infrastructure.metadata import INSTANT, created_at_column, metadata

holders: Final = Table(
    "holders",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("plan", Text, ForeignKey("plans.code"), nullable=False),
    Column("device_limit", Integer, nullable=False),
    Column("concurrent_streams", Integer, nullable=False),
    Column("rate_class", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("subscription_id", UuidType),
    Column("valid_until", INSTANT),
    Column("cancels_at", INSTANT),
    Column("version", BigInteger, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
    created_at_column(),
    Column("erased_at", INSTANT),
)
"""A row without plan limits is never written; `erased_at` marks users whose accounts were deleted."""
Index("ix_holders_plan", holders.c.plan, holders.c.user_id, postgresql_where=text("erased_at is null"))
