"""Keep the score of each title, day and formula with its terms, and name the formula of the score shown.

Scores that exist become those of the day on which they were computed. Their terms were kept per part and not per
source: the rating of all sources is one term until the title's next event.

The columns `terms` and `few_votes_factor` of `titles` are not written any more. They stay for one release, whose
explanations read them. Stop the workers of the previous release first: they update a score and leave its formula and
its day as they are.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCORES = """
create table scores (
  media_id uuid not null,
  formula text not null,
  day date not null,
  score double precision,
  expected double precision not null,
  low double precision,
  high double precision,
  reason text,
  document jsonb not null,
  computed_at timestamptz not null,
  constraint pk_scores primary key (media_id, formula, day)
) partition by range (day)
"""

# The service's role has no DDL, so these functions run with the rights of the owner. ATTACH takes a lock that permits
# reads and writes of other months. The advisory lock serializes two callers, and the second one finds the partition;
# it reads pg_class itself, because an advisory lock does not refresh the caches that to_regclass reads.
ENSURE_MONTH = """
create function ensure_month_of_scores(wanted date) returns void
language plpgsql security definer set search_path = stats, pg_temp as $$
declare
  first_day constant date := make_date(extract(year from wanted)::int, extract(month from wanted)::int, 1);
  next_first constant date := (first_day + interval '1 month')::date;
  partition constant text := format('scores_%s', to_char(first_day, 'YYYY_MM'));
begin
  if to_regclass(partition) is not null then
    return;
  end if;
  if wanted < date '2000-01-01' or wanted > (now() at time zone 'utc')::date + 400 then
    raise exception 'no scores are kept for %', wanted using errcode = 'datetime_field_overflow';
  end if;
  perform pg_advisory_xact_lock(hashtext('stats.ensure_month_of_scores'));
  perform from pg_class where relname = partition and relnamespace = 'stats'::regnamespace;
  if found then
    return;
  end if;
  execute format('create table %I (like scores including all)', partition);
  execute format(
    'alter table scores attach partition %I for values from (%L) to (%L)', partition, first_day, next_first
  );
end
$$
"""
# A month is dropped only when it has ended before `before` and holds no row. The lock is not waited for: the next run
# tries again.
DROP_EMPTY_MONTHS = """
create function drop_empty_months_of_scores(before date) returns void
language plpgsql security definer set search_path = stats, pg_temp set lock_timeout = '1s' as $$
declare
  partition text;
  filled boolean;
begin
  for partition in
    select child.relname from pg_inherits join pg_class child on child.oid = inhrelid
    where inhparent = 'stats.scores'::regclass
      and child.relname < format('scores_%s', to_char(before, 'YYYY_MM'))
  loop
    execute format('select exists (select from %I)', partition) into filled;
    if not filled then
      execute format('lock table %I in access exclusive mode', partition);
      execute format('select exists (select from %I)', partition) into filled;
      if not filled then
        execute format('drop table %I', partition);
      end if;
    end if;
  end loop;
end
$$
"""
REVOKE = (
    "revoke all on function ensure_month_of_scores(date) from public",
    "revoke all on function drop_empty_months_of_scores(date) from public",
)
FIRST_MONTHS = """
select ensure_month_of_scores((date_trunc('month', now() at time zone 'utc') + make_interval(months => ahead))::date)
from generate_series(-1, 3) as ahead
"""
MONTHS_OF_SCORES = """
select ensure_month_of_scores(month) from (
  select distinct date_trunc('month', computed_at at time zone 'utc')::date as month from titles
  where terms is not null
) as months
"""
COPY_SCORES = """
insert into scores (media_id, formula, day, score, expected, document, computed_at)
select media_id, 'ratingo-1', (computed_at at time zone 'utc')::date, ratingo_score, ratingo_score,
  jsonb_build_object(
    'terms', (
      select jsonb_agg(jsonb_build_object(
        'name', term ->> 'name',
        'value', case term ->> 'name'
          when 'popularity' then coalesce(signal_popularity, popularity)
          when 'watchers' then live_watchers
          when 'rating' then average_rating
          when 'confidence' then total_votes
        end,
        'normalised', 100 * (term ->> 'value')::double precision,
        'weight', (term ->> 'weight')::double precision * few_votes_factor
      ) order by place)
      from jsonb_array_elements(terms) with ordinality as element(term, place)
    )
  ),
  computed_at
from titles where terms is not null
"""
ADD = """
alter table titles add column facts_at timestamptz, add column formula text, add column score_low double precision,
  add column score_high double precision, add column score_reason text
"""
NAME_FORMULA = "update titles set formula = 'ratingo-1' where ratingo_score is not null"
REMOVE = """
alter table titles drop column facts_at, drop column formula, drop column score_low, drop column score_high,
  drop column score_reason
"""


def upgrade() -> None:
    """Create the table, copy the scores that exist into it, and name their formula."""
    for statement in (SCORES, ENSURE_MONTH, DROP_EMPTY_MONTHS, *REVOKE, FIRST_MONTHS):
        op.execute(statement)
    for statement in (MONTHS_OF_SCORES, COPY_SCORES, ADD, NAME_FORMULA):
        op.execute(statement)


def downgrade() -> None:
    """Remove the table and the columns."""
    op.execute(REMOVE)
    op.execute("drop function drop_empty_months_of_scores(date)")
    op.execute("drop function ensure_month_of_scores(date)")
    op.execute("drop table scores")
