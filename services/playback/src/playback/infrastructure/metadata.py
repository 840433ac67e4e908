"""The metadata of the playback schema, and the columns that its tables share."""

from typing import Final

from sqlalchemy import Column, DateTime, text

from chassis.storage.database import metadata as new_metadata

metadata: Final = new_metadata()

INSTANT: Final = DateTime(timezone=True)


def created_at_column() -> Column[object]:
    """Return the column of when a row was added."""
    return Column("created_at", INSTANT, nullable=False, server_default=text("now()"))
