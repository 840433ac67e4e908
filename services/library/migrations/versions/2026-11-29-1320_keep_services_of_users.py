"""Keep the streaming services of each user, by which rules of smart lists choose titles.

The previous release keeps working: it does not name the columns. `python -m catalog announce` fills them for users who
stored their services before.
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute(
        "alter table users add column services_version bigint, add column services_region text,"
        " add column provider_ids integer[]"
    )


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table users drop column services_version, drop column services_region, drop column provider_ids")
