"""Tables of users and stored responses."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from library.infrastructure.metadata import metadata

users: Final = Table(
    "users",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("erased_at", DateTime(timezone=True)),
    Column("preferences_version", BigInteger),
    Column("region", Text),
    Column("language", Text),
    Column("time_zone", Text),
    Column("rating_scale", Text),
    Column("profile_public", Boolean),
    Column("show_watch_history", Boolean),
    Column("show_ratings", Boolean),
    Column("username_digest", Text),
    Column("services_version", BigInteger),
    Column("services_region", Text),
    Column("provider_ids", ARRAY(Integer)),
)
Index("ix_users_username_digest", users.c.username_digest)

stored_responses: Final = Table(
    "stored_responses",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("entry", JSONB(none_as_null=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

Index("ix_stored_responses_created_at", stored_responses.c.created_at)
