"""The tables of imports."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from jobs.postgres.tables import job_table, lock_table, schedule_table
from library.infrastructure.metadata import metadata

_STATES: Final = (
    "'receiving', 'received', 'parsing', 'matching', 'ready', 'committing', 'committed', 'reverting', 'reverted',"
    " 'failed'"
)
_STATUSES: Final = (
    "'matched', 'ambiguous', 'unmatched', 'importing', 'rejected', 'duplicate', 'skipped', 'committed', 'reverted'"
)

imports: Final = Table(
    "imports",
    metadata,
    Column("import_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("format", Text),
    Column("state", Text, CheckConstraint(f"state in ({_STATES})", name="state"), nullable=False),
    Column("options", JSONB, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("counts", JSONB, nullable=False),
    Column("remarks", JSONB, nullable=False),
    Column("error_code", Text),
    Column("error", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
Index("ix_imports_user_id", imports.c.user_id, imports.c.created_at.desc())
Index("ix_imports_updated_at", imports.c.updated_at)

import_chunks: Final = Table(
    "import_chunks",
    metadata,
    Column("import_id", UuidType, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
Index("ix_import_chunks_user_id", import_chunks.c.user_id)

import_rows: Final = Table(
    "import_rows",
    metadata,
    Column("import_id", UuidType, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("status", Text, CheckConstraint(f"status in ({_STATUSES})", name="status"), nullable=False),
    Column("file", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("title_group", Integer),
    Column("kind", Text),
    Column("title", Text, nullable=False),
    Column("year", Integer),
    Column("media_id", UuidType),
    Column("season", Integer),
    Column("episode", Integer),
    Column("confidence", Float),
    Column("chosen", Boolean, nullable=False),
    Column("alternatives", JSONB, nullable=False),
    Column("stated", JSONB, nullable=False),
    Column("effects", JSONB, nullable=False),
    Column("code", Text),
    Column("field", Text),
    Column("message", Text),
    Column("excerpt", Text),
)
Index("ix_import_rows_user_id", import_rows.c.user_id)
Index("ix_import_rows_status", import_rows.c.import_id, import_rows.c.status, import_rows.c.number)
Index("ix_import_rows_title_group", import_rows.c.import_id, import_rows.c.title_group)

Index("ix_import_rows_importing", import_rows.c.user_id, postgresql_where=import_rows.c.status == "importing")

import_keys: Final = Table(
    "import_keys",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("import_id", UuidType, nullable=False),
    Column("list_id", UuidType),
    Column("media_id", UuidType),
    Column("subject", JSONB(none_as_null=True)),
)
Index("ix_import_keys_import_id", import_keys.c.import_id)
Index(
    "ix_import_keys_subject",
    import_keys.c.user_id,
    import_keys.c.media_id,
    postgresql_where=import_keys.c.subject.is_not(None),
)

jobs: Final = job_table(metadata)
schedules: Final = schedule_table(metadata)
locks: Final = lock_table(metadata)
