"""The table of accounts."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    literal_column,
)

from auth.infrastructure.metadata import metadata

EMAIL_INDEX: Final = "uq_accounts_email"
USERNAME_INDEX: Final = "uq_accounts_username"

accounts: Final = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("email_key", Text, nullable=False),
    Column("username_key", Text, nullable=False),
    Column("username_skeleton", Text),
    Column("password_hash", Text),
    Column("roles", ARRAY(Text), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # Always null: the previous release still reads it, this one does not, and the next one drops it.
    Column("avatar_url", Text),
    Column("avatar_id", Uuid),
    Column("bio", Text),
    Column("location", Text),
    Column("website", Text),
    Column("preferred_language", Text),
    Column("preferred_region", Text),
    Column("time_zone", Text),
    Column("spoiler_mode", Text, nullable=False, server_default="off"),
    Column("rating_scale", Text, nullable=False, server_default="percent"),
    Column("updated_at", DateTime(timezone=True)),
    Column("is_profile_public", Boolean, nullable=False),
    Column("show_watch_history", Boolean, nullable=False),
    Column("show_ratings", Boolean, nullable=False),
    Column("allow_followers", Boolean, nullable=False),
    Column("suspended_at", DateTime(timezone=True)),
    Column("email_confirmed_at", DateTime(timezone=True)),
    CheckConstraint("roles <@ array['user', 'editor', 'viewer', 'finance', 'admin']", name="roles"),
)
ACCOUNT_COLUMNS: Final = tuple(column for column in accounts.c if column is not accounts.c.avatar_url)
"""What statements read of accounts."""

Index(EMAIL_INDEX, accounts.c.email_key, unique=True)
Index(USERNAME_INDEX, accounts.c.username_key, unique=True)
# Null where an older account has the same skeleton: names that were given stay.
Index("uq_accounts_username_skeleton", accounts.c.username_skeleton, unique=True)
# Of beginnings: whatever the collation of the database is.
Index("ix_accounts_email_prefix", accounts.c.email_key, postgresql_ops={"email_key": "text_pattern_ops"})
Index("ix_accounts_username_prefix", accounts.c.username_key, postgresql_ops={"username_key": "text_pattern_ops"})
# No parameter, because the index has the same condition.
is_administrator: Final = literal_column("'admin' = any (roles)", Boolean)
Index("ix_accounts_administrators", accounts.c.id, postgresql_where=is_administrator)
# Few accounts have another role than `user`, and few are suspended: lists of them do not read the others.
has_further_role: Final = literal_column("roles <> '{user}'", Boolean)
Index("ix_accounts_further_roles", accounts.c.username_key, postgresql_where=has_further_role)
Index("ix_accounts_suspended", accounts.c.username_key, postgresql_where=accounts.c.suspended_at.is_not(None))

# Codes that were sent to users, as digests. Without an account it is the rolled back work of a request about none.
confirmations: Final = Table(
    "confirmations",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE")),
    Column("purpose", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("email", Text),
    UniqueConstraint("account_id", "purpose"),
)
