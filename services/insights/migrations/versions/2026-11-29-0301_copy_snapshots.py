"""Copy the snapshots into the signals, month by month.

Nothing is locked but the rows that are written: each month is a transaction of its own, and a trigger already copies
what the previous release writes meanwhile. A repetition copies the same rows again and changes nothing. `snapshots`
keeps its rows for one release.
"""

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MONTHS = """
select relname from pg_class where relispartition and relkind = 'r' and relname like 'snapshots\\_%'
  and relnamespace = 'insights'::regnamespace
order by relname
"""
# As in the trigger `copy_snapshots`.
COPY = """
insert into daily_signals (media_id, value, observed_at, day, signal, source, backfilled, region)
select s.media_id, v.value, v.observed_at, s.day, v.signal, v.source, v.backfilled, s.region
from {rows} s
cross join lateral (values
  (1, 1, s.live_watchers, coalesce(s.total_watchers_at, s.popularity_at, s.day::timestamp at time zone 'utc'),
    coalesce(s.total_watchers_backfilled, s.popularity_backfilled, false)),
  (2, 1, s.total_watchers, s.total_watchers_at, s.total_watchers_backfilled),
  (4, 2, s.popularity, s.popularity_at, s.popularity_backfilled)
) v (signal, source, value, observed_at, backfilled)
where v.value is not null
order by s.media_id, v.signal, v.source, s.region, s.day
on conflict (media_id, signal, source, region, day) do update set
  value = excluded.value, observed_at = excluded.observed_at, backfilled = excluded.backfilled
where case when excluded.signal = 1 then
  (excluded.value, not excluded.backfilled, excluded.observed_at)
    > (daily_signals.value, not daily_signals.backfilled, daily_signals.observed_at)
else
  (not excluded.backfilled, excluded.observed_at, excluded.value)
    > (not daily_signals.backfilled, daily_signals.observed_at, daily_signals.value)
end
"""


def upgrade() -> None:
    """Apply the migration."""
    months = list(op.get_bind().scalars(text(MONTHS)))
    with op.get_context().autocommit_block():
        for month in months:
            op.execute(COPY.format(rows=month))


def downgrade() -> None:
    """Keep the rows: `snapshots` has them too."""
