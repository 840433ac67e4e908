"""Tables of assets and their versions."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from playback.infrastructure.metadata import INSTANT, created_at_column, metadata

_STATUSES: Final = "'processing', 'ready', 'failed', 'retired', 'purged'"

assets: Final = Table(
    "assets",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("media_id", UuidType, nullable=False),
    Column("season", Integer),
    Column("episode", Integer),
    Column("trailer", Boolean, nullable=False),
    Column("access", Text, CheckConstraint("access in ('free', 'plan', 'purchase')", name="access"), nullable=False),
    Column("regions", ARRAY(Text)),
    Column("begins_at", INSTANT),
    Column("ends_at", INSTANT),
    Column("current_version", Integer),
    Column("revision", BigInteger, nullable=False),
    Column("created_by", UuidType, nullable=False),
    created_at_column(),
    Column("updated_at", INSTANT, nullable=False),
    Column("unpublished_at", INSTANT),
    CheckConstraint("(season is null) = (episode is null)", name="episode"),
    CheckConstraint("not (trailer and season is not null)", name="trailer"),
)
Index(
    "uq_assets_subject",
    assets.c.media_id,
    assets.c.season,
    assets.c.episode,
    assets.c.trailer,
    unique=True,
    postgresql_nulls_not_distinct=True,
)

asset_versions: Final = Table(
    "asset_versions",
    metadata,
    Column("asset_id", UuidType, ForeignKey("assets.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("source_bytes", BigInteger, nullable=False),
    Column(
        "encryption",
        Text,
        CheckConstraint("encryption in ('none', 'cbcs', 'aes-128')", name="encryption"),
        nullable=False,
    ),
    Column("status", Text, CheckConstraint(f"status in ({_STATUSES})", name="status"), nullable=False),
    Column("prefix", Text, nullable=False),
    Column("media", JSONB, nullable=False),
    Column("duration_ms", BigInteger),
    Column("bytes", BigInteger),
    Column("reason_code", Text),
    Column("reason", Text),
    Column("created_by", UuidType, nullable=False),
    created_at_column(),
    Column("ready_at", INSTANT),
    Column("retired_at", INSTANT),
)
Index(
    "ix_asset_versions_retired",
    asset_versions.c.retired_at,
    postgresql_where=text("status = 'retired'"),
)

renditions: Final = Table(
    "renditions",
    metadata,
    Column("asset_id", UuidType, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("status", Text, CheckConstraint(f"status in ({_STATUSES})", name="status"), nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("bits_per_second", BigInteger),
    Column("codecs", Text),
    Column("language", Text),
    Column("file", Text),
    Column("bytes", BigInteger),
    Column("finished_at", INSTANT),
    ForeignKeyConstraint(("asset_id", "number"), ("asset_versions.asset_id", "asset_versions.number")),
)

subtitles: Final = Table(
    "subtitles",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("asset_id", UuidType, ForeignKey("assets.id"), nullable=False),
    Column("language", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("kind", Text, CheckConstraint("kind in ('subtitles', 'captions', 'forced')", name="kind"), nullable=False),
    Column("file", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    created_at_column(),
)
Index("uq_subtitles_language", subtitles.c.asset_id, subtitles.c.language, subtitles.c.kind, unique=True)
