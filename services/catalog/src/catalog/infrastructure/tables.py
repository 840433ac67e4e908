"""The tables of the catalog schema. No foreign keys: tables are fed by topics that arrive in any order.

`media` is narrow and holds what lists are filtered and sorted by; `documents` holds the rendered JSON, so that
a new score does not rewrite it, and copies of what else a list item shows, so that a page reads no third table.
"""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from catalog.infrastructure.curation.tables import DECISIONS as CURATION
from catalog.infrastructure.discovery.tables import BUILT_BY_EVENTS as DISCOVERY
from catalog.infrastructure.discovery.tables import service_counts, user_services
from catalog.infrastructure.editing.tables import BUILT_BY_EVENTS as EDITING
from catalog.infrastructure.editing.tables import DECISIONS
from catalog.infrastructure.policy.tables import OWN_STATE as POLICY_STATE
from catalog.infrastructure.policy.tables import evaluations, title_facts
from catalog.infrastructure.schedule.tables import calendar_feeds
from catalog.infrastructure.schema import metadata
from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.storage.erased_users import erased_users_table

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)

media: Final = Table(
    "media",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('movie', 'show')", name="kind"), nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("imported_version", BigInteger),
    Column("title", Text),
    Column("release_date", Date),
    Column("theatrical_release_date", Date),
    Column("digital_release_date", Date),
    Column("last_air_date", Date),
    Column("next_air_date", Date),
    Column("last_episode_season", Integer),
    Column("last_episode_number", Integer),
    Column("last_episode_date", Date),
    Column("imported_popularity", Float),
    Column("votes_tmdb", Integer),
    Column("votes_trakt", Integer),
    Column("ended", Boolean, nullable=False, server_default=text("false")),
    Column("imdb_id", Text),
    Column("hit", Boolean, nullable=False, server_default=text("false")),
    Column("artwork", Boolean, nullable=False, server_default=text("false")),
    Column("gone_at", DateTime(timezone=True)),
    Column("successor_id", UuidType),
    Column("successor_kind", Text),
    Column("successor_tmdb_id", Integer),
    Column("stats_version", BigInteger),
    Column("ratingo_score", Float),
    Column("popularity_score", Float),
    Column("quality_score", Float),
    Column("total_watchers", BigInteger),
    Column("source_popularity", Float),
    Column("stats", LargeBinary),
    Column("stats_at", DateTime(timezone=True)),
    Column("trend_version", BigInteger),
    Column("trend", Text),
    Column("drop_off_version", BigInteger),
    Column("drop_off", LargeBinary),
    Column("tmdb_popularity", Float, Computed("coalesce(source_popularity, imported_popularity)", persisted=True)),
    # The decision of the active policy for lists, and for the lists of new movies.
    Column("eligible", Boolean, nullable=False, server_default=text("true")),
    Column("fresh_eligible", Boolean, nullable=False, server_default=text("true")),
    # The genres and services of the import `filters_version` (`formats/filter_bits.py`): -1 when it is another one.
    Column("genre_bits", BigInteger, nullable=False, server_default=text("-1")),
    Column("service_bits", BigInteger, nullable=False, server_default=text("-1")),
    Column("filters_version", BigInteger),
    # The decision of editors.
    Column("hidden", Boolean, nullable=False, server_default=text("false")),
    Column(
        "listed", Boolean, Computed("title is not null and gone_at is null and eligible and not hidden", persisted=True)
    ),
    Column(
        "visible",
        Boolean,
        Computed(
            "title is not null and gone_at is null and (eligible or fresh_eligible) and not hidden", persisted=True
        ),
    ),
)

_LISTED: Final = media.c.listed
_FILTERED: Final = ("genre_bits", "service_bits", "ratingo_score", "release_date", "votes_tmdb", "votes_trakt")
"""What filters compare: in each index of lists, so that a title that they reject is not read."""
for _name in ("ratingo_score", "popularity_score", "tmdb_popularity", "release_date"):
    Index(
        f"ix_media_{_name}",
        media.c.kind,
        media.c[_name].desc().nulls_last(),
        media.c.media_id.desc(),
        postgresql_where=_LISTED,
        postgresql_include=[name for name in _FILTERED if name != _name],
    )
Index(
    "ix_media_hero",
    media.c.popularity_score.desc(),
    media.c.ratingo_score.desc(),
    media.c.media_id.desc(),
    postgresql_where=text("popularity_score >= 40 and quality_score >= 60 and artwork"),
)
Index("ix_media_kind_media_id", media.c.kind, media.c.media_id, postgresql_where=_LISTED, postgresql_include=_FILTERED)

media_releases: Final = Table(
    "media_releases",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("theatrical", Date),
    Column("digital", Date),
)
Index("ix_media_releases_theatrical", media_releases.c.region, media_releases.c.theatrical, media_releases.c.media_id)
Index("ix_media_releases_digital", media_releases.c.region, media_releases.c.digital, media_releases.c.media_id)

Index("ix_media_imdb_id", media.c.imdb_id, postgresql_where=media.c.imdb_id.is_not(None))

