"""Keep the audience retention that playback measures.

The previous release continues to work: it does not name the table. The topic is compacted, so the new release reads
every measurement from its beginning.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

RETENTION = """
create table audience_retention (
  asset_id uuid not null,
  asset_version integer not null,
  version bigint not null,
  media_id uuid not null,
  season integer,
  episode integer,
  trailer boolean not null,
  duration_ms bigint not null,
  users integer not null,
  parts jsonb not null,
  measured_at timestamptz not null,
  constraint pk_audience_retention primary key (asset_id, asset_version)
)
"""
BY_TITLE = "create index ix_audience_retention_media_id on audience_retention (media_id)"


def upgrade() -> None:
    """Apply the migration."""
    op.execute(RETENTION)
    op.execute(BY_TITLE)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table audience_retention")
