"""Tables of subscriptions, of what triggered them, and of dates that lie ahead."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from library.infrastructure.metadata import metadata

subscriptions: Final = Table(
    "subscriptions",
    metadata,
    Column("subscription_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("media_id", UuidType, nullable=False),
    Column(
        "trigger",
        Text,
        CheckConstraint(
            "trigger in ('release', 'new_season', 'new_episode', 'on_streaming', 'status_changed', 'rising')",
            name="trigger",
        ),
        nullable=False,
    ),
    Column("region", Text, CheckConstraint("region ~ '^[A-Z]{2}$'", name="region")),
    Column("provider_ids", ARRAY(Integer)),
    Column("active", Boolean, nullable=False),
    Column("subscribed_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("user_id", "media_id", "trigger", name="uq_subscriptions_user_id_media_id_trigger"),
)
Index("ix_subscriptions_media_id_trigger", subscriptions.c.media_id, subscriptions.c.trigger)
Index(
    "ix_subscriptions_user_id_subscribed_at",
    subscriptions.c.user_id,
    subscriptions.c.subscribed_at.desc(),
    postgresql_where=subscriptions.c.active,
)

subscription_occurrences: Final = Table(
    "subscription_occurrences",
    metadata,
    Column(
        "subscription_id",
        UuidType,
        ForeignKey(subscriptions.c.subscription_id, ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("occurrence", Text, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("triggered_at", DateTime(timezone=True), nullable=False),
)
Index("ix_subscription_occurrences_user_id", subscription_occurrences.c.user_id)

announced_episodes: Final = Table(
    "announced_episodes",
    metadata,
    Column(
        "subscription_id",
        UuidType,
        ForeignKey(subscriptions.c.subscription_id, ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("season", Integer, primary_key=True),
    Column("episode", Integer, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("media_id", UuidType, nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("season_id", UuidType, nullable=False),
    Column("airs_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
)
Index("ix_announced_episodes_user_id", announced_episodes.c.user_id)
Index("ix_announced_episodes_airs_at", announced_episodes.c.airs_at)

upcoming_dates: Final = Table(
    "upcoming_dates",
    metadata,
    Column("subject_id", UuidType, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("media_id", UuidType, nullable=False),
    Column("kind", Text, CheckConstraint("kind in ('movie', 'show')", name="kind"), nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("cause_id", UuidType, nullable=False),
    Column("days", ARRAY(Date), nullable=False),
    Column("last_day", Date, nullable=False),
    Column("dates", JSONB, nullable=False),
)
Index("ix_upcoming_dates_days", upcoming_dates.c.days, postgresql_using="gin")
Index("ix_upcoming_dates_last_day", upcoming_dates.c.last_day)