documents: Final = Table(
    "documents",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    # Null until the title is imported: its seasons may arrive before.
    Column("version", BigInteger),
    Column("card", LargeBinary),
    Column("detail", LargeBinary),
    # The keys are the names in code; renaming the columns would break the previous release during an upgrade.
    Column("found", LargeBinary, key="search_result"),
    Column("billing", LargeBinary, key="calendar_header"),
    Column("texts", LargeBinary, nullable=False, server_default=text("'{}'")),
    Column("offers", JSONB),
    Column("certifications", JSONB, nullable=False, server_default=text("'{}'")),
    Column("seasons", LargeBinary),
    Column("appraisal", LargeBinary),
    # Copies: the title's row of `slugs`, its rows of `media_releases`, and its rows of `episodes`.
    Column("slug", Text),
    Column("release_days", LargeBinary),
    Column("airings", LargeBinary),
)

media_genres: Final = Table(
    "media_genres",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("tmdb_id", Integer, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("names", JSONB),
)
Index("ix_media_genres_slug_media_id", media_genres.c.slug, media_genres.c.media_id)

# Empty: the previous release still searches it, and writes names that its trigger skips. The next release drops it.
media_names: Final = Table(
    "media_names",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("folded", Text, nullable=False),
    Column("compact", Text, nullable=False),
    Column("numbered", Text, nullable=False),
    Column("ideograms", ARRAY(Text), nullable=False),
)

seasons: Final = Table(
    "seasons",
    metadata,
    Column("season_id", UuidType, primary_key=True),
    Column("media_id", UuidType, nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("summary", LargeBinary, nullable=False),
    Column("detail", LargeBinary, nullable=False),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("episode_texts", LargeBinary),
)
Index("ix_seasons_media_id_number", seasons.c.media_id, seasons.c.number)

# The parts of a season are stored here until the last one has arrived. Part 0 is the lock of the season's other parts.
season_parts: Final = Table(
    "season_parts",
    metadata,
    Column("season_id", UuidType, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

episodes: Final = Table(
    "episodes",
    metadata,
    Column("season_id", UuidType, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("media_id", UuidType, nullable=False),
    Column("season", Integer, nullable=False),
    Column("title", Text),
    Column("starts_at", DateTime(timezone=True)),
    Column("aired_at", DateTime(timezone=True)),
    Column("air_date", Date),
    Column("scheduled", LargeBinary, nullable=False),
)
Index("ix_episodes_starts_at", episodes.c.starts_at)
Index(
    "ix_episodes_media_id_starts_at",
    episodes.c.media_id,
    episodes.c.starts_at,
    episodes.c.season,
    episodes.c.number,
)

lists: Final = Table(
    "lists",
    metadata,
    Column("list_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
)

list_items: Final = Table(
    "list_items",
    metadata,
    Column("list_id", Text, primary_key=True),
    Column("media_id", UuidType, primary_key=True),
    Column("rank", Integer, nullable=False),
)
Index("ix_list_items_list_id_rank", list_items.c.list_id, list_items.c.rank)

user_states: Final = Table(
    "user_states",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("media_id", UuidType, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text),
    Column("rating", Integer),
    Column("season", Integer),
    Column("episode", Integer),
    Column("seasons", JSONB),
    Column("removed", Boolean, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

erased_users: Final = erased_users_table(metadata)

slugs: Final = Table(
    "slugs",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("slug", Text, primary_key=True),
    Column("media_id", UuidType, nullable=False),
    Column("stem", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("current", Boolean, nullable=False),
    # What the last event says of a current slug.
    Column("published_version", BigInteger),
    Column("published_listed", Boolean, nullable=False, server_default=text("true")),
    Column("published_title", Text),
    Column("published_successor_id", UuidType),
)
Index("ix_slugs_media_id", slugs.c.media_id, unique=True, postgresql_where=slugs.c.current)

# Filled by triggers of `media`: titles with a slug that are listed, hidden, merged or named otherwise since.
changed_titles: Final = Table("changed_titles", metadata, Column("media_id", UuidType, primary_key=True))

# Filled by triggers of the tables that reads of titles show: a row per transaction, which housekeeping deletes.
title_writes: Final = Table(
    "title_writes", metadata, Column("transaction_id", BigInteger, primary_key=True, autoincrement=False)
)

READ_MODEL: Final = (
    media,
    documents,
    media_genres,
    media_releases,
    *DISCOVERY,
    *EDITING,
    seasons,
    season_parts,
    episodes,
    lists,
    list_items,
    user_states,
    erased_users,
    title_facts,
    evaluations,
    inbox,
)
"""The tables that a replay rebuilds."""

UNUSED: Final = (media_names,)
"""Tables of the previous release alone."""

MARKS: Final = (title_writes,)
"""What is marked of transactions for a moment: neither state nor a part of the read model."""

OWN_STATE: Final = (
    slugs,
    changed_titles,
    user_services,
    calendar_feeds,
    service_counts,
    *CURATION,
    *DECISIONS,
    *POLICY_STATE,
)
"""The state of this service, which no replay rebuilds. The worker counts services again after one."""
