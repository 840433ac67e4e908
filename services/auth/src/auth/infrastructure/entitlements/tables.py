"""The table of entitlements, which events fill: a replay rebuilds it."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    ForeignKey,
    Integer,
    Table,
    Text,
    Uuid,
    case,
    literal,
)

from auth.domain.entitlements.entitlement import FREE_PLAN
from auth.infrastructure.metadata import metadata

entitlements: Final = Table(
    "entitlements",
    metadata,
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("plan", Text, nullable=False),
    Column("device_limit", Integer, nullable=False),
    Column("valid_until", DateTime(timezone=True)),
)


def plan_at(now: ColumnElement[object]) -> ColumnElement[str]:
    """Return the plan of the joined row at an instant, as `domain.entitlements.entitlement.plan_of` does."""
    is_valid = entitlements.c.plan.is_not(None) & (
        entitlements.c.valid_until.is_(None) | (entitlements.c.valid_until > now)
    )
    return case((is_valid, entitlements.c.plan), else_=literal(FREE_PLAN)).label("plan")
