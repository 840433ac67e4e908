"""The tables of reports and decisions."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from social.infrastructure.metadata import INSTANT, metadata

reports: Final = Table(
    "reports",
    metadata,
    Column("target_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("note", Text),
    Column("trusted", Boolean, nullable=False),
    Column("created_at", INSTANT, nullable=False),
)
Index("ix_reports_user_id", reports.c.user_id)

cases: Final = Table(
    "report_cases",
    metadata,
    Column("target_id", Uuid, primary_key=True),
    Column("target_kind", Text, nullable=False),
    Column("opened_at", INSTANT, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("trusted_reports", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
)
"""All reports about one review or comment; the numbers are those since `opened_at`."""
Index("ix_report_cases_open", cases.c.opened_at, cases.c.target_id, postgresql_where=cases.c.is_open)

decisions: Final = Table(
    "decisions",
    metadata,
    Column("decision_id", Uuid, primary_key=True),
    Column("target_id", Uuid, nullable=False),
    Column("target_kind", Text, nullable=False),
    Column("author_id", Uuid),
    Column("moderator_id", Uuid),
    Column("verdict", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("muted_until", INSTANT),
    Column("before", JSONB(none_as_null=True)),
    Column("created_at", INSTANT, nullable=False),
)
"""`before` is what was decided about as it was then; it is erased with its author."""
Index("ix_decisions_created_at", decisions.c.created_at.desc(), decisions.c.decision_id)
Index("ix_decisions_target_id", decisions.c.target_id, decisions.c.created_at.desc(), decisions.c.decision_id)
Index("ix_decisions_author_id", decisions.c.author_id, decisions.c.created_at)
Index("ix_decisions_moderator_id", decisions.c.moderator_id)
