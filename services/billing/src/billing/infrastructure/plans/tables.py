"""Tables of plans and prices."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from billing.infrastructure.metadata import INSTANT, created_at_column, currency_column, metadata

plans: Final = Table(
    "plans",
    metadata,
    Column("code", Text, primary_key=True),
    Column("names", JSONB, nullable=False),
    Column("descriptions", JSONB, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("device_limit", Integer, CheckConstraint("device_limit between 1 and 100", name="devices"), nullable=False),
    Column(
        "concurrent_streams",
        Integer,
        CheckConstraint("concurrent_streams between 0 and 100", name="streams"),
        nullable=False,
    ),
    Column(
        "rate_class",
        Text,
        CheckConstraint("rate_class in ('free', 'basic', 'standard', 'premium')", name="rate_class"),
        nullable=False,
    ),
    Column("trial_days", Integer, CheckConstraint("trial_days between 0 and 90", name="trial_days"), nullable=False),
    Column("version", BigInteger, nullable=False),
    created_at_column(),
    Column("updated_at", INSTANT, nullable=False, server_default=text("now()")),
    Column("archived_at", INSTANT),
)

plan_versions: Final = Table(
    "plan_versions",
    metadata,
    Column("code", Text, ForeignKey("plans.code"), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("changed_by", UuidType),
    Column("changed_at", INSTANT, nullable=False),
)
"""Every version of a plan as it was, and who made it; null for what was installed with the service."""

prices: Final = Table(
    "prices",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("plan", Text, ForeignKey("plans.code"), nullable=False),
    Column("interval", Text, CheckConstraint("interval in ('month', 'year')", name="interval"), nullable=False),
    Column("amount", BigInteger, CheckConstraint("amount between 1 and 1000000000000", name="amount"), nullable=False),
    currency_column(),
    Column("created_by", UuidType),
    created_at_column(),
    Column("archived_at", INSTANT),
)
Index(
    "uq_prices_sold",
    prices.c.plan,
    prices.c.currency,
    prices.c.interval,
    unique=True,
    postgresql_where=text("archived_at is null"),
)
