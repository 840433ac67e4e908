"""Mapping between titles and rows."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping

from stats.domain.scoring.formulas import Scores
from stats.domain.scoring.inputs import Vote
from stats.domain.scoring.result import Result
from stats.domain.title import Audience, Facts, Number, Reading, Title
from stats.infrastructure.scores.documents import to_document, to_inputs

VOTED: Final = ("tmdb", "imdb", "trakt")


def to_row(title: Title) -> dict[str, Any]:
    """Return the row of a title."""
    facts, audience = title.facts, title.audience
    return {
        "media_id": title.media_id,
        "kind": title.kind,
        "tmdb_id": title.tmdb_id,
        "version": title.version,
        "facts_version": facts.version if facts else None,
        "facts_at": facts.imported_at if facts else None,
        "name": facts.name if facts else None,
        "popularity": facts.popularity if facts else None,
        "release_date": facts.release_date if facts else None,
        "ratings": _ratings(facts) if facts else None,
        "signals_at": audience.observed_at,
        **_reading_columns("live_watchers", audience.live_watchers),
        **_reading_columns("total_watchers", audience.total_watchers),
        **_reading_columns("signal_popularity", audience.popularity),
        **_score_columns(title.score),
        "computed_at": title.computed_at,
    }


def to_title(row: RowMapping) -> Title:
    """Return the title of a row, without its score: an update computes it again."""
    return Title(
        media_id=row["media_id"],
        kind=row["kind"],
        tmdb_id=row["tmdb_id"],
        version=row["version"],
        facts=_facts(row),
        audience=Audience(
            live_watchers=_reading(row, "live_watchers"),
            total_watchers=_reading(row, "total_watchers"),
            popularity=_reading(row, "signal_popularity"),
        ),
    )


def to_votes(ratings: Mapping[str, Any]) -> dict[str, Vote]:
    """Return the votes by source of the column `ratings`."""
    return {source: Vote(**ratings[source]) for source in VOTED if source in ratings}


def to_score_rows(title: Title) -> list[dict[str, Any]]:
    """Return the rows of a scored title's day, one per formula, in the order of their keys."""
    if title.score is None or title.computed_at is None:
        return []
    day, shown = title.computed_at.astimezone(UTC).date(), title.score.shown
    # The inputs are the same for all formulas: one row of the day has them.
    inputs = to_inputs(title.score_input())
    return [
        to_score_row(title.media_id, day, result, inputs if result is shown else None, title.computed_at)
        for result in sorted(title.score.results(), key=lambda result: result.formula)
    ]


def to_score_row(
    media_id: UUID, day: date, result: Result, inputs: Mapping[str, Any] | None, computed_at: datetime
) -> dict[str, Any]:
    """Return the row of one result."""
    return {
        "media_id": media_id,
        "formula": result.formula,
        "day": day,
        "score": result.score,
        "expected": result.expected,
        "low": result.low,
        "high": result.high,
        "reason": result.reason,
        "document": to_document(result, inputs),
        "computed_at": computed_at,
    }


def _score_columns(score: Scores | None) -> dict[str, Any]:
    return {
        "ratingo_score": score.overall if score else None,
        "quality_score": score.parts.quality if score else None,
        "popularity_score": score.parts.popularity if score else None,
        "freshness_score": score.parts.freshness if score else None,
        "average_rating": score.parts.average_rating if score else None,
        "total_votes": score.parts.total_votes if score else None,
        "formula": score.shown.formula if score else None,
        "score_low": score.shown.low if score else None,
        "score_high": score.shown.high if score else None,
        "score_reason": score.shown.reason if score else None,
        "terms": None,
        "few_votes_factor": None,
    }


def _ratings(facts: Facts) -> dict[str, Any]:
    ratings: dict[str, Any] = {
        source: {"rating": vote.rating, "votes": vote.votes}
        for source in VOTED
        if (vote := getattr(facts, source)) is not None
    }
    if facts.metacritic is not None:
        ratings["metacritic"] = facts.metacritic
    if facts.rotten_tomatoes is not None:
        ratings["rottenTomatoes"] = facts.rotten_tomatoes
    return ratings


def _facts(row: RowMapping) -> Facts | None:
    if row["facts_version"] is None:
        return None
    ratings = row["ratings"] or {}
    return Facts(
        version=row["facts_version"],
        name=row["name"],
        popularity=row["popularity"],
        release_date=row["release_date"],
        imported_at=row["facts_at"],
        metacritic=ratings.get("metacritic"),
        rotten_tomatoes=ratings.get("rottenTomatoes"),
        **to_votes(ratings),
    )


def _reading(row: RowMapping, name: str) -> Reading[Any] | None:
    value, at = row[name], row[f"{name}_at"] or row["signals_at"]
    return None if value is None else Reading(value, at)


def _reading_columns(name: str, reading: Reading[Number] | None) -> dict[str, Number | datetime | None]:
    return {name: reading.value if reading else None, f"{name}_at": reading.at if reading else None}
