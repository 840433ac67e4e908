"""Tables of customers, checkouts, subscriptions, and the changes that users request."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from billing.infrastructure.metadata import INSTANT, created_at_column, currency_column, metadata

customers: Final = Table(
    "customers",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("reference", Text, nullable=False),
    created_at_column(),
)
Index("uq_customers_reference", customers.c.provider, customers.c.reference, unique=True)

checkouts: Final = Table(
    "checkouts",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("provider", Text, nullable=False),
    Column("price_id", UuidType, ForeignKey("prices.id")),
    Column("item", JSONB(none_as_null=True)),
    Column("amount", BigInteger, CheckConstraint("amount between 0 and 1000000000000", name="amount"), nullable=False),
    currency_column(),
    Column("coupon", Text),
    Column("trial_days", Integer, nullable=False, server_default=text("0")),
    Column("reference", Text),
    Column("url", Text),
    Column("return_path", Text, nullable=False),
    Column("fingerprint", Text, nullable=False, server_default=text("''")),
    Column(
        "status",
        Text,
        CheckConstraint("status in ('opening', 'open', 'paid', 'expired', 'canceled')", name="status"),
        nullable=False,
    ),
    created_at_column(),
    Column("expires_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
)
Index("ix_checkouts_user_id", checkouts.c.user_id, checkouts.c.created_at.desc())
Index("uq_checkouts_reference", checkouts.c.provider, checkouts.c.reference, unique=True)
Index("ix_checkouts_open", checkouts.c.expires_at, postgresql_where=text("status in ('opening', 'open')"))

subscriptions: Final = Table(
    "subscriptions",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("provider", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("price_id", UuidType, ForeignKey("prices.id"), nullable=False),
    Column("next_price_id", UuidType, ForeignKey("prices.id")),
    Column("status", Text, nullable=False),
    Column("started_at", INSTANT),
    Column("trial_ends_at", INSTANT),
    Column("period_start", INSTANT, nullable=False),
    Column("period_end", INSTANT, nullable=False),
    Column("failing_since", INSTANT),
    Column("open_invoice", Text),
    Column("cancels_at", INSTANT),
    Column("ended_at", INSTANT),
    Column("unpaid", Boolean, nullable=False, server_default=text("false")),
    Column("paused_at", INSTANT),
    Column("retries", Integer, nullable=False, server_default=text("0")),
    Column("last_retry_at", INSTANT),
    Column("changes_at", INSTANT),
    Column("version", BigInteger, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
)
Index("uq_subscriptions_reference", subscriptions.c.provider, subscriptions.c.reference, unique=True)
Index("ix_subscriptions_user_id", subscriptions.c.user_id, subscriptions.c.created_at.desc())
Index("ix_subscriptions_changes_at", subscriptions.c.changes_at, postgresql_where=text("changes_at is not null"))
Index("ix_subscriptions_price_id", subscriptions.c.price_id, subscriptions.c.status)

changes: Final = Table(
    "changes",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("subscription_id", UuidType, ForeignKey("subscriptions.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("timing", Text, CheckConstraint("timing in ('now', 'period_end')", name="timing"), nullable=False),
    Column("price_id", UuidType, ForeignKey("prices.id")),
    Column("until", INSTANT),
    Column("fingerprint", Text, nullable=False, server_default=text("''")),
    Column(
        "status",
        Text,
        CheckConstraint("status in ('pending', 'done', 'refused')", name="status"),
        nullable=False,
    ),
    Column("reason", Text),
    created_at_column(),
    Column("ended_at", INSTANT),
)
"""A change that a user requests at the provider: the id is the key of the call, which is repeated until it is known
what became of it."""
Index("ix_changes_subscription_id", changes.c.subscription_id, changes.c.created_at.desc())
