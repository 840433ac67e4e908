"""Create the policies, their runs and activations, the facts that they evaluate, and the evaluations.

Version 1 admits every title, so lists stay as they are. The facts of titles that were imported before come from their
documents; the worker evaluates them. The release before knows none of the tables.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

POLICIES = """
create table policies (
  version integer not null constraint pk_policies primary key,
  policy_id uuid not null,
  active boolean not null default false,
  previous boolean not null default false,
  description text,
  config jsonb not null,
  created_at timestamptz not null,
  created_by uuid,
  activated_at timestamptz
)
"""
RUNS = """
create table policy_runs (
  run_id uuid not null constraint pk_policy_runs primary key,
  policy_version integer not null,
  base_version integer not null,
  status text not null
    constraint ck_policy_runs_status check (status in ('running', 'prepared', 'failed', 'cancelled', 'promoted')),
  batch_size integer not null,
  position uuid,
  total bigint not null,
  processed bigint not null default 0,
  eligible bigint not null default 0,
  ineligible bigint not null default 0,
  pending bigint not null default 0,
  errors bigint not null default 0,
  error_sample jsonb not null default '[]',
  attempts integer not null default 0,
  lease_id uuid,
  lease_until timestamptz,
  started_at timestamptz not null,
  started_by uuid,
  finished_at timestamptz,
  promoted_at timestamptz,
  promoted_by uuid
)
"""
ACTIVATIONS = """
create table policy_activations (
  activation_id bigint generated always as identity constraint pk_policy_activations primary key,
  policy_version integer not null,
  previous_version integer,
  action text not null
    constraint ck_policy_activations_action check (action in ('installed', 'promoted', 'rolled_back')),
  run_id uuid,
  activated_at timestamptz not null,
  activated_by uuid,
  changed_titles bigint not null
)
"""
FACTS = """
create table title_facts (
  media_id uuid not null constraint pk_title_facts primary key,
  imported boolean not null default false,
  countries text[] not null default '{}',
  language text,
  ratings text[] not null default '{}',
  imdb_votes integer,
  trakt_votes integer,
  providers text[] not null default '{}',
  quality double precision,
  popularity double precision,
  freshness double precision
)
"""
EVALUATIONS = """
create table evaluations (
  policy_version integer not null,
  media_id uuid not null,
  status text not null,
  reasons text[] not null,
  rule_id text,
  relevance integer not null,
  failed_checks text[],
  neutral_passed boolean,
  fresh boolean not null,
  constraint pk_evaluations primary key (policy_version, media_id)
)
"""
INDEXES = (
    "create unique index ix_policies_policy_id on policies (policy_id)",
    "create unique index ix_policies_active on policies (active) where active",
    "create unique index ix_policies_previous on policies (previous) where previous",
    "create index ix_policy_runs_started_at on policy_runs (started_at desc, run_id desc)",
    """
    create unique index ix_policy_runs_unfinished on policy_runs (policy_version)
    where status in ('running', 'prepared', 'failed')
    """,
)
SEED = (
    """
    insert into policies (version, policy_id, active, description, config, created_at, activated_at)
    values (1, '7d3cbe0c-4a64-4b0f-9d0a-4ed3ac3a6d01', true, 'Every title is listed', '{"mode": "OPEN"}', now(), now())
    """,
    """
    insert into policy_activations (policy_version, action, activated_at, changed_titles)
    values (1, 'installed', now(), 0)
    """,
)
KNOWN = """
insert into title_facts (media_id, imported, countries, language, ratings, imdb_votes, trakt_votes, providers,
                         quality, popularity)
select m.media_id, true,
       coalesce((select array_agg(distinct value) from jsonb_array_elements_text(d.detail -> 'originCountries')), '{}'),
       d.detail ->> 'originalLanguage',
       array_remove(array[
         case when d.ratings -> 'imdb' <> 'null' then 'imdb' end,
         case when d.ratings -> 'metacritic' <> 'null' then 'metacritic' end,
         case when d.ratings -> 'rottenTomatoes' <> 'null' then 'rt' end,
         case when d.ratings -> 'trakt' <> 'null' then 'trakt' end
       ], null),
       cast(d.ratings #>> '{imdb,voteCount}' as integer),
       cast(d.ratings #>> '{trakt,voteCount}' as integer),
       coalesce((
         select array_agg(distinct provider ->> 'name')
         from jsonb_each(d.offers) as region, jsonb_path_query(region.value, '$.*[*]') as provider
         where provider ->> 'name' is not null
       ), '{}'),
       cast(convert_from(m.stats, 'UTF8')::jsonb ->> 'qualityScore' as double precision),
       cast(convert_from(m.stats, 'UTF8')::jsonb ->> 'popularityScore' as double precision)
from media m
join (
  select media_id, offers, convert_from(detail, 'UTF8')::jsonb as detail,
         convert_from(detail, 'UTF8')::jsonb -> 'externalRatings' as ratings
  from documents
) d on d.media_id = m.media_id
where m.title is not null
"""
TABLES = ("evaluations", "title_facts", "policy_activations", "policy_runs", "policies")


def upgrade() -> None:
    """Apply the migration."""
    for statement in (POLICIES, RUNS, ACTIVATIONS, FACTS, EVALUATIONS, *INDEXES, *SEED, KNOWN):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration. Titles that a policy hides are listed again."""
    op.execute("update media set eligible = true, fresh_eligible = true where not eligible")
    for table in TABLES:
        op.execute(f"drop table {table}")
