"""Keep what a job found, what of a list was degraded, and how many imports each user has requested on a day."""

from alembic import op

revision = "results_and_shares"
down_revision = "0002"
branch_labels = None
depends_on = None

UP = (
    "alter table jobs add column result jsonb",
    "alter table lists add column degraded text[] not null default '{}'",
    """
    create table import_shares (
      user_id uuid not null,
      day date not null,
      used integer not null,
      constraint pk_import_shares primary key (user_id, day)
    )
    """,
    "create index ix_import_shares_day on import_shares (day)",
)
DOWN = (
    "drop table import_shares",
    "alter table lists drop column degraded",
    "alter table jobs drop column result",
)


def upgrade() -> None:
    """Go forward."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for statement in DOWN:
        op.execute(statement)
