"""The tables of what other databases state."""

from typing import Final

from sqlalchemy import ARRAY, Boolean, Column, ForeignKey, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from music.infrastructure.metadata import INSTANT, metadata

# Exactly one of the two references is set, so that a record ends with its artist or album.
records: Final = Table(
    "metadata_records",
    metadata,
    Column("entity_id", Uuid, primary_key=True),
    Column("artist_id", Uuid, ForeignKey("artists.id", ondelete="cascade")),
    Column("album_id", Uuid, ForeignKey("albums.id", ondelete="cascade")),
    Column("mbid", Text),
    Column("mbid_source", Text),
    Column("group_mbid", Text),
    Column("genres", ARRAY(Text), nullable=False),
    Column("genres_source", Text),
    Column("biography", Text),
    Column("biography_origin", Text),
    Column("biography_url", Text),
    Column("biography_source", Text),
    Column("similar_artists", JSONB, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
    Index("ix_metadata_records_artist_id", "artist_id"),
    Index("ix_metadata_records_album_id", "album_id"),
)

checks: Final = Table(
    "metadata_checks",
    metadata,
    Column("entity_id", Uuid, ForeignKey("metadata_records.entity_id", ondelete="cascade"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("has_data", Boolean, nullable=False),
    Column("checked_at", INSTANT, nullable=False),
    Column("until", INSTANT, nullable=False),
)

conflicts: Final = Table(
    "metadata_conflicts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("entity_id", Uuid, ForeignKey("metadata_records.entity_id", ondelete="cascade"), nullable=False),
    Column("entity_name", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("suggestions", JSONB, nullable=False),
    Column("current", Text),
    Column("status", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    Column("resolved_by", Uuid),
    Column("resolved_at", INSTANT),
    Column("chosen", Integer),
    Index("ix_metadata_conflicts_created_at", "created_at", "id"),
    Index("ix_metadata_conflicts_status", "status", "created_at", "id"),
    Index("ix_metadata_conflicts_entity_id", "entity_id", "field", "source"),
    Index(
        "uq_metadata_conflicts_pending",
        "entity_id",
        "field",
        "source",
        unique=True,
        postgresql_where=text("status = 'pending'"),
    ),
)

providers: Final = Table(
    "metadata_providers",
    metadata,
    Column("source", Text, primary_key=True),
    Column("next_at", INSTANT),
    Column("blocked_until", INSTANT),
    Column("breaker", Text, nullable=False),
    Column("breaker_until", INSTANT),
    Column("breaker_trips", Integer, nullable=False),
    Column("breaker_reason", Text),
    Column("failures", Integer, nullable=False),
    Column("last_success_at", INSTANT),
    Column("last_failure_at", INSTANT),
    Column("last_failure", Text),
)
"""When each database may be called next, over all replicas."""
