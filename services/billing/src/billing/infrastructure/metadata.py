"""The metadata of the billing schema, and the columns that its tables share."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, DateTime, Text, text

from chassis.storage.database import metadata as new_metadata

metadata: Final = new_metadata()

INSTANT: Final = DateTime(timezone=True)


def currency_column(name: str = "currency", *, primary_key: bool = False) -> Column[str]:
    """Return a column with a code of ISO 4217."""
    code = CheckConstraint(f"{name} ~ '^[A-Z]{{3}}$'", name=name)
    return Column(name, Text, code, primary_key=primary_key, nullable=False)


def created_at_column() -> Column[object]:
    """Return the column of when a row was added."""
    return Column("created_at", INSTANT, nullable=False, server_default=text("now()"))
