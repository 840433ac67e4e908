"""Create the analysis of tracks and the loudness of albums."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table track_analysis (
      track_id uuid not null,
      status text not null
        constraint ck_track_analysis_status check (status in ('pending', 'running', 'ready', 'failed')),
      attempts integer not null,
      retry_at timestamptz,
      problem text,
      version integer not null,
      content_key bytea not null,
      modified_ns bigint not null,
      analyzed_at timestamptz,
      loudness double precision,
      loudness_range double precision,
      peak double precision,
      outro_ms integer,
      bpm double precision,
      bpm_alternative double precision,
      bpm_confidence double precision,
      key smallint,
      key_is_minor boolean,
      key_confidence double precision,
      energy double precision,
      danceability double precision,
      mix_bpm double precision,
      mix_key smallint,
      mix_is_minor boolean,
      constraint pk_track_analysis primary key (track_id),
      constraint fk_track_analysis_track_id foreign key(track_id) references tracks (id) on delete cascade
    )
    """,
    "create index ix_track_analysis_pending on track_analysis (attempts, track_id) where status = 'pending'",
    "create index ix_track_analysis_mix_bpm on track_analysis (mix_bpm)",
    "create index ix_track_analysis_mix_key on track_analysis (mix_key, mix_is_minor)",
    """
    create table track_blocks (
      track_id uuid not null,
      blocks bytea not null,
      constraint pk_track_blocks primary key (track_id),
      constraint fk_track_blocks_track_id foreign key(track_id) references track_analysis (track_id) on delete cascade
    )
    """,
    """
    create table album_loudness (
      album_id uuid not null,
      loudness double precision,
      peak double precision,
      track_count integer not null,
      latest timestamptz not null,
      constraint pk_album_loudness primary key (album_id),
      constraint fk_album_loudness_album_id foreign key(album_id) references albums (id) on delete cascade
    )
    """,
    "create index ix_tracks_folder_id on tracks (folder_id, id) where missing_at is null",
)


def upgrade() -> None:
    """Go forward."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_tracks_folder_id")
    for table in ("album_loudness", "track_blocks", "track_analysis"):
        op.execute(f"drop table {table}")
