"""Create peers, keys, shares and imports, the queue of jobs, the inbox and the outbox."""

from alembic import op

from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table
from jobs.postgres import tables as queue

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    create table identity (
      id integer not null,
      server_id uuid not null,
      constraint pk_identity primary key (id)
    )
    """,
    """
    create table own_keys (
      id text not null,
      public bytea not null,
      sealed bytea not null,
      created_at timestamptz not null,
      retires_at timestamptz,
      endorsed_by text,
      endorsement bytea,
      constraint pk_own_keys primary key (id)
    )
    """,
    """
    create table peers (
      id uuid not null,
      name text not null,
      url text not null,
      ours text not null,
      theirs text not null,
      granted text[] not null,
      received text[] not null,
      requests_per_day bigint not null,
      bytes_per_day bigint not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      revision bigint not null,
      notified_revision bigint not null,
      peer_revision bigint not null,
      contact_at timestamptz,
      failure_at timestamptz,
      failure text,
      failures integer not null,
      keys_fetched_at timestamptz,
      constraint pk_peers primary key (id)
    )
    """,
    """
    create table peer_keys (
      peer_id uuid not null,
      id text not null,
      public bytea not null,
      retires_at timestamptz,
      added_at timestamptz not null,
      constraint pk_peer_keys primary key (peer_id, id),
      constraint fk_peer_keys_peer_id foreign key(peer_id) references peers (id) on delete cascade
    )
    """,
    """
    create table nonces (
      peer_id uuid not null,
      nonce text collate "C" not null,
      forget_at timestamptz not null,
      constraint pk_nonces primary key (peer_id, nonce)
    )
    """,
    "create index ix_nonces_forget_at on nonces (forget_at)",
    """
    create table usage (
      day date not null,
      peer_id uuid not null,
      requests bigint not null,
      bytes bigint not null,
      constraint pk_usage primary key (day, peer_id)
    )
    """,
    """
    create table invitations (
      id uuid not null,
      digest bytea not null,
      permissions text[] not null,
      created_by uuid not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      withdrawn_at timestamptz,
      constraint pk_invitations primary key (id)
    )
    """,
    "create unique index uq_invitations_digest on invitations (digest)",
    "create index ix_invitations_created_at on invitations (created_at, id)",
    """
    create table shares (
      id uuid not null,
      kind text not null,
      item_id uuid not null,
      name text not null,
      shared_by uuid not null,
      created_at timestamptz not null,
      constraint pk_shares primary key (id)
    )
    """,
    "create unique index uq_shares_item on shares (kind, item_id)",
    "create index ix_shares_created_at on shares (created_at, id)",
    "create index ix_shares_kind on shares (kind, created_at, id)",
    "create index ix_shares_shared_by on shares (shared_by, created_at, id)",
    """
    create table deletions (
      id uuid not null,
      kind text not null,
      item_id uuid not null,
      name text not null,
      requested_by uuid not null,
      requested_at timestamptz not null,
      constraint pk_deletions primary key (id)
    )
    """,
    "create index ix_deletions_requested_at on deletions (requested_at, id)",
    "create index ix_deletions_requested_by on deletions (requested_by, requested_at, id)",
    """
    create table confirmations (
      deletion_id uuid not null,
      peer_id uuid not null,
      peer_name text not null,
      confirmed_at timestamptz,
      refused text,
      constraint pk_confirmations primary key (deletion_id, peer_id),
      constraint fk_confirmations_deletion_id foreign key(deletion_id) references deletions (id) on delete cascade
    )
    """,
    """
    create index ix_confirmations_peer_id on confirmations (peer_id, deletion_id)
      where confirmed_at is null and refused is null
    """,
    """
    create table imports (
      id uuid not null,
      peer_id uuid not null,
      album_id uuid not null,
      name text not null,
      artist text not null,
      state text not null,
      track_count integer not null,
      requested_by uuid not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      reason text,
      constraint pk_imports primary key (id)
    )
    """,
    "create unique index uq_imports_album on imports (peer_id, album_id)",
    "create index ix_imports_created_at on imports (created_at, id)",
    """
    create table imported_tracks (
      import_id uuid not null,
      track_id uuid not null,
      path text collate "C" not null,
      digest text not null,
      bytes bigint not null,
      stored_at timestamptz not null,
      constraint pk_imported_tracks primary key (import_id, track_id),
      constraint fk_imported_tracks_import_id foreign key(import_id) references imports (id) on delete cascade
    )
    """,
)
NAMES = (
    "imported_tracks",
    "imports",
    "confirmations",
    "deletions",
    "shares",
    "invitations",
    "usage",
    "nonces",
    "peer_keys",
    "peers",
    "own_keys",
    "identity",
    "schedules",
    "jobs",
    "locks",
    "inbox",
    "outbox_lanes",
    "outbox",
)


def upgrade() -> None:
    """Go forward."""
    messaging = (*messaging_tables(), *outbox_lanes_table(), *inbox_source())
    for statement in (*messaging, *queue.statements(), *TABLES):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in NAMES:
        op.execute(f"drop table {table}")
