"""Store the bodies of waiting events uncompressed: a row lives for less than a second.

Compressing and reading a body of 5 KB takes 0.2 ms of Postgres's processor time per event. Rows up to 8 KB stay within
their page; larger bodies are stored outside of it, uncompressed too.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table outbox set (toast_tuple_target = 8160), alter column body set storage external")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table outbox reset (toast_tuple_target), alter column body set storage extended")
