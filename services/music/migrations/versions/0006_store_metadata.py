"""Create what other databases state of artists and albums, with look-ups, conflicts, and when they may be called."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATEMENTS = (
    "create index ix_artists_added_at on artists (added_at, id)",
    """
    create table metadata_records (
      entity_id uuid not null,
      artist_id uuid,
      album_id uuid,
      mbid text,
      mbid_source text,
      group_mbid text,
      genres text[] not null,
      genres_source text,
      biography text,
      biography_origin text,
      biography_url text,
      biography_source text,
      similar_artists jsonb not null,
      changed_at timestamptz not null,
      constraint pk_metadata_records primary key (entity_id),
      constraint fk_metadata_records_artist_id foreign key(artist_id) references artists (id) on delete cascade,
      constraint fk_metadata_records_album_id foreign key(album_id) references albums (id) on delete cascade,
      constraint ck_metadata_records_entity check (num_nonnulls(artist_id, album_id) = 1)
    )
    """,
    "create index ix_metadata_records_artist_id on metadata_records (artist_id)",
    "create index ix_metadata_records_album_id on metadata_records (album_id)",
    """
    create table metadata_checks (
      entity_id uuid not null,
      source text not null,
      has_data boolean not null,
      checked_at timestamptz not null,
      until timestamptz not null,
      constraint pk_metadata_checks primary key (entity_id, source),
      constraint fk_metadata_checks_entity_id foreign key(entity_id)
        references metadata_records (entity_id) on delete cascade
    )
    """,
    """
    create table metadata_conflicts (
      id uuid not null,
      kind text not null,
      entity_id uuid not null,
      entity_name text not null,
      field text not null,
      source text not null,
      suggestions jsonb not null,
      current text,
      status text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      resolved_by uuid,
      resolved_at timestamptz,
      chosen integer,
      constraint pk_metadata_conflicts primary key (id),
      constraint fk_metadata_conflicts_entity_id foreign key(entity_id)
        references metadata_records (entity_id) on delete cascade
    )
    """,
    "create index ix_metadata_conflicts_created_at on metadata_conflicts (created_at, id)",
    "create index ix_metadata_conflicts_status on metadata_conflicts (status, created_at, id)",
    "create index ix_metadata_conflicts_entity_id on metadata_conflicts (entity_id, field, source)",
    """
    create unique index uq_metadata_conflicts_pending on metadata_conflicts (entity_id, field, source)
    where status = 'pending'
    """,
    """
    create table metadata_providers (
      source text not null,
      next_at timestamptz,
      blocked_until timestamptz,
      breaker text not null,
      breaker_until timestamptz,
      breaker_trips integer not null,
      breaker_reason text,
      failures integer not null,
      last_success_at timestamptz,
      last_failure_at timestamptz,
      last_failure text,
      constraint pk_metadata_providers primary key (source)
    )
    """,
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("metadata_providers", "metadata_conflicts", "metadata_checks", "metadata_records"):
        op.execute(f"drop table {table}")
    op.execute("drop index ix_artists_added_at")
