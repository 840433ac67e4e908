"""Reading scores: each query loads one row by a unique index into its read model."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, func, select

from chassis.messaging.transaction import Transactions
from stats.application.queries import Explanation, Stats
from stats.domain.score import ScoreInput
from stats.infrastructure.rows import to_terms, to_votes
from stats.infrastructure.tables import ranks, titles

_STATS: Final = select(
    titles.c.media_id,
    titles.c.tmdb_id,
    titles.c.kind,
    titles.c.ratingo_score.label("score"),
    titles.c.quality_score.label("quality"),
    titles.c.popularity_score.label("popularity"),
    titles.c.freshness_score.label("freshness"),
    titles.c.average_rating,
    titles.c.total_votes,
    titles.c.live_watchers,
    titles.c.total_watchers,
    select(func.min(ranks.c.rank))
    .where(ranks.c.media_id == titles.c.media_id)
    .scalar_subquery()
    .label("trending_rank"),
    titles.c.computed_at,
).where(titles.c.ratingo_score.is_not(None))

_EXPLANATION: Final = select(
    titles.c.media_id,
    titles.c.ratingo_score,
    titles.c.terms,
    titles.c.few_votes_factor,
    func.coalesce(titles.c.signal_popularity, titles.c.popularity).label("popularity"),
    titles.c.live_watchers,
    titles.c.ratings,
    titles.c.release_date,
    titles.c.computed_at,
).where(titles.c.terms.is_not(None))


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

    async def explanation(self, media_id: UUID) -> Explanation | None:
        """Read one row by primary key."""
        async with self._transactions.read() as connection:
            row = (await connection.execute(_EXPLANATION.where(titles.c.media_id == media_id))).mappings().first()
        return None if row is None else _explanation(row)


def _explanation(row: RowMapping) -> Explanation:
    ratings = row["ratings"] or {}
    votes = to_votes(ratings)
    return Explanation(
        media_id=row["media_id"],
        score=row["ratingo_score"],
        terms=to_terms(row["terms"]),
        few_votes_factor=row["few_votes_factor"],
        inputs=ScoreInput(
            popularity=row["popularity"],
            live_watchers=row["live_watchers"],
            imdb=votes.get("imdb"),
            trakt=votes.get("trakt"),
            metacritic=ratings.get("metacritic"),
            rotten_tomatoes=ratings.get("rottenTomatoes"),
            release_date=row["release_date"],
        ),
        computed_at=row["computed_at"],
    )
