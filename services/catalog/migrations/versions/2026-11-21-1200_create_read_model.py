"""Create the read model of titles, seasons, lists and entries, and the slugs."""

from alembic import op

from chassis.storage.migrations import inbox_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MEDIA = """
create table media (
  media_id uuid not null constraint pk_media primary key,
  kind text not null constraint ck_media_kind check (kind in ('movie', 'show')),
  tmdb_id integer not null,
  imported_version bigint,
  title text,
  release_date date,
  theatrical_release_date date,
  digital_release_date date,
  last_air_date date,
  next_air_date date,
  imported_popularity double precision,
  votes_tmdb integer,
  votes_trakt integer,
  hit boolean not null default false,
  withdrawn boolean not null default false,
  stats_version bigint,
  ratingo_score double precision,
  popularity_score double precision,
  total_watchers bigint,
  source_popularity double precision,
  stats bytea,
  tmdb_popularity double precision generated always as (coalesce(source_popularity, imported_popularity)) stored,
  listed boolean generated always as (title is not null and not withdrawn) stored
)
"""

SORTED_BY = ("ratingo_score", "popularity_score", "tmdb_popularity", "release_date")
MEDIA_INDEXES = (
    *(
        f"create index ix_media_{column} on media (kind, {column} desc nulls last, media_id desc) where listed"
        for column in SORTED_BY
    ),
    "create index ix_media_kind_media_id on media (kind, media_id) where listed",
    "create index ix_media_theatrical_release_date on media (theatrical_release_date) where listed",
    "create index ix_media_digital_release_date on media (digital_release_date) where listed",
)

DOCUMENTS = """
create table documents (
  media_id uuid not null constraint pk_documents primary key,
  version bigint not null,
  card bytea not null,
  detail bytea not null,
  found bytea not null,
  billing bytea,
  offers jsonb not null,
  seasons bytea not null
) with (toast_tuple_target = 4080)
"""
# Documents are read far more often than stored, so they are not compressed; a card stays beside its key.
DOCUMENTS_STORAGE = "alter table documents alter card set storage external, alter detail set storage external"

GENRES = """
create table media_genres (
  media_id uuid not null,
  tmdb_id integer not null,
  slug text not null,
  name text not null,
  constraint pk_media_genres primary key (media_id, tmdb_id)
)
"""
GENRES_INDEX = "create index ix_media_genres_slug_media_id on media_genres (slug, media_id)"

# `unaccent` is only stable, because its dictionary could be replaced; named in full it is as good as immutable.
FOLD = """
create function fold(given text) returns text language sql immutable strict parallel safe
return lower(public.unaccent('public.unaccent'::regdictionary, given))
"""
# Escaped after folding: some wide characters fold to a wildcard.
LIKE_TEXT = r"""
create function like_text(given text) returns text language sql immutable strict parallel safe
return regexp_replace(given, '([\\%_])', '\\\1', 'g')
"""

NAMES = """
create table media_names (
  media_id uuid not null,
  name text not null,
  folded text not null generated always as (fold(name)) stored,
  constraint pk_media_names primary key (media_id, name)
)
"""
NAMES_INDEXES = (
    "create index ix_media_names_trigrams on media_names using gin (folded public.gin_trgm_ops)",
    "create index ix_media_names_prefix on media_names (folded text_pattern_ops)",
)

SEASONS = """
create table seasons (
  season_id uuid not null constraint pk_seasons primary key,
  media_id uuid not null,
  number integer not null,
  version bigint not null,
  summary bytea not null,
  detail bytea not null
)
"""
SEASONS_INDEX = "create index ix_seasons_media_id_number on seasons (media_id, number)"

EPISODES = """
create table episodes (
  season_id uuid not null,
  number integer not null,
  media_id uuid not null,
  season integer not null,
  title text,
  starts_at timestamptz,
  scheduled bytea not null,
  constraint pk_episodes primary key (season_id, number)
)
"""
EPISODES_INDEXES = (
    "create index ix_episodes_starts_at on episodes (starts_at)",
    "create index ix_episodes_media_id_starts_at on episodes (media_id, starts_at, season, number)",
)

LISTS = """
create table lists (
  list_id text not null constraint pk_lists primary key,
  kind text not null,
  region text not null,
  version bigint not null,
  taken_at timestamptz not null
)
"""
LIST_ITEMS = """
create table list_items (
  list_id text not null,
  media_id uuid not null,
  rank integer not null,
  constraint pk_list_items primary key (list_id, media_id)
)
"""
LIST_ITEMS_INDEX = "create index ix_list_items_list_id_rank on list_items (list_id, rank)"

USER_STATES = """
create table user_states (
  user_id uuid not null,
  media_id uuid not null,
  version bigint not null,
  state text,
  rating integer,
  season integer,
  episode integer,
  removed boolean not null,
  changed_at timestamptz not null,
  constraint pk_user_states primary key (user_id, media_id)
)
"""

SLUGS = """
create table slugs (
  kind text not null,
  slug text not null,
  media_id uuid not null,
  stem text not null,
  version bigint not null,
  current boolean not null,
  constraint pk_slugs primary key (kind, slug)
)
"""
SLUGS_INDEX = "create unique index ix_slugs_media_id on slugs (media_id) where current"

TABLES = (
    "slugs",
    "user_states",
    "list_items",
    "lists",
    "episodes",
    "seasons",
    "media_names",
    "media_genres",
    "documents",
    "media",
    "inbox",
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in (
        *inbox_tables(),
        *(MEDIA, *MEDIA_INDEXES, DOCUMENTS, DOCUMENTS_STORAGE),
        *(GENRES, GENRES_INDEX),
        *(FOLD, LIKE_TEXT, NAMES, *NAMES_INDEXES),
        *(SEASONS, SEASONS_INDEX, EPISODES, *EPISODES_INDEXES),
        *(LISTS, LIST_ITEMS, LIST_ITEMS_INDEX, USER_STATES, SLUGS, SLUGS_INDEX),
    ):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for table in TABLES:
        op.execute(f"drop table {table}")
    op.execute("drop function like_text(text)")
    op.execute("drop function fold(text)")
