"""Add what scans know of their sources, and which files a scan has seen."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    "alter table media_sources add column listed_at timestamptz, add column scan_seconds double precision",
    """
    create table sightings (
      source_id uuid not null,
      scan_id uuid not null,
      number integer not null,
      file_ids uuid[] not null,
      constraint pk_sightings primary key (source_id, scan_id, number),
      constraint fk_sightings_source_id foreign key(source_id) references media_sources (id) on delete cascade
    )
    """,
    "create index ix_files_gone_at on files (gone_at) where gone_at is not null",
    "create index ix_jobs_source on jobs ((payload ->> 'source_id'), created_at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_jobs_source")
    op.execute("drop index ix_files_gone_at")
    op.execute("drop table sightings")
    op.execute("alter table media_sources drop column listed_at, drop column scan_seconds")
