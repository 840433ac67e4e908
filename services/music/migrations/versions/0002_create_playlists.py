"""Create users, and playlists with their entries and collaborators."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

USERS = (
    """
    create table users (
      user_id uuid not null,
      version bigint not null,
      username_digest text,
      is_administrator boolean not null,
      constraint pk_users primary key (user_id)
    )
    """,
    "create index ix_users_username_digest on users (username_digest)",
    "create table erased_users (user_id uuid not null constraint pk_erased_users primary key)",
)
PLAYLISTS = (
    """
    create table playlists (
      id uuid not null,
      owner_id uuid not null,
      name text not null,
      key text not null,
      description text,
      is_public boolean not null,
      revision bigint not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      constraint pk_playlists primary key (id)
    )
    """,
    "create index ix_playlists_owner_id on playlists (owner_id, updated_at, id)",
    "create index ix_playlists_public on playlists (updated_at, id) where is_public",
    "create index ix_playlists_key on playlists using gin (key public.gin_trgm_ops)",
    """
    create table playlist_entries (
      id uuid not null,
      playlist_id uuid not null,
      track_id uuid not null,
      rank bigint not null,
      added_by uuid,
      added_at timestamptz not null,
      constraint pk_playlist_entries primary key (id),
      constraint fk_playlist_entries_playlist_id foreign key(playlist_id) references playlists (id) on delete cascade,
      constraint fk_playlist_entries_track_id foreign key(track_id) references tracks (id) on delete cascade,
      constraint uq_playlist_entries_playlist_id_rank unique (playlist_id, rank) deferrable initially immediate
    )
    """,
    "create index ix_playlist_entries_track_id on playlist_entries (track_id, playlist_id)",
    "create index ix_playlist_entries_added_by on playlist_entries (added_by) where added_by is not null",
    """
    create table playlist_collaborators (
      playlist_id uuid not null,
      user_id uuid not null,
      role text not null constraint ck_playlist_collaborators_role check (role in ('viewer', 'editor')),
      invited_at timestamptz not null,
      accepted_at timestamptz,
      constraint pk_playlist_collaborators primary key (playlist_id, user_id),
      constraint fk_playlist_collaborators_playlist_id foreign key(playlist_id)
        references playlists (id) on delete cascade
    )
    """,
    "create index ix_playlist_collaborators_user_id on playlist_collaborators (user_id)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in (*USERS, *PLAYLISTS):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("playlist_collaborators", "playlist_entries", "playlists", "erased_users", "users"):
        op.execute(f"drop table {table}")
