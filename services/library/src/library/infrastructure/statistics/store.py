"""Computed statistics in Postgres."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, DateTime, Text, and_, delete, literal, select, tuple_
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transactions
from library.application.statistics.ports import Known, Scope, StoredStatistics
from library.domain.statistics.statistics import Statistics
from library.infrastructure.plays.tables import play_counts
from library.infrastructure.statistics.tables import statistics_documents
from library.infrastructure.users.tables import users

MOST_DOCUMENTS: Final = 30
"""How many documents of a user are kept, the newest ones."""

_DOCUMENT: Final = TypeAdapter(Statistics)
_KEY: Final = tuple_(statistics_documents.c.period, statistics_documents.c.time_zone)


class SqlStatisticsReader:
    """Reads statistics by user, period and time zone."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def find(self, scopes: Sequence[Scope]) -> Known:
        """Read the user's revision and the documents by primary key, in one query."""
        keys = [(scope.period.key, scope.time_zone) for scope in scopes]
        same = and_(statistics_documents.c.user_id == play_counts.c.user_id, _KEY.in_(keys))
        query = (
            select(play_counts.c.revision.label("current"), *statistics_documents.c)
            .select_from(play_counts.outerjoin(statistics_documents, same))
            .where(play_counts.c.user_id == scopes[0].user_id)
        )
        async with self._transactions.read() as connection:
            rows = (await connection.execute(query)).all()
        stored = {(row.period, row.time_zone): row for row in rows}
        documents = [stored.get(key) for key in keys]
        return Known(rows[0].current if rows else 0, [None if row is None else _stored(row) for row in documents])


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


def _stored(row: Any) -> StoredStatistics:
    return StoredStatistics(row.revision, row.computed_at, _DOCUMENT.validate_python(row.document))
