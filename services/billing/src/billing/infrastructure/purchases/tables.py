"""Tables of single titles."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table, Text, text
from sqlalchemy import Uuid as UuidType

from billing.infrastructure.metadata import INSTANT, created_at_column, currency_column, metadata


def _kind(*, primary_key: bool = False) -> Column[str]:
    kinds = CheckConstraint("kind in ('purchase', 'rental')", name="kind")
    return Column("kind", Text, kinds, primary_key=primary_key, nullable=False)


def _amount() -> Column[int]:
    range_of_amounts = CheckConstraint("amount between 1 and 1000000000000", name="amount")
    return Column("amount", BigInteger, range_of_amounts, nullable=False)


title_prices: Final = Table(
    "title_prices",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    _kind(primary_key=True),
    currency_column(primary_key=True),
    _amount(),
    Column("name", Text, nullable=False),
    Column("created_by", UuidType),
    created_at_column(),
)

purchases: Final = Table(
    "purchases",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("media_id", UuidType, nullable=False),
    _kind(),
    currency_column(),
    _amount(),
    Column("purchased_at", INSTANT, nullable=False),
    Column("first_played_at", INSTANT),
    Column("revoked_at", INSTANT),
    Column("version", BigInteger, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
)
"""The id is that of the checkout, so that a payment grants once."""
Index("ix_purchases_user_id", purchases.c.user_id, purchases.c.purchased_at.desc(), purchases.c.id)
Index(
    "ix_purchases_rentals",
    purchases.c.user_id,
    purchases.c.media_id,
    postgresql_where=text("kind = 'rental'"),
)
