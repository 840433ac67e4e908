"""Record offers, origin, keywords and credits of titles in narrow tables, and the services of users.

Rows of titles that are stored already are taken from their documents. The previous release writes no rows of its
imports: a replay adds them.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OFFERS = """
create table media_offers (
  media_id uuid not null,
  region text not null,
  provider_id integer not null,
  kind text not null,
  constraint pk_media_offers primary key (media_id, region, provider_id, kind)
)
"""
FACETS = """
create table media_facets (
  media_id uuid not null constraint pk_media_facets primary key,
  original_language text,
  origin_countries jsonb not null,
  collection_id integer
)
"""
KEYWORDS = """
create table media_keywords (
  media_id uuid not null,
  keyword text not null,
  constraint pk_media_keywords primary key (media_id, keyword)
)
"""
CREDITS = """
create table media_credits (
  media_id uuid not null,
  ord integer not null,
  person_id integer not null,
  role text not null,
  job text,
  department text,
  character text,
  constraint pk_media_credits primary key (media_id, ord)
)
"""
SERVICES = """
create table user_services (
  user_id uuid not null constraint pk_user_services primary key,
  region text not null,
  provider_ids integer[] not null,
  updated_at timestamptz not null
)
"""

OFFERS_OF_DOCUMENTS = """
insert into media_offers (media_id, region, provider_id, kind)
select distinct d.media_id, o.region, cast(p.provider ->> 'providerId' as integer), k.kind
from documents d, jsonb_each(d.offers) as o (region, offers),
     unnest(array['stream', 'rent', 'buy', 'ads', 'free']) as k (kind),
     jsonb_array_elements(o.offers -> k.kind) as p (provider)
where o.region ~ '^[A-Z]{2}$' and cast(p.provider ->> 'providerId' as bigint) between 1 and 2147483647
"""
FACETS_OF_DOCUMENTS = """
insert into media_facets (media_id, original_language, origin_countries, collection_id)
select d.media_id, lower(nullif(x.facts ->> 'originalLanguage', '')),
       coalesce((select jsonb_agg(distinct upper(c) order by upper(c))
                 from jsonb_array_elements_text(x.facts -> 'originCountries') as c), '[]'),
       cast(x.facts -> 'collection' ->> 'tmdbId' as integer)
from documents d, lateral (select convert_from(d.detail, 'UTF8')::jsonb as facts) x
"""
KEYWORDS_OF_DOCUMENTS = """
insert into media_keywords (media_id, keyword)
select distinct d.media_id, left(lower(trim(regexp_replace(k.keyword, '\\s+', ' ', 'g'))), 100)
from documents d, jsonb_array_elements_text(convert_from(d.detail, 'UTF8')::jsonb -> 'keywords') as k (keyword)
where trim(k.keyword) <> ''
"""
CREDITS_OF_DOCUMENTS = """
insert into media_credits (media_id, ord, person_id, role, job, department, character)
select d.media_id, row_number() over (partition by d.media_id order by p.role, p.place) - 1,
       cast(p.person ->> 'tmdbId' as integer), p.role, p.person ->> 'job', p.person ->> 'department',
       p.person ->> 'character'
from documents d, lateral (select convert_from(d.detail, 'UTF8')::jsonb -> 'credits' as credits) x,
     lateral (
       select 'cast' as role, c.* from jsonb_array_elements(x.credits -> 'cast') with ordinality as c (person, place)
       union all
       select 'crew', c.* from jsonb_array_elements(x.credits -> 'crew') with ordinality as c (person, place)
     ) p
where cast(p.person ->> 'tmdbId' as bigint) between 1 and 2147483647
"""

INDEXES = (
    "create index ix_media_offers_region on media_offers (region, provider_id, media_id)",
    "create index ix_media_facets_original_language on media_facets (original_language, media_id)",
    "create index ix_media_facets_origin_countries on media_facets using gin (origin_countries)",
    "create index ix_media_facets_collection_id on media_facets (collection_id) where collection_id is not null",
    "create index ix_media_keywords_keyword on media_keywords (keyword, media_id)",
    "create index ix_media_credits_person_id on media_credits (person_id, media_id)",
)
TABLES = ("user_services", "media_credits", "media_keywords", "media_facets", "media_offers")


def upgrade() -> None:
    """Apply the migration."""
    for statement in (
        *(OFFERS, FACETS, KEYWORDS, CREDITS, SERVICES),
        *(OFFERS_OF_DOCUMENTS, FACETS_OF_DOCUMENTS, KEYWORDS_OF_DOCUMENTS, CREDITS_OF_DOCUMENTS),
        *INDEXES,
    ):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for table in TABLES:
        op.execute(f"drop table {table}")
