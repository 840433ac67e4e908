"""Title to wire event."""

from contracts.ingestion import PercentRating, Rating, Ratings
from contracts.stats import Scores, StatsUpdatedV1
from stats.domain.score import Vote
from stats.domain.title import Facts, Title


def stats_updated(title: Title) -> StatsUpdatedV1:
    """Give the event of a scored title; raises ValueError for one without a score."""
    if title.score is None or title.facts is None or title.computed_at is None:
        raise ValueError(f"title {title.media_id} has no score to tell of")
    score = title.score
    return StatsUpdatedV1(
        version=title.version,
        media_id=title.media_id,
        kind="movie" if title.kind == "movie" else "show",
        tmdb_id=title.tmdb_id,
        scores=Scores(
            ratingo=score.ratingo, quality=score.quality, popularity=score.popularity, freshness=score.freshness
        ),
        average_rating=score.average_rating,
        total_votes=score.total_votes,
        ratings=_ratings(title.facts),
        source_popularity=title.score_input().popularity,
        live_watchers=title.signals.live_watchers,
        total_watchers=title.signals.total_watchers,
        computed_at=title.computed_at,
    )


def _ratings(facts: Facts) -> Ratings:
    return Ratings(
        tmdb=_vote(facts.tmdb),
        imdb=_vote(facts.imdb),
        trakt=_vote(facts.trakt),
        metacritic=None if facts.metacritic is None else PercentRating(rating=facts.metacritic),
        rotten_tomatoes=None if facts.rotten_tomatoes is None else PercentRating(rating=facts.rotten_tomatoes),
    )


def _vote(vote: Vote | None) -> Rating | None:
    return None if vote is None else Rating(rating=vote.rating, votes=vote.votes)
