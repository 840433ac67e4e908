"""The metadata of the billing schema, and the columns that its tables share."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, DateTime, Text, text

from chassis.storage.database import metadata as new_metadata

metadata: Final = new_metadata()

INSTANT: Final = DateTime(timezone=True)


def currency_column(name: str = "currency") -> Column[str]:
    """Return a column with a code of ISO 4217."""
    return Column(name, Text, CheckConstraint(f"{name} ~ '^[A-Z]{{3}}$'", name=name), nullable=False)


def created_at_column() -> Column[object]:
    """Return the column of when a row was added."""
    return Column("created_at", INSTANT, nullable=False, server_default=text("now()"))
