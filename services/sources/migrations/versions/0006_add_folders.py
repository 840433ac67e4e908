"""Add the digests of folders, so that the files of an unchanged folder are not compared one by one."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table folders (
      source_id uuid not null,
      path text collate "C" not null,
      digest bytea not null,
      scan_id uuid,
      constraint pk_folders primary key (source_id, path),
      constraint fk_folders_source_id foreign key(source_id) references media_sources (id) on delete cascade
    )
    """,
    "alter table sightings add column folders text[] not null default '{}'",
    "alter table sightings alter column folders drop default",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("alter table sightings drop column folders")
    op.execute("drop table folders")
