"""Rename two tables to `users` and `stored_responses`.

Stop every process of the previous release first: it does not know the new names.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RENAMES = (
    "alter table {old_users} rename to {users}",
    "alter table {users} rename constraint pk_{old_users} to pk_{users}",
    "alter table {old_responses} rename to {responses}",
    "alter table {responses} rename constraint pk_{old_responses} to pk_{responses}",
    "alter index ix_{old_responses}_created_at rename to ix_{responses}_created_at",
)
FORMER = ("viewers", "answers")
STANDARD = ("users", "stored_responses")


def rename(old: tuple[str, str], new: tuple[str, str]) -> None:
    """Rename the tables with their constraints and indexes."""
    names = {"old_users": old[0], "old_responses": old[1], "users": new[0], "responses": new[1]}
    for statement in RENAMES:
        op.execute(statement.format_map(names))


def upgrade() -> None:
    """Apply the migration."""
    rename(FORMER, STANDARD)


def downgrade() -> None:
    """Revert the migration."""
    rename(STANDARD, FORMER)
