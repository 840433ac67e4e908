"""The tables of plays and of what they add up to."""

from typing import Final

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, Text, Uuid

from music.infrastructure.metadata import INSTANT, metadata


def _track(*, is_key: bool = False) -> Column[object]:
    return Column("track_id", Uuid, ForeignKey("tracks.id", ondelete="cascade"), primary_key=is_key, nullable=False)


plays: Final = Table(
    "plays",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    _track(),
    Column("played_at", INSTANT, nullable=False),
    Column("completion", Float, nullable=False),
    Column("context", Text, nullable=False),
    Column("source_type", Text),
    Column("source_id", Text),
    Index("ix_plays_played_at", "user_id", "played_at", "id"),
    Index("ix_plays_time", "played_at"),
    Index("ix_plays_track_id", "track_id"),
)
"""What was played and skipped, for as long as the retention."""

play_totals: Final = Table(
    "play_totals",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    _track(is_key=True),
    Column("plays", Integer, nullable=False),
    Column("skips", Integer, nullable=False),
    Column("weighted", Float, nullable=False),
    Column("completions", Float, nullable=False),
    Column("last_played_at", INSTANT),
    Index("ix_play_totals_last_played_at", "user_id", "last_played_at", "track_id"),
    Index("ix_play_totals_weighted", "user_id", "weighted", "track_id"),
    Index("ix_play_totals_track_id", "track_id", "weighted"),
)
"""What the plays of a user add up to, also those that the retention has deleted."""

track_totals: Final = Table(
    "track_totals",
    metadata,
    _track(is_key=True),
    Column("plays", Integer, nullable=False),
    Column("skips", Integer, nullable=False),
    Column("listeners", Integer, nullable=False),
    Column("weighted", Float, nullable=False),
    Column("completions", Float, nullable=False),
    Index("ix_track_totals_plays", "plays", "track_id"),
)
"""The same of all users. Listeners are those with a play."""
