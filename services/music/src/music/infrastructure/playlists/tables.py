"""The tables of playlists."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Table, Text, UniqueConstraint, Uuid, text

from music.infrastructure.metadata import INSTANT, metadata

playlists: Final = Table(
    "playlists",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("description", Text),
    Column("is_public", Boolean, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    Index("ix_playlists_owner_id", "owner_id", "updated_at", "id"),
    Index("ix_playlists_public", "updated_at", "id", postgresql_where=text("is_public")),
    Index("ix_playlists_key", "key", postgresql_using="gin", postgresql_ops={"key": "public.gin_trgm_ops"}),
)

playlist_entries: Final = Table(
    "playlist_entries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("playlist_id", Uuid, ForeignKey("playlists.id", ondelete="cascade"), nullable=False),
    Column("track_id", Uuid, ForeignKey("tracks.id", ondelete="cascade"), nullable=False),
    Column("rank", BigInteger, nullable=False),
    Column("added_by", Uuid),
    Column("added_at", INSTANT, nullable=False),
    # Checked at the end of a statement: one statement distributes the ranks again.
    UniqueConstraint(
        "playlist_id", "rank", name="uq_playlist_entries_playlist_id_rank", deferrable=True, initially="IMMEDIATE"
    ),
    Index("ix_playlist_entries_track_id", "track_id", "playlist_id"),
    Index("ix_playlist_entries_added_by", "added_by", postgresql_where=text("added_by is not null")),
)

playlist_collaborators: Final = Table(
    "playlist_collaborators",
    metadata,
    Column("playlist_id", Uuid, ForeignKey("playlists.id", ondelete="cascade"), primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("role", Text, nullable=False),
    Column("invited_at", INSTANT, nullable=False),
    Column("accepted_at", INSTANT),
    Index("ix_playlist_collaborators_user_id", "user_id"),
)
