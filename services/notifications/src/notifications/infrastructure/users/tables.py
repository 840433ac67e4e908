"""Tables of users."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, Index, Integer, LargeBinary, Table, Text, false
from sqlalchemy import Uuid as UuidType

from notifications.infrastructure.metadata import metadata

users: Final = Table(
    "users",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("profile_version", BigInteger),
    Column("language", Text),
    Column("region", Text),
    Column("time_zone", Text),
    Column("is_administrator", Boolean, nullable=False, server_default=false()),
    Column("contact_version", BigInteger),
    Column("sealed_email", LargeBinary),
    Column("email_confirmed", Boolean, nullable=False, server_default=false()),
    Column("email_refused_at", DateTime(timezone=True)),
    Column("email_refused_reason", Text),
    Column("services_version", BigInteger),
    Column("services", ARRAY(Integer)),
    Column("erased_at", DateTime(timezone=True)),
)
Index("ix_users_is_administrator", users.c.user_id, postgresql_where=users.c.is_administrator)
