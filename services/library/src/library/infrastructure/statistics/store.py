"""Computed statistics in Postgres."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Text,
    all_,
    and_,
    any_,
    bindparam,
    case,
    delete,
    literal,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.kept_values import KeptValues
from chassis.storage.reads import CompiledRead, ReadPool, Record
from library.application.statistics.ports import Known, Scope, StoredStatistics
from library.domain.statistics.statistics import Statistics
from library.infrastructure.plays.tables import play_counts
from library.infrastructure.statistics.tables import statistics_documents
from library.infrastructure.users.tables import users

MOST_DOCUMENTS: Final = 30
"""How many documents of a user are kept, the newest ones."""

MOST_KEPT: Final = 200
"""How many documents a process keeps: about 10 MB."""

_Key: TypeAlias = tuple[UUID, str, str]
_DOCUMENT: Final = TypeAdapter(Statistics)
_KEY: Final = tuple_(statistics_documents.c.period, statistics_documents.c.time_zone)


_OF_SCOPES: Final = and_(
    statistics_documents.c.user_id == play_counts.c.user_id,
    statistics_documents.c.period == any_(bindparam("periods", type_=ARRAY(Text))),
    statistics_documents.c.time_zone == any_(bindparam("time_zones", type_=ARRAY(Text))),
)
_VERSION: Final = literal_column("cast(statistics_documents.xmin as text)", Text)
_FIND: Final = CompiledRead(
    select(
        play_counts.c.revision.label("current"),
        *(column for column in statistics_documents.c if column.name != "document"),
        _VERSION.label("version"),
        case((all_(bindparam("kept", type_=ARRAY(Text))) != _VERSION, statistics_documents.c.document)).label(
            "document"
        ),
    )
    .select_from(play_counts.outerjoin(statistics_documents, _OF_SCOPES))
    .where(play_counts.c.user_id == bindparam("user_id", type_=UuidType))
)


class SqlStatisticsReader:
    """Reads statistics by user, period and time zone.

    Those that were read last are kept in memory with the version of their row, as `library.infrastructure.titles.cache`
    keeps titles: of these only the version is read.
    """

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads
        self._kept: KeptValues[_Key, tuple[str, StoredStatistics]] = KeptValues(MOST_KEPT)

    async def find(self, scopes: Sequence[Scope]) -> Known:
        """Read the user's revision and the documents by primary key, in one statement."""
        keys = [(scope.user_id, scope.period.key, scope.time_zone) for scope in scopes]
        kept = {key: value for key in keys if (value := self._kept.get(key)) is not None}
        values = {
            "user_id": scopes[0].user_id,
            "periods": [scope.period.key for scope in scopes],
            "time_zones": [scope.time_zone for scope in scopes],
            "kept": [version for version, _ in kept.values()],
        }
        rows = await self._reads.fetch(_FIND, values)
        by_key = {(row["user_id"], row["period"], row["time_zone"]): row for row in rows}
        stored = [self._stored(key, by_key[key], kept) if key in by_key else None for key in keys]
        return Known(rows[0]["current"] if rows else 0, stored)

    def _stored(self, key: _Key, row: Record, kept: Mapping[_Key, tuple[str, StoredStatistics]]) -> StoredStatistics:
        """Return the statistics of a row; those of which the document was not read are kept."""
        if row["document"] is None:
            return kept[key][1]
        statistics = _DOCUMENT.validate_json(row["document"])
        stored = StoredStatistics(row["revision"], row["computed_at"], statistics)
        self._kept.keep(key, (row["version"], stored))
        return stored


class SqlStatistics:
    """Stores statistics in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, scope: Scope, stored: StoredStatistics) -> None:
        """Write a document, unless the user is or is being erased; delete the oldest beyond the limit."""
        values = {
            "user_id": literal(scope.user_id, UuidType),
            "period": literal(scope.period.key, Text),
            "time_zone": literal(scope.time_zone, Text),
            "revision": literal(stored.revision, BigInteger),
            "computed_at": literal(stored.computed_at, DateTime(timezone=True)),
            "document": literal(_DOCUMENT.dump_python(stored.statistics, mode="json"), JSONB),
        }
        # The lock waits for an erasure in progress, which would not see the row.
        owner = select(*values.values()).where(users.c.user_id == scope.user_id, users.c.erased_at.is_(None))
        statement = insert(statistics_documents).from_select(list(values), owner.with_for_update(read=True, of=users))
        replaced = {name: statement.excluded[name] for name in ("revision", "computed_at", "document")}
        mine = statistics_documents.c.user_id == scope.user_id
        newest = (
            select(statistics_documents.c.period, statistics_documents.c.time_zone)
            .where(mine)
            .order_by(statistics_documents.c.computed_at.desc())
            .limit(MOST_DOCUMENTS)
        )
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["user_id", "period", "time_zone"],
                set_=replaced,
                where=statistics_documents.c.revision <= statement.excluded.revision,
            )
        )
        await self._connection.execute(delete(statistics_documents).where(mine, _KEY.not_in(newest)))
