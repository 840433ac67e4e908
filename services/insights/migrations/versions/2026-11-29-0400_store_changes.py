"""Store how signals changed against the titles' own patterns, and which titles are to be computed.

The previous release continues to work: it does not name the tables. Titles that it refreshes are computed after their
next value.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CHANGES = """
create table signal_changes (
  media_id uuid not null,
  "current" double precision not null,
  expected double precision not null,
  strength double precision not null,
  magnitude double precision not null,
  day date not null,
  signal smallint not null,
  window_days smallint not null,
  days_observed smallint not null,
  kind text not null,
  direction text constraint ck_signal_changes_direction check (direction in ('riser', 'faller')),
  constraint pk_signal_changes primary key (media_id, signal, window_days)
)
"""
STRONGEST = """
create index ix_signal_changes_strongest
on signal_changes (signal, window_days, direction, kind, magnitude desc, media_id) where direction is not null
"""
NEWEST = "create index ix_signal_changes_day on signal_changes (signal, window_days, day)"
STALE = "create table stale_changes (media_id uuid not null constraint pk_stale_changes primary key)"
EVERY_TITLE = "insert into stale_changes (media_id) select media_id from titles"


def upgrade() -> None:
    """Apply the migration."""
    for statement in (CHANGES, STRONGEST, NEWEST, STALE, EVERY_TITLE):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table stale_changes")
    op.execute("drop table signal_changes")
