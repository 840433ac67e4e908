"""Reading analyses: one row by a unique index."""

from typing import Final
from uuid import UUID

from sqlalchemy import text

from chassis.messaging.transaction import Transactions
from stats.application.drop_off.queries import StoredAnalysis, StoredRule
from stats.domain.drop_off.analysis import Method
from stats.infrastructure.drop_off.documents import to_analysis, to_rule

_ANALYSIS: Final = text("""
select t.tmdb_id, a.analyzed_at, a.documents -> coalesce(:method, a.preferred) as document
from titles t left join drop_off_analyses a on a.media_id = t.media_id
where t.media_id = :media_id and t.kind = 'show'
""")
_RULE: Final = text("""
select a.analyzed_at, a.rule as document from titles t left join drop_off_analyses a on a.media_id = t.media_id
where t.tmdb_id = :tmdb_id and t.kind = 'show'
""")


class SqlDropOffReader:
    """Analyses in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def analysis(self, media_id: UUID, method: Method | None) -> StoredAnalysis | None:
        """Read one row by primary key."""
        async with self._transactions.read() as connection:
            parameters = {"media_id": media_id, "method": method}
            row = (await connection.execute(_ANALYSIS, parameters)).mappings().first()
        if row is None:
            return None
        document = row["document"]
        return StoredAnalysis(
            media_id, row["tmdb_id"], None if document is None else to_analysis(document), row["analyzed_at"]
        )

    async def rule(self, tmdb_id: int) -> StoredRule | None:
        """Read one row by a unique index."""
        async with self._transactions.read() as connection:
            row = (await connection.execute(_RULE, {"tmdb_id": tmdb_id})).mappings().first()
        if row is None:
            return None
        document = row["document"]
        return StoredRule(tmdb_id, None if document is None else to_rule(document), row["analyzed_at"])
