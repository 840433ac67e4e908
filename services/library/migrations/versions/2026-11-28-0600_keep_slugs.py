"""Keep the slug under which a title can be opened.

The release before goes on working, for it does not name the columns. Slugs published before this migration are read
from the topic, which the new consumer reads from its beginning.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table titles add column slug_version bigint, add column slug text")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table titles drop column slug, drop column slug_version")
