"""Tables of the ledger. Triggers refuse every change of a row, and transactions that do not sum to zero."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType

from billing.infrastructure.metadata import INSTANT, created_at_column, currency_column, metadata

transactions: Final = Table(
    "ledger_transactions",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("occurrence", Text, nullable=False),
    Column("number", Integer, CheckConstraint("number >= 1", name="number"), nullable=False),
    Column("occurred_at", INSTANT, nullable=False),
    created_at_column(),
)
Index(
    "uq_ledger_transactions_source",
    transactions.c.provider,
    transactions.c.kind,
    transactions.c.reference,
    transactions.c.occurrence,
    transactions.c.number,
    unique=True,
)
Index("ix_ledger_transactions_occurred_at", transactions.c.occurred_at, transactions.c.id)

entries: Final = Table(
    "ledger_entries",
    metadata,
    Column("transaction_id", UuidType, ForeignKey("ledger_transactions.id"), primary_key=True),
    Column("account", Text, primary_key=True),
    currency_column(primary_key=True),
    Column("amount", BigInteger, CheckConstraint("amount <> 0", name="amount"), nullable=False),
)
"""A debit is positive, a credit negative."""
