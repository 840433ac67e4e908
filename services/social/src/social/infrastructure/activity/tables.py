"""The tables of activity."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, Identity, Index, Integer, SmallInteger, Table, Text, Uuid

from social.infrastructure.metadata import INSTANT, metadata

titles: Final = Table(
    "titles",
    metadata,
    Column("media_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("title", Text),
    Column("slug", Text, nullable=False),
    Column("is_listed", Boolean, nullable=False),
    Column("successor_id", Uuid),
)

sharing: Final = Table(
    "sharing",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("activity", SmallInteger, nullable=False),
    Column("watching_now", SmallInteger, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
)

privacy_periods: Final = Table(
    "privacy_periods",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("since", INSTANT, primary_key=True),
    Column("watched", SmallInteger, nullable=False),
    Column("rated", SmallInteger, nullable=False),
)
"""Who saw what of a user from an instant on: it decides about what was done then, whenever its event arrives."""

hidden_titles: Final = Table(
    "hidden_titles",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("media_id", Uuid, primary_key=True),
    Column("hidden_at", INSTANT, primary_key=True),
    Column("shown_at", INSTANT),
)
Index(
    "ix_hidden_titles_user_id",
    hidden_titles.c.user_id,
    hidden_titles.c.hidden_at,
    hidden_titles.c.media_id,
    postgresql_where=hidden_titles.c.shown_at.is_(None),
)

entries: Final = Table(
    "entries",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("media_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text),
    Column("rating", SmallInteger),
)

plays: Final = Table(
    "plays",
    metadata,
    Column("play_id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("media_id", Uuid, nullable=False),
    Column("media_kind", Text, nullable=False),
    Column("season", Integer),
    Column("episode", Integer),
    Column("watched_at", INSTANT, nullable=False),
    Column("day", Date, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Column("audience", SmallInteger, nullable=False),
    Index("ix_plays_user_id", "user_id", "media_id", "day"),
)

activities: Final = Table(
    "activities",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("media_id", Uuid, nullable=False),
    Column("media_kind", Text, nullable=False),
    Column("day", Date),
    Column("happened_at", INSTANT, nullable=False),
    Column("recorded_at", INSTANT),
    Column("audience", SmallInteger, nullable=False),
    Column("rating", SmallInteger),
    Column("count", Integer, nullable=False),
    Column("season", Integer),
    Column("episode", Integer),
    Index("ix_activities_user_id", "user_id", "happened_at", "id"),
)
Index(
    "ix_activities_entry",
    activities.c.user_id,
    activities.c.media_id,
    activities.c.kind,
    unique=True,
    postgresql_where=activities.c.kind != "watched",
)
Index(
    "ix_activities_watched",
    activities.c.user_id,
    activities.c.media_id,
    activities.c.day,
    activities.c.audience,
    unique=True,
    postgresql_where=activities.c.kind == "watched",
)
Index("ix_activities_listed", activities.c.media_id, postgresql_where=activities.c.kind == "listed")
