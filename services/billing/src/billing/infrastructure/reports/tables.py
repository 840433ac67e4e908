"""Tables of what subscriptions pay, and of the reports of months."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, Table, Text, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from billing.infrastructure.metadata import INSTANT, created_at_column, currency_column, metadata

subjects: Final = Table(
    "report_subjects",
    metadata,
    Column("id", UuidType, primary_key=True, server_default=text("gen_random_uuid()")),
    Column("user_id", UuidType),
)
"""Users under a random pseudonym: once an account is deleted, `user_id` is null, and past months stay as they are."""
Index("uq_report_subjects_user_id", subjects.c.user_id, unique=True)

periods: Final = Table(
    "revenue_periods",
    metadata,
    Column("provider", Text, primary_key=True),
    Column("invoice", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("subject_id", UuidType, ForeignKey("report_subjects.id"), nullable=False),
    Column("plan", Text, nullable=False),
    Column("interval", Text, nullable=False),
    currency_column(),
    Column("monthly", BigInteger, nullable=False),
    Column("starts_at", INSTANT, nullable=False),
    Column("ends_at", INSTANT, nullable=False),
)
Index(
    "ix_revenue_periods_starts_at",
    periods.c.currency,
    periods.c.interval,
    periods.c.starts_at,
    postgresql_include=["ends_at", "subject_id", "plan", "monthly"],
)
"""It holds all that a report of a month reads of a period."""
Index("ix_revenue_periods_subject_id", periods.c.subject_id, periods.c.ends_at)

reports: Final = Table(
    "report_months",
    metadata,
    Column("currency", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("document", JSONB, nullable=False),
    created_at_column(),
)
