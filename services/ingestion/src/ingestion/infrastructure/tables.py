"""The tables of the schema `ingestion`."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.storage.database import metadata as new_metadata
from chassis.storage.erased_users import erased_users_table
from jobs.postgres.tables import job_table, lock_table, schedule_table

metadata = new_metadata()

INSTANT: Final = DateTime(timezone=True)
KIND_CHECK: Final = "kind in ('movie', 'show')"

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)

locks = lock_table(metadata)

titles = Table(
    "titles",
    metadata,
    Column("kind", Text, nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("observations", JSONB, nullable=False),
    Column("merged", JSONB, nullable=False),
    Column("fetched", JSONB, nullable=False),
    Column("trakt_id", Integer),
    Column("popularity", Float),
    Column("status", Text),
    Column("unanswered", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("imported_at", INSTANT, nullable=False),
    Column("offers_at", INSTANT),
    Column("last_aired", ARRAY(Integer)),
    Column("gone_at", INSTANT),
    Column("successor_tmdb_id", Integer),
    PrimaryKeyConstraint("kind", "tmdb_id"),
    CheckConstraint(KIND_CHECK, name="kind"),
)
Index("ix_titles_imported_at", titles.c.imported_at)
Index("ix_titles_unanswered", titles.c.imported_at, postgresql_where=text("unanswered <> '{}'"))

title_statistics = Table(
    "title_statistics",
    metadata,
    Column("kind", Text, nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("checked_at", INSTANT, nullable=False),
    Column("interval_seconds", Integer, nullable=False),
    Column("due_at", INSTANT, nullable=False),
    Column("is_complete", Boolean, nullable=False),
    Column("total_watchers", BigInteger),
    Column("total_plays", BigInteger),
    Column("votes", BigInteger),
    Column("popularity", Float),
    PrimaryKeyConstraint("kind", "tmdb_id"),
    CheckConstraint(KIND_CHECK, name="kind"),
)

seasons = Table(
    "seasons",
    metadata,
    Column("show_tmdb_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("said", JSONB, nullable=False),
    Column("merged", JSONB),
    Column("content_hash", Text, nullable=False),
    Column("etag", Text),
    Column("format", SmallInteger, nullable=False),
    Column("failure", Text),
    Column("fetched_at", INSTANT),
    Column("synced_at", INSTANT),
    Column("withdrawn_at", INSTANT),
    PrimaryKeyConstraint("show_tmdb_id", "number"),
)

jobs = job_table(
    metadata,
    Column("title_kind", Text),
    Column("tmdb_id", Integer),
    Column("missing", ARRAY(Text), nullable=False, server_default=text("'{}'")),
)
Index(
    "ix_jobs_title",
    jobs.c.tmdb_id,
    jobs.c.title_kind,
    jobs.c.created_at,
    postgresql_where=text("tmdb_id is not null"),
)
schedules = schedule_table(metadata)

lists = Table(
    "lists",
    metadata,
    Column("list_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("taken_at", INSTANT, nullable=False),
    Column("degraded", ARRAY(Text), nullable=False, server_default=text("'{}'")),
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("updated_at", INSTANT, nullable=False, server_default=text("now()")),
)

provider_state = Table(
    "provider_state",
    metadata,
    Column("source", Text, nullable=False),
    Column("key_id", Text, nullable=False, server_default=""),
    Column("ledger_head", BigInteger, nullable=False, server_default="0"),
    Column("ledger_counts", ARRAY(Integer), nullable=False, server_default=text("'{}'")),
    Column("blocked_until", INSTANT),
    Column("block_reason", Text),
    Column("breaker", Text, nullable=False, server_default="closed"),
    Column("breaker_until", INSTANT),
    Column("breaker_trips", Integer, nullable=False, server_default="0"),
    Column("breaker_reason", Text),
    Column("breaker_cause", Text),
    Column("trouble", Text),
    Column("trouble_since", INSTANT),
    Column("trouble_reason", Text),
    Column("trouble_cause", Text),
    Column("trouble_until", INSTANT),
    Column("calls", BigInteger, nullable=False, server_default="0"),
    Column("outcomes", JSONB, nullable=False, server_default=text("'{}'")),
    Column("recent", JSONB, nullable=False, server_default=text("'{}'")),
    Column("last_success_at", INSTANT),
    Column("last_failure_at", INSTANT),
    Column("last_failure", Text),
    PrimaryKeyConstraint("source", "key_id"),
    CheckConstraint("trouble in ('degraded', 'unavailable')", name="trouble"),
    CheckConstraint("(trouble is null) = (trouble_since is null)", name="trouble_since"),
    postgresql_with={"fillfactor": 50},
)

interests = Table(
    "interests",
    metadata,
    Column("user_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("follows", Boolean, nullable=False),
    PrimaryKeyConstraint("user_id", "kind", "tmdb_id"),
)
Index("ix_interests_kind", interests.c.kind, interests.c.tmdb_id, postgresql_where=text("follows"))

erased_users = erased_users_table(metadata)

slugs = Table(
    "slugs",
    metadata,
    Column("kind", Text, nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("slug", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    PrimaryKeyConstraint("kind", "tmdb_id"),
)

import_shares = Table(
    "import_shares",
    metadata,
    Column("user_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("used", Integer, nullable=False),
    PrimaryKeyConstraint("user_id", "day"),
)
Index("ix_import_shares_day", import_shares.c.day)
