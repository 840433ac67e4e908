"""Require that the catalog policy lets a title be listed.

`visible` adds the titles that only the lists of new movies show: their pages must open too. The previous release
continues to work: it names none of the new columns, and every title is eligible by default.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FLAGS = """
alter table media
  add column eligible boolean not null default true,
  add column fresh_eligible boolean not null default true
"""
LISTED = "alter table media alter column listed set expression as (title is not null and gone_at is null and eligible)"
VISIBLE = """
alter table media add column visible boolean
  generated always as (title is not null and gone_at is null and (eligible or fresh_eligible)) stored
"""


def upgrade() -> None:
    """Apply the migration."""
    for statement in (FLAGS, LISTED, VISIBLE):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table media alter column listed set expression as (title is not null and gone_at is null)")
    op.execute("alter table media drop column visible, drop column fresh_eligible, drop column eligible")
