"""Create imports: uploads, their rows, the keys of what needs no item of the journal, and a queue of jobs."""

from alembic import op

from jobs.postgres import tables as queue

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

IMPORTS = """
create table imports (
  import_id uuid not null constraint pk_imports primary key,
  user_id uuid not null,
  name text not null,
  size bigint not null,
  format text,
  state text not null constraint ck_imports_state check (state in (
    'receiving', 'received', 'parsing', 'matching', 'ready',
    'committing', 'committed', 'reverting', 'reverted', 'failed')),
  options jsonb not null,
  done integer not null,
  total integer not null,
  counts jsonb not null,
  remarks jsonb not null,
  error_code text,
  error text,
  created_at timestamptz not null,
  updated_at timestamptz not null
)
"""
CHUNKS = """
create table import_chunks (
  import_id uuid not null,
  number integer not null,
  user_id uuid not null,
  content bytea not null,
  size integer not null,
  created_at timestamptz not null,
  constraint pk_import_chunks primary key (import_id, number)
)
"""
ROWS = """
create table import_rows (
  import_id uuid not null,
  number integer not null,
  user_id uuid not null,
  status text not null constraint ck_import_rows_status check (status in (
    'matched', 'ambiguous', 'unmatched', 'importing', 'rejected', 'duplicate', 'skipped', 'committed', 'reverted')),
  file text not null,
  line integer not null,
  title_group integer,
  kind text,
  title text not null,
  year integer,
  media_id uuid,
  season integer,
  episode integer,
  confidence double precision,
  chosen boolean not null,
  alternatives jsonb not null,
  stated jsonb not null,
  effects jsonb not null,
  code text,
  field text,
  message text,
  excerpt text,
  constraint pk_import_rows primary key (import_id, number)
)
"""
KEYS = """
create table import_keys (
  user_id uuid not null,
  key text not null,
  import_id uuid not null,
  list_id uuid,
  media_id uuid,
  constraint pk_import_keys primary key (user_id, key)
)
"""
INDEXES = (
    "create index ix_imports_user_id on imports (user_id, created_at desc)",
    "create index ix_imports_updated_at on imports (updated_at)",
    "create index ix_import_chunks_user_id on import_chunks (user_id)",
    "create index ix_import_rows_user_id on import_rows (user_id)",
    "create index ix_import_rows_status on import_rows (import_id, status, number)",
    "create index ix_import_rows_title_group on import_rows (import_id, title_group)",
    "create index ix_import_keys_import_id on import_keys (import_id)",
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in (IMPORTS, CHUNKS, ROWS, KEYS, *INDEXES, *queue.statements()):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration: imports are lost, what they have committed stays."""
    for name in ("imports", "import_chunks", "import_rows", "import_keys", "jobs", "schedules", "locks"):
        op.execute(f"drop table {name}")
