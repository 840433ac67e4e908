"""The tables of the stats schema."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSON, JSONB

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.storage.database import metadata as new_metadata
from stats.infrastructure.drop_off.tables import DropOffTables

metadata: Final = new_metadata()

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)

titles: Final = Table(
    "titles",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('movie', 'show')", name="kind"), nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("facts_version", BigInteger),
    Column("facts_at", DateTime(timezone=True)),
    Column("name", Text),
    Column("popularity", Float),
    Column("release_date", Date),
    Column("ratings", JSONB),
    Column("signals_at", DateTime(timezone=True)),
    Column("live_watchers", Integer),
    Column("live_watchers_at", DateTime(timezone=True)),
    Column("total_watchers", BigInteger),
    Column("total_watchers_at", DateTime(timezone=True)),
    Column("signal_popularity", Float),
    Column("signal_popularity_at", DateTime(timezone=True)),
    Column("ratingo_score", Float),
    Column("quality_score", Float),
    Column("popularity_score", Float),
    Column("freshness_score", Float),
    Column("average_rating", Float),
    Column("total_votes", BigInteger),
    Column("formula", Text),
    Column("score_low", Float),
    Column("score_high", Float),
    Column("score_reason", Text),
    # Written and read by the previous release only.
    Column("terms", JSONB(none_as_null=True)),
    Column("few_votes_factor", Float),
    Column("computed_at", DateTime(timezone=True)),
    UniqueConstraint("tmdb_id", "kind"),
)

scores: Final = Table(
    "scores",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("formula", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("score", Float),
    Column("expected", Float, nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("reason", Text),
    Column("document", JSON, nullable=False),
    Column("computed_at", DateTime(timezone=True), nullable=False),
    postgresql_partition_by="RANGE (day)",
)
"""The last score of each UTC day. It is state of the service: the log does not hold what was computed on a day."""

comparisons: Final = Table(
    "comparisons",
    metadata,
    Column("formula_before", Text, primary_key=True),
    Column("formula_after", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("document", JSONB, nullable=False),
)
"""Of each day the last comparison of two formulas over all titles."""

trending_lists: Final = Table(
    "trending_lists",
    metadata,
    Column("list_id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
)

ranks: Final = Table(
    "ranks",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("list_id", Text, primary_key=True),
    Column("rank", Integer, nullable=False),
)

server_ratings: Final = Table(
    "server_ratings",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("average", Float),
    Column("raters", Integer),
)
"""The average rating of each title by the users of this server; null of a group that is too small."""

drop_off: Final = DropOffTables(metadata)

READ_MODEL: Final = (
    titles,
    trending_lists,
    ranks,
    server_ratings,
    drop_off.season_parts,
    drop_off.viewings,
    drop_off.erased_users,
    inbox,
)
"""What `replay` empties before it reads the log again. The scores of past days stay: no event can rebuild them.

So do analyses and marks: the events of seasons and users mark every show again, and its analysis is replaced."""
