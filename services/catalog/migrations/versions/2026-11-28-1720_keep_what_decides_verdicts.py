"""Keep what decides the verdict of a title apart from its page, when its scores were computed, and its trend.

The previous release continues to work, because it does not name the columns. Titles that it writes have no appraisal,
and their verdict is read from the whole page. Seasons that were synced learn when.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MEDIA = """
alter table media add column stats_at timestamptz, add column trend_version bigint, add column trend text
"""
DOCUMENTS = "alter table documents add column appraisal bytea"
SYNCED = """
update seasons set summary = convert_to(
  (convert_from(summary, 'UTF8')::jsonb
   || jsonb_build_object('syncedAt', convert_from(detail, 'UTF8')::jsonb -> 'syncedAt'))::text,
  'UTF8'
)
"""


def upgrade() -> None:
    """Apply the migration."""
    for statement in (MEDIA, DOCUMENTS, SYNCED):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table documents drop column appraisal")
    op.execute("alter table media drop column stats_at, drop column trend_version, drop column trend")
