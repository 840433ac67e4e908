"""Titles within one transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from chassis.messaging.transaction import Transaction
from chassis.storage.partitions.months import Months
from chassis.storage.rows import arrays_of, upsert_arrays
from chassis.storage.statements import Statement
from contracts.event import encode
from contracts.ingestion import PercentRating, Rating, Ratings
from contracts.stats import FormulaScore, Scores, StatsUpdatedV1
from stats.application.change_keys import KEYS
from stats.domain.scoring.inputs import Vote
from stats.domain.scoring.result import Result
from stats.domain.title import Facts, Reading, Title
from stats.infrastructure.rows import to_row, to_score_rows, to_title
from stats.infrastructure.tables import scores as score_table
from stats.infrastructure.tables import titles as title_table

SERVICE: Final = "stats"

_COLUMNS: Final = [column.name for column in title_table.c]
# The condition keeps a row that another transaction has inserted since the lock found no such row.
_SAVE: Final = Statement(
    upsert_arrays(
        title_table,
        _COLUMNS,
        where=title_table.c.media_id == any_(bindparam("locked", type_=ARRAY(Uuid))),
    ).returning(title_table.c.media_id)
)
_SCORE_COLUMNS: Final = [column.name for column in score_table.c]
_SAVE_SCORES: Final = Statement(upsert_arrays(score_table, _SCORE_COLUMNS))
_LOCK: Final = (
    select(title_table)
    .where(title_table.c.media_id == any_(bindparam("media_ids", type_=ARRAY(Uuid))))
    .order_by(title_table.c.media_id)
    .with_for_update()
)


class SqlTitleWork:
    """Locks and saves titles in the caller's transaction."""

    def __init__(self, transaction: Transaction, months: Months) -> None:
        self._transaction = transaction
        self._months = months
        self._locked: set[UUID] = set()

    async def lock(self, media_ids: Collection[UUID]) -> Mapping[UUID, Title]:
        """Lock rows in the order of their ids, which avoids deadlocks between two batches."""
        rows = await self._transaction.connection.execute(_LOCK, {"media_ids": list(media_ids)})
        titles = {row["media_id"]: to_title(row) for row in rows.mappings()}
        self._locked |= titles.keys()
        return titles

    async def save(self, titles: Sequence[Title]) -> Collection[UUID]:
        """Write titles, scores and events in one statement each, in the order of their ids."""
        if not titles:
            return set()
        ordered = sorted(titles, key=lambda title: title.media_id)
        rows = [to_row(title) for title in ordered]
        parameters = {**arrays_of(title_table, _COLUMNS, rows), "locked": list(self._locked)}
        stored = {row["media_id"] for row in await _SAVE(self._transaction.connection, parameters)}
        await self._save_scores([title for title in ordered if title.media_id in stored])
        events = [stats_updated(title) for title in ordered if title.score is not None and title.media_id in stored]
        self._transaction.changed(*KEYS.of_titles(stored))
        await self._transaction.publish(*(encode(event, SERVICE) for event in events))
        return stored

    async def _save_scores(self, titles: Sequence[Title]) -> None:
        rows = [row for title in titles for row in to_score_rows(title)]
        if not rows:
            return
        await self._months.ensure(self._transaction.connection, score_table, {row["day"] for row in rows})
        await _SAVE_SCORES(self._transaction.connection, arrays_of(score_table, _SCORE_COLUMNS, rows))


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
            ratingo=score.overall,
            quality=score.parts.quality,
            popularity=score.parts.popularity,
            freshness=score.parts.freshness,
        ),
        score=_formula_score(score.shown),
        shadows=tuple(_formula_score(shadow) for shadow in score.shadows),
        average_rating=score.parts.average_rating,
        total_votes=score.parts.total_votes,
        ratings=_ratings(facts),
        source_popularity=title.score_input().popularity,
        live_watchers=_value(audience.live_watchers),
        total_watchers=_value(audience.total_watchers),
        computed_at=title.computed_at,
    )


def _formula_score(result: Result) -> FormulaScore:
    return FormulaScore(
        formula=result.formula, value=result.score, low=result.low, high=result.high, reason=result.reason
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
