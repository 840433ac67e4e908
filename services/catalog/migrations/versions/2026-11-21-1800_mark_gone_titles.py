"""Store when a title was deleted by its source, its successor, and age ratings.

The previous release continues to work: it names none of the new columns and never used `withdrawn`. Values of imports
before this migration are filled by a replay.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TOMBSTONE = """
alter table media
  add column gone_at timestamptz,
  add column successor_id uuid,
  add column successor_kind text,
  add column successor_tmdb_id integer
"""
# Rewrites the table and its indexes, which is a matter of seconds: it is narrow, a row a title.
LISTED = "alter table media alter column listed set expression as (title is not null and gone_at is null)"
NOT_WITHDRAWN = "alter table media drop column withdrawn"
CERTIFICATIONS = "alter table documents add column certifications jsonb not null default '{}'"


def upgrade() -> None:
    """Apply the migration."""
    for statement in (TOMBSTONE, LISTED, NOT_WITHDRAWN, CERTIFICATIONS):
        op.execute(statement)


def downgrade() -> None:
    """Go back. Titles that are gone would be listed again, so they count as withdrawn."""
    op.execute("alter table documents drop column certifications")
    op.execute("alter table media add column withdrawn boolean not null default false")
    op.execute("update media set withdrawn = true where gone_at is not null")
    op.execute("alter table media alter column listed set expression as (title is not null and not withdrawn)")
    op.execute(
        "alter table media drop column gone_at, drop column successor_id,"
        " drop column successor_kind, drop column successor_tmdb_id"
    )
