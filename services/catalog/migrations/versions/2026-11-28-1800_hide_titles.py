"""Titles that editors hide are listed nowhere, and their pages do not open.

The previous release continues to work: it does not name the column, and no title is hidden yet.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

LISTED = "title is not null and gone_at is null and eligible"
VISIBLE = "title is not null and gone_at is null and (eligible or fresh_eligible)"


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table media add column hidden boolean not null default false")
    _set_expressions(f"{LISTED} and not hidden", f"{VISIBLE} and not hidden")
    op.execute("alter table editions drop column featured_at")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table editions add column featured_at timestamptz")
    op.execute("create index ix_editions_featured_at on editions (featured_at) where featured_at is not null")
    _set_expressions(LISTED, VISIBLE)
    op.execute("alter table media drop column hidden")


def _set_expressions(listed: str, visible: str) -> None:
    op.execute(
        f"alter table media alter column listed set expression as ({listed}),"
        f" alter column visible set expression as ({visible})"
    )
