"""Titles within one transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import upsert
from contracts.event import encode
from contracts.ingestion import PercentRating, Rating, Ratings
from contracts.stats import Scores, StatsUpdatedV1
from stats.domain.score import Vote
from stats.domain.title import Facts, Reading, Title
from stats.infrastructure.rows import to_row, to_title
from stats.infrastructure.tables import titles

SERVICE: Final = "stats"

_UPSERT: Final = upsert(titles)


class SqlTitleWork:
    """Locks and saves titles in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def lock(self, media_ids: Collection[UUID]) -> Mapping[UUID, Title]:
        """Lock rows in the order of their ids, which avoids deadlocks between two batches."""
        query = select(titles).where(titles.c.media_id.in_(media_ids)).order_by(titles.c.media_id).with_for_update()
        rows = await self._transaction.connection.execute(query)
        return {row["media_id"]: to_title(row) for row in rows.mappings()}

    async def save(self, titles: Sequence[Title]) -> None:
        """Write rows in the order of their ids, and an event of each scored title into the outbox."""
        if not titles:
            return
        ordered = sorted(titles, key=lambda title: title.media_id)
        await self._transaction.connection.execute(_UPSERT, [to_row(title) for title in ordered])
        events = [stats_updated(title) for title in ordered if title.score is not None]
        await self._transaction.publish(*(encode(event, SERVICE) for event in events))


def stats_updated(title: Title) -> StatsUpdatedV1:
    """Return the event of a scored title; raise ValueError for a title without a score."""
    score, facts, audience = title.score, title.facts, title.audience
    if score is None or facts is None or title.computed_at is None:
        raise ValueError(f"title {title.media_id} has no score")
    return StatsUpdatedV1(
        version=title.version,
        media_id=title.media_id,
        kind="movie" if title.kind == "movie" else "show",
        tmdb_id=title.tmdb_id,
        scores=Scores(
            ratingo=score.overall, quality=score.quality, popularity=score.popularity, freshness=score.freshness
        ),
        average_rating=score.average_rating,
        total_votes=score.total_votes,
        ratings=_ratings(facts),
        source_popularity=title.score_input().popularity,
        live_watchers=_value(audience.live_watchers),
        total_watchers=_value(audience.total_watchers),
        computed_at=title.computed_at,
    )


def _ratings(facts: Facts) -> Ratings:
    return Ratings(
        tmdb=_rating(facts.tmdb),
        imdb=_rating(facts.imdb),
        trakt=_rating(facts.trakt),
        metacritic=None if facts.metacritic is None else PercentRating(rating=facts.metacritic),
        rotten_tomatoes=None if facts.rotten_tomatoes is None else PercentRating(rating=facts.rotten_tomatoes),
    )


def _rating(vote: Vote | None) -> Rating | None:
    return None if vote is None else Rating(rating=vote.rating, votes=vote.votes)


def _value(reading: Reading[int] | None) -> int | None:
    return None if reading is None else reading.value
