"""The table of invitations."""

from typing import Final

from sqlalchemy import Column, DateTime, ForeignKey, LargeBinary, Table, Text, Uuid

from auth.infrastructure.metadata import metadata

# An invitation ends with the account of its administrator, and with the account that was registered with it.
invitations: Final = Table(
    "invitations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("created_by", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("email", Text),
    Column("email_key", Text),
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), index=True),
    Column("used_at", DateTime(timezone=True)),
)
