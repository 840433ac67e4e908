"""Tables of reconciliations, what they compare and what they find."""

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Text, text
from sqlalchemy import Uuid as UuidType

from billing.infrastructure.metadata import INSTANT, metadata


def _reconciliation_id() -> Column[object]:
    key = ForeignKey("reconciliations.id", ondelete="cascade")
    return Column("reconciliation_id", UuidType, key, primary_key=True)


reconciliations: Final = Table(
    "reconciliations",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column(
        "progress",
        Text,
        CheckConstraint("progress in ('collecting', 'comparing', 'done')", name="progress"),
        nullable=False,
    ),
    Column("requested_by", UuidType),
    Column("since", INSTANT, nullable=False),
    Column("started_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
)
Index("ix_reconciliations_started_at", reconciliations.c.started_at.desc(), reconciliations.c.id.desc())

reconciliation_objects: Final = Table(
    "reconciliation_objects",
    metadata,
    _reconciliation_id(),
    Column("provider", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("compared_at", INSTANT),
)
Index(
    "ix_reconciliation_objects_waiting",
    reconciliation_objects.c.reconciliation_id,
    postgresql_where=text("compared_at is null"),
)

reconciliation_differences: Final = Table(
    "reconciliation_differences",
    metadata,
    _reconciliation_id(),
    Column("provider", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("ours", Text),
    Column("theirs", Text),
    Column("repaired", Boolean, nullable=False),
    Column("observed_at", INSTANT, nullable=False),
)
