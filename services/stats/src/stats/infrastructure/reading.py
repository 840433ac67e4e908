"""Reading scores: each query loads one row by a unique index into its read model."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from chassis.messaging.transaction import Transactions
from stats.application.queries import Stats
from stats.infrastructure.tables import ranks, server_ratings, titles

_STATS: Final = select(
    titles.c.media_id,
    titles.c.tmdb_id,
    titles.c.kind,
    titles.c.ratingo_score.label("score"),
    titles.c.formula,
    titles.c.score_low.label("low"),
    titles.c.score_high.label("high"),
    titles.c.score_reason.label("reason"),
    titles.c.quality_score.label("quality"),
    titles.c.popularity_score.label("popularity"),
    titles.c.freshness_score.label("freshness"),
    titles.c.average_rating,
    titles.c.total_votes,
    titles.c.live_watchers,
    titles.c.live_watchers_at,
    titles.c.total_watchers,
    titles.c.total_watchers_at,
    select(func.min(ranks.c.rank))
    .where(ranks.c.media_id == titles.c.media_id)
    .scalar_subquery()
    .label("trending_rank"),
    *(
        select(column).where(server_ratings.c.media_id == titles.c.media_id).scalar_subquery().label(name)
        for column, name in ((server_ratings.c.average, "server_average"), (server_ratings.c.raters, "server_raters"))
    ),
    titles.c.computed_at,
).where(titles.c.ratingo_score.is_not(None))
_NAME: Final = select(titles.c.name)


class SqlStatsReader:
    """Scored titles in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def by_id(self, media_id: UUID) -> Stats | None:
        """Read one row by primary key."""
        async with self._transactions.read() as connection:
            row = (await connection.execute(_STATS.where(titles.c.media_id == media_id))).mappings().first()
        return None if row is None else Stats(**row)

    async def by_tmdb_id(self, tmdb_id: int, kind: str | None) -> Sequence[Stats]:
        """Read one or two rows by a unique index."""
        query = _STATS.where(titles.c.tmdb_id == tmdb_id)
        if kind is not None:
            query = query.where(titles.c.kind == kind)
        async with self._transactions.read() as connection:
            return [Stats(**row) for row in (await connection.execute(query)).mappings()]

    async def name(self, media_id: UUID) -> str | None:
        """Read one row by primary key."""
        async with self._transactions.read() as connection:
            return (await connection.execute(_NAME.where(titles.c.media_id == media_id))).scalar()
