"""The tables of factors. All rows of an account go with it."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)

from auth.infrastructure.metadata import metadata


def _account(*, is_key: bool = False, nullable: bool = False) -> Column[object]:
    account = ForeignKey("accounts.id", ondelete="CASCADE")
    return Column("account_id", Uuid, account, primary_key=is_key, nullable=nullable, index=not is_key)


totp_secrets: Final = Table(
    "totp_secrets",
    metadata,
    _account(is_key=True),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("last_step", BigInteger, nullable=False),
)

recovery_codes: Final = Table(
    "recovery_codes",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    _account(),
)

passkeys: Final = Table(
    "passkeys",
    metadata,
    Column("id", Uuid, primary_key=True),
    _account(),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("backed_up", Boolean, nullable=False),
    Column("transports", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True)),
)

phones: Final = Table(
    "phones",
    metadata,
    _account(is_key=True),
    Column("sealed_number", LargeBinary, nullable=False),
    Column("use", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True)),
    CheckConstraint("use in ('sign-in', 'second-factor')", name="use"),
)

# No foreign key: a code is also kept for an identifier without an account, so that both cost the same.
one_time_codes: Final = Table(
    "one_time_codes",
    metadata,
    Column("subject", LargeBinary, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("sealed_key", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("tries", Integer, nullable=False),
)

challenges: Final = Table(
    "challenges",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("purpose", Text, nullable=False),
    _account(nullable=True),
    Column("methods", ARRAY(Text), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("tries", Integer, nullable=False),
)
