"""Tables of invoices, payments and refunds."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from billing.infrastructure.metadata import INSTANT, created_at_column, currency_column, metadata


def _amount(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


invoices: Final = Table(
    "invoices",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("user_id", UuidType),
    Column("subscription", Text),
    Column("number", Text),
    Column(
        "status",
        Text,
        CheckConstraint("status in ('draft', 'open', 'paid', 'void', 'uncollectible')", name="status"),
        nullable=False,
    ),
    currency_column(),
    _amount("subtotal"),
    _amount("discount"),
    _amount("tax"),
    _amount("total"),
    _amount("credit_applied"),
    _amount("paid"),
    Column("lines", JSONB, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("due_at", INSTANT),
    Column("paid_at", INSTANT),
    Column("attempts", Integer, nullable=False),
    Column("recorded_at", INSTANT, nullable=False, server_default=text("now()")),
    CheckConstraint("total = subtotal - discount + tax", name="total"),
)
"""`user_id` is null once the account is deleted; what an invoice states is kept."""
Index("uq_invoices_reference", invoices.c.provider, invoices.c.reference, unique=True)
Index("ix_invoices_user_id", invoices.c.user_id, invoices.c.created_at.desc(), invoices.c.id.desc())
Index("ix_invoices_created_at", invoices.c.created_at.desc(), invoices.c.id.desc())

invoice_numbers: Final = Table(
    "invoice_numbers",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)
"""The last number per year of the invoices that billing writes itself. They have no gaps."""

payments: Final = Table(
    "payments",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("user_id", UuidType),
    Column("invoice", Text),
    Column("checkout_id", UuidType),
    currency_column(),
    Column("amount", BigInteger, CheckConstraint("amount >= 0", name="amount"), nullable=False),
    Column("fee", BigInteger),
    Column(
        "status",
        Text,
        CheckConstraint(
            "status in ('pending', 'requires_action', 'succeeded', 'failed', 'canceled')",
            name="status",
        ),
        nullable=False,
    ),
    Column("method", Text, nullable=False),
    Column("failure_code", Text),
    Column("occurred_at", INSTANT, nullable=False),
    Column("recorded_at", INSTANT, nullable=False, server_default=text("now()")),
)
Index("uq_payments_reference", payments.c.provider, payments.c.reference, unique=True)
Index("ix_payments_invoice", payments.c.provider, payments.c.invoice)
Index("ix_payments_user_id", payments.c.user_id, payments.c.occurred_at.desc(), payments.c.id.desc())
Index("ix_payments_occurred_at", payments.c.occurred_at.desc(), payments.c.id.desc())

refunds: Final = Table(
    "refunds",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("payment", Text, nullable=False),
    Column("reference", Text),
    currency_column(),
    Column("amount", BigInteger, CheckConstraint("amount >= 1", name="amount"), nullable=False),
    Column(
        "status",
        Text,
        CheckConstraint("status in ('requested', 'pending', 'succeeded', 'failed', 'canceled')", name="status"),
        nullable=False,
    ),
    Column("reason", Text, nullable=False),
    Column("failure", Text),
    Column("requested_by", UuidType),
    Column("occurred_at", INSTANT, nullable=False),
    created_at_column(),
)
"""The id of a refund that billing requests is the key of the call; `reference` is null until the provider responds."""
Index("uq_refunds_reference", refunds.c.provider, refunds.c.reference, unique=True)
Index("ix_refunds_payment", refunds.c.provider, refunds.c.payment, refunds.c.occurred_at)
Index("ix_refunds_occurred_at", refunds.c.occurred_at)
