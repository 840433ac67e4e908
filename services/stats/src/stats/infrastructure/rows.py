"""Mapping between titles and rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping

from stats.domain.score import Score, Term, Vote
from stats.domain.title import Audience, Facts, Number, Reading, Title

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


def to_terms(document: list[dict[str, Any]]) -> tuple[Term, ...]:
    """Return the terms of the column `terms`."""
    return tuple(Term(**term) for term in document)


def _score_columns(score: Score | None) -> dict[str, Any]:
    return {
        "ratingo_score": score.overall if score else None,
        "quality_score": score.quality if score else None,
        "popularity_score": score.popularity if score else None,
        "freshness_score": score.freshness if score else None,
        "average_rating": score.average_rating if score else None,
        "total_votes": score.total_votes if score else None,
        "few_votes_factor": score.few_votes_factor if score else None,
        "terms": [{"name": term.name, "value": term.value, "weight": term.weight} for term in score.terms]
        if score
        else None,
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
        popularity=row["popularity"],
        release_date=row["release_date"],
        metacritic=ratings.get("metacritic"),
        rotten_tomatoes=ratings.get("rottenTomatoes"),
        **to_votes(ratings),
    )


def _reading(row: RowMapping, name: str) -> Reading[Any] | None:
    value, at = row[name], row[f"{name}_at"] or row["signals_at"]
    return None if value is None else Reading(value, at)


def _reading_columns(name: str, reading: Reading[Number] | None) -> dict[str, Number | datetime | None]:
    return {name: reading.value if reading else None, f"{name}_at": reading.at if reading else None}
