"""Row to title and back: two small functions, so that the domain never meets a driver."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from stats.domain.score import Score, Vote, compute
from stats.domain.title import Audience, Facts, Number, Reading, Title

VOTED = ("tmdb", "imdb", "trakt")


def to_row(title: Title) -> dict[str, Any]:
    """Give the row of a title."""
    facts, signals, score = title.facts, title.signals, title.score
    return {
        "media_id": title.media_id,
        "kind": title.kind,
        "tmdb_id": title.tmdb_id,
        "version": title.version,
        "facts_version": facts.version if facts else None,
        "popularity": facts.popularity if facts else None,
        "release_date": facts.release_date if facts else None,
        "ratings": _ratings(facts) if facts else None,
        "signals_at": signals.observed_at,
        "live_watchers": signals.live_watchers,
        "live_watchers_at": _at(signals.live),
        "total_watchers": signals.total_watchers,
        "total_watchers_at": _at(signals.total),
        "signal_popularity": signals.popularity,
        "signal_popularity_at": _at(signals.source_popularity),
        "ratingo_score": score.ratingo if score else None,
        "quality_score": score.quality if score else None,
        "popularity_score": score.popularity if score else None,
        "freshness_score": score.freshness if score else None,
        "average_rating": score.average_rating if score else None,
        "total_votes": score.total_votes if score else None,
        "computed_at": title.computed_at,
    }


def to_title(row: RowMapping) -> Title:
    """Give the title of a row."""
    title = Title(
        media_id=row["media_id"],
        kind=row["kind"],
        tmdb_id=row["tmdb_id"],
        version=row["version"],
        facts=_facts(row),
        signals=_signals(row),
        computed_at=row["computed_at"],
    )
    if row["ratingo_score"] is None:
        return title
    return Title(
        title.media_id,
        title.kind,
        title.tmdb_id,
        title.version,
        title.facts,
        title.signals,
        _score(row, title),
        title.computed_at,
    )


def _score(row: RowMapping, title: Title) -> Score:
    as_computed = compute(title.score_input(), row["computed_at"].date())
    return Score(
        ratingo=row["ratingo_score"],
        quality=row["quality_score"],
        popularity=row["popularity_score"],
        freshness=row["freshness_score"],
        average_rating=row["average_rating"],
        total_votes=row["total_votes"],
        terms=as_computed.terms,
        few_votes=as_computed.few_votes,
    )


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
    votes = {source: Vote(**ratings[source]) for source in VOTED if source in ratings}
    return Facts(
        version=row["facts_version"],
        popularity=row["popularity"],
        release_date=row["release_date"],
        metacritic=ratings.get("metacritic"),
        rotten_tomatoes=ratings.get("rottenTomatoes"),
        **votes,
    )


def _signals(row: RowMapping) -> Audience:
    return Audience(
        live=_reading(row["live_watchers"], row["live_watchers_at"] or row["signals_at"]),
        total=_reading(row["total_watchers"], row["total_watchers_at"] or row["signals_at"]),
        source_popularity=_reading(row["signal_popularity"], row["signal_popularity_at"] or row["signals_at"]),
    )


def _reading(value: Number | None, at: datetime) -> Reading[Number] | None:
    return None if value is None else Reading(value, at)


def _at(reading: Reading[Any] | None) -> datetime | None:
    return None if reading is None else reading.at
