"""Store when each signal was observed, claim events by id and source, and lock the outbox's lanes by rows.

The previous release keeps working: its claims name no source, and it does not know the lanes. Stop its workers before
those of this release start; otherwise two relays publish at the same time for a while.

Stored signals count as observed when their title was last observed: the previous release did not store more.
"""

from alembic import op

from chassis.storage.migrations import inbox_source, outbox_lanes_table, without_inbox_source

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEEN_AT = """
alter table titles add column live_watchers_at timestamptz, add column total_watchers_at timestamptz,
  add column signal_popularity_at timestamptz
"""
KNOWN_BEFORE = """
update titles set
  live_watchers_at = case when live_watchers is not null then signals_at end,
  total_watchers_at = case when total_watchers is not null then signals_at end,
  signal_popularity_at = case when signal_popularity is not null then signals_at end
where signals_at is not null
"""
FORGET = """
alter table titles drop column live_watchers_at, drop column total_watchers_at, drop column signal_popularity_at
"""


def upgrade() -> None:
    """Apply the migration."""
    for statement in (*outbox_lanes_table(), *inbox_source(), SEEN_AT, KNOWN_BEFORE):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for statement in ("drop table outbox_lanes", *without_inbox_source(), FORGET):
        op.execute(statement)
