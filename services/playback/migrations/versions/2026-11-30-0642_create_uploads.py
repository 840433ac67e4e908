"""Create uploads."""

from alembic import op

revision = "uploads"
down_revision = "quality"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table uploads (
      id uuid not null,
      asset_id uuid not null,
      purpose text not null constraint ck_uploads_purpose check (purpose in ('video', 'subtitles')),
      file_name text not null,
      size bigint not null,
      part_bytes bigint not null,
      language text,
      kind text,
      label text,
      sha256 text,
      encryption text not null,
      storage_upload text not null,
      status text not null constraint ck_uploads_status
        check (status in ('open', 'completing', 'completed', 'rejected', 'aborted', 'expired')),
      reason_code text,
      reason text,
      version integer,
      created_by uuid not null,
      created_at timestamptz default now() not null,
      updated_at timestamptz not null,
      expires_at timestamptz not null,
      constraint pk_uploads primary key (id),
      constraint fk_uploads_asset_id foreign key(asset_id) references assets (id)
    )
    """,
    "create index ix_uploads_created on uploads (created_at, id)",
    "create index ix_uploads_asset on uploads (asset_id)",
    "create index ix_uploads_open on uploads (expires_at) where status in ('open', 'completing')",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table uploads")
