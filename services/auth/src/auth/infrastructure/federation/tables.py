"""The tables of sign-in with OpenID providers."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, LargeBinary, Table, Text, UniqueConstraint, Uuid

from auth.infrastructure.metadata import metadata

pending_authorizations: Final = Table(
    "pending_authorizations",
    metadata,
    Column("state_digest", LargeBinary, primary_key=True),
    Column("binding_digest", LargeBinary, nullable=False),
    Column("provider", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("client_challenge", Text, nullable=False),
    Column("return_to", Text),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
)

sign_in_codes: Final = Table(
    "sign_in_codes",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("email", Text),
    Column("email_verified", Boolean, nullable=False),
    Column("username", Text),
    Column("client_challenge", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
)

linked_identities: Final = Table(
    "linked_identities",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("linked_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True)),
    UniqueConstraint("issuer", "subject"),
)
