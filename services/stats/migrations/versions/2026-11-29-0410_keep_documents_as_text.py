"""Keep the documents of scores as JSON text: a third smaller than JSONB, and no work for Postgres to write.

The column is read as a whole. The table is written again, under a lock: it is as old as the release that creates it.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

VIEW = """
create view exported_scores as
select media_id, formula, day, score, low, high, reason, (document -> 'terms')::text as terms, computed_at
from scores
"""


def upgrade() -> None:
    """Change the type of the column, and create the view on it again."""
    _change("json")


def downgrade() -> None:
    """Change the type back."""
    _change("jsonb")


def _change(kind: str) -> None:
    op.execute("drop view exported_scores")
    op.execute(f"alter table scores alter column document type {kind} using document::{kind}")
    op.execute(VIEW)
