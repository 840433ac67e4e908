"""Tables of the libraries of users, which events fill: a replay rebuilds them."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table, Text, Uuid, text

from auth.infrastructure.metadata import metadata

# A removed entry stays with its version, so that an older event does not bring it back.
library_entries: Final = Table(
    "library_entries",
    metadata,
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("media_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("is_planned", Boolean, nullable=False),
    Column("is_rated", Boolean, nullable=False),
)

# What `library_entries` add up to; the row is also the lock of the user's entries.
library_counts: Final = Table(
    "library_counts",
    metadata,
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("movies_rated", Integer, nullable=False, server_default=text("0")),
    Column("shows_rated", Integer, nullable=False, server_default=text("0")),
    Column("watchlist_count", Integer, nullable=False, server_default=text("0")),
)
