"""Add what titles and files are matched by."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    "alter table titles add column seasons jsonb not null default '{}'",
    "alter table titles add column countries text[] not null default '{}'",
    "alter table titles add column successor_id uuid",
    "alter table titles alter column seasons drop default, alter column countries drop default",
    "alter table files add column keys text[] not null default '{}'",
    "alter table files alter column keys drop default",
    "create index ix_files_keys on files using gin (keys) where gone_at is null",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_files_keys")
    op.execute("alter table files drop column keys")
    op.execute("alter table titles drop column seasons, drop column countries, drop column successor_id")
