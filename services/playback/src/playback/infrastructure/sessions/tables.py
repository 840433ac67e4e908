"""Tables of playback sessions."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy import Uuid as UuidType

from playback.infrastructure.metadata import INSTANT, metadata

_ACTIVE: Final = text("ended_at is null")

sessions: Final = Table(
    "sessions",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("auth_session_id", UuidType, nullable=False),
    Column("device_id", UuidType),
    Column("device_name", Text),
    Column("asset_id", UuidType, nullable=False),
    Column("version", Integer, nullable=False),
    Column("media_id", UuidType, nullable=False),
    Column("season", Integer),
    Column("episode", Integer),
    Column("trailer", Boolean, nullable=False),
    Column("duration_ms", BigInteger),
    Column("access", Text, CheckConstraint("access in ('free', 'plan', 'purchase')", name="access"), nullable=False),
    Column("purchase_id", UuidType),
    Column("granted_version", BigInteger),
    Column("country", Text),
    Column("started_at", INSTANT, nullable=False),
    Column("last_seen_at", INSTANT, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("position_ms", BigInteger, nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state in ('started', 'playing', 'paused', 'ended')", name="state"),
        nullable=False,
    ),
    Column("reported_at", INSTANT),
    Column("ended_at", INSTANT),
    Column("end_reason", Text),
    Column("request", Text),
    ForeignKeyConstraint(("asset_id", "version"), ("asset_versions.asset_id", "asset_versions.number")),
    CheckConstraint("(ended_at is null) = (end_reason is null)", name="end"),
    # A heartbeat changes no column of an index, so that its update stays on the page of the row.
    postgresql_with={"fillfactor": "70"},
)
Index("ix_sessions_active_user", sessions.c.user_id, sessions.c.started_at, postgresql_where=_ACTIVE)
Index("ix_sessions_active_sign_in", sessions.c.auth_session_id, postgresql_where=_ACTIVE)
Index("ix_sessions_active_asset", sessions.c.asset_id, postgresql_where=_ACTIVE)
Index("ix_sessions_position", sessions.c.user_id, sessions.c.asset_id, sessions.c.started_at)
Index("ix_sessions_ended", sessions.c.ended_at, postgresql_where=text("ended_at is not null"))
