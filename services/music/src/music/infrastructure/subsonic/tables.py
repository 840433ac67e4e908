"""The tables of app passwords, play queues and bookmarks."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Column, ForeignKey, Index, LargeBinary, Table, Text, Uuid

from music.infrastructure.metadata import INSTANT, metadata

app_passwords: Final = Table(
    "app_passwords",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("last_used_at", INSTANT),
    Column("last_client", Text),
    Index("ix_app_passwords_user_id", "user_id", "created_at"),
    Index("uq_app_passwords_digest", "digest", unique=True),
)

play_queues: Final = Table(
    "play_queues",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("track_ids", ARRAY(Uuid), nullable=False),
    Column("current", Uuid),
    Column("position_ms", BigInteger, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
    Column("changed_by", Text, nullable=False),
)

now_playing: Final = Table(
    "now_playing",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("client", Text, primary_key=True),
    Column("track_id", Uuid, ForeignKey("tracks.id", ondelete="cascade"), nullable=False),
    Column("since", INSTANT, nullable=False),
    Index("ix_now_playing_track_id", "track_id"),
)

bookmarks: Final = Table(
    "bookmarks",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("track_id", Uuid, ForeignKey("tracks.id", ondelete="cascade"), primary_key=True),
    Column("position_ms", BigInteger, nullable=False),
    Column("comment", Text),
    Column("created_at", INSTANT, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
    Index("ix_bookmarks_track_id", "track_id"),
)
