"""Tables of coupons."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType

from billing.infrastructure.metadata import INSTANT, created_at_column, metadata

coupons: Final = Table(
    "coupons",
    metadata,
    Column("code", Text, primary_key=True),
    Column("percent", Integer, CheckConstraint("percent between 1 and 100", name="percent")),
    Column("amount", BigInteger, CheckConstraint("amount between 1 and 1000000000000", name="amount")),
    Column("currency", Text),
    Column("plans", ARRAY(Text), nullable=False),
    Column("months", Integer, CheckConstraint("months between 1 and 120", name="months")),
    Column("most", Integer, CheckConstraint("most >= 1", name="most")),
    Column("most_per_user", Integer, CheckConstraint("most_per_user >= 1", name="most_per_user"), nullable=False),
    Column("valid_from", INSTANT, nullable=False),
    Column("valid_until", INSTANT),
    Column("redemptions", Integer, CheckConstraint("redemptions >= 0", name="redemptions"), nullable=False),
    Column("created_by", UuidType),
    created_at_column(),
    Column("archived_at", INSTANT),
    CheckConstraint(
        "(percent is null) <> (amount is null) and (amount is null) = (currency is null)",
        name="deduction",
    ),
)

redemptions: Final = Table(
    "coupon_redemptions",
    metadata,
    Column("checkout_id", UuidType, primary_key=True),
    Column("code", Text, ForeignKey("coupons.code"), nullable=False),
    Column("user_id", UuidType),
    created_at_column(),
)
"""`user_id` is null once the account is deleted."""
Index("ix_coupon_redemptions_user_id", redemptions.c.user_id, redemptions.c.code)
Index("ix_coupon_redemptions_code", redemptions.c.code)

attempts: Final = Table(
    "coupon_attempts",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    created_at_column(),
)
"""Unknown codes that users have tried in the last day."""
Index("ix_coupon_attempts_user_id", attempts.c.user_id, attempts.c.created_at)
Index("ix_coupon_attempts_created_at", attempts.c.created_at)
