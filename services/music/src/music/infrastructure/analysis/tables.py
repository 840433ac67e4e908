"""The tables of analyses."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from music.infrastructure.metadata import INSTANT, metadata

track_analysis: Final = Table(
    "track_analysis",
    metadata,
    Column("track_id", Uuid, ForeignKey("tracks.id", ondelete="cascade"), primary_key=True),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", INSTANT),
    Column("problem", Text),
    Column("version", Integer, nullable=False),
    Column("content_key", LargeBinary, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("analyzed_at", INSTANT),
    Column("loudness", Float),
    Column("loudness_range", Float),
    Column("peak", Float),
    Column("outro_ms", Integer),
    Column("bpm", Float),
    Column("bpm_alternative", Float),
    Column("bpm_confidence", Float),
    Column("key", SmallInteger),
    Column("key_is_minor", Boolean),
    Column("key_confidence", Float),
    Column("energy", Float),
    Column("danceability", Float),
    Column("mix_bpm", Float),
    Column("mix_key", SmallInteger),
    Column("mix_is_minor", Boolean),
    Index(
        "ix_track_analysis_pending",
        "attempts",
        "track_id",
        postgresql_where=text("status = 'pending'"),
    ),
    Index("ix_track_analysis_mix_bpm", "mix_bpm"),
    Index("ix_track_analysis_mix_key", "mix_key", "mix_is_minor"),
)
"""The columns of mixes hold what the tags state, and otherwise what was measured."""

track_blocks: Final = Table(
    "track_blocks",
    metadata,
    Column("track_id", Uuid, ForeignKey("track_analysis.track_id", ondelete="cascade"), primary_key=True),
    Column("blocks", LargeBinary, nullable=False),
)
"""How many blocks of a track are how loud: only the loudness of albums needs it."""

energy_scale: Final = Table(
    "energy_scale",
    metadata,
    Column("id", SmallInteger, primary_key=True),
    Column("median", Float, nullable=False),
    Column("track_count", Integer, nullable=False),
)
"""The median of the energies of all tracks; no row while there are few."""

album_loudness: Final = Table(
    "album_loudness",
    metadata,
    Column("album_id", Uuid, ForeignKey("albums.id", ondelete="cascade"), primary_key=True),
    Column("loudness", Float),
    Column("peak", Float),
    Column("track_count", Integer, nullable=False),
    Column("latest", INSTANT, nullable=False),
)
