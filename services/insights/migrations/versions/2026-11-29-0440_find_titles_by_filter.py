"""Find the few titles of a genre, a country or a service, whose changes are listed.

The previous release continues to work: the indexes change no result. A replay empties the table and keeps them.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = ("genres", "countries", "providers")


def upgrade() -> None:
    """Apply the migration."""
    for column in COLUMNS:
        op.execute(f"create index ix_titles_{column} on titles using gin ({column}) with (fastupdate = off)")


def downgrade() -> None:
    """Revert the migration."""
    for column in COLUMNS:
        op.execute(f"drop index ix_titles_{column}")
