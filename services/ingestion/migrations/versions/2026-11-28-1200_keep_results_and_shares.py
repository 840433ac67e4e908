"""Keep the results of jobs, what of a list was degraded, the imports of each user per day, and the titles' slugs."""

from alembic import op

revision = "0004"
down_revision = "0003"
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
    """
    create table slugs (
      kind text not null,
      tmdb_id integer not null,
      slug text not null,
      version bigint not null,
      constraint pk_slugs primary key (kind, tmdb_id)
    )
    """,
)
DOWN = (
    "drop table slugs",
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
