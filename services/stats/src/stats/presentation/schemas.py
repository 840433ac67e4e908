"""What the stats API answers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.schemas import Answer
from stats.domain.score import WEIGHTS, Score
from stats.domain.title import Title


class Stats(Answer):
    """A title's scores and audience; null is unknown."""

    media_item_id: UUID
    tmdb_id: int = Field(examples=[603])
    type: Literal["movie", "show"]
    ratingo_score: float = Field(description="The open score, 0 to 100", examples=[81.7])
    quality_score: float = Field(examples=[87.5])
    popularity_score: float = Field(examples=[69.4])
    freshness_score: float = Field(examples=[94.6])
    average_rating: float | None = Field(description="Weighted mean of the sources, 0 to 10", examples=[8.0])
    total_votes: int = Field(description="Votes at IMDb and Trakt together", examples=[520000])
    live_watchers: int | None = Field(description="Who watches right now", examples=[1000])
    total_watchers: int | None = Field(description="Who has ever watched", examples=[248000])
    watchers_count: int | None = Field(description="The same as liveWatchers, by its older name", deprecated=True)
    computed_at: datetime


class Term(Answer):
    """One term of the score."""

    name: str = Field(examples=["watchers"])
    value: float = Field(description="From 0 to 1", examples=[0.811])
    weight: float = Field(description="Its share of the score", examples=[0.25])
    points: float = Field(description="What it adds, of 100", examples=[20.28])


class Explanation(Answer):
    """How a score comes about: the points of its terms, and the factor for few votes."""

    media_item_id: UUID
    ratingo_score: float
    terms: list[Term]
    few_votes_factor: float = Field(description="0.7 below 30 votes, else 1", examples=[1.0])
    inputs: dict[str, object] = Field(description="What it was computed from; null is unknown")
    computed_at: datetime


def to_stats(title: Title) -> Stats:
    """Give the answer of a scored title."""
    score, computed_at = _scored(title)
    signals = title.signals
    live = signals.live_watchers
    return Stats(
        media_item_id=title.media_id,
        tmdb_id=title.tmdb_id,
        type="movie" if title.kind == "movie" else "show",
        ratingo_score=round(score.ratingo, 4),
        quality_score=round(score.quality, 4),
        popularity_score=round(score.popularity, 4),
        freshness_score=round(score.freshness, 4),
        average_rating=None if score.average_rating is None else round(score.average_rating, 4),
        total_votes=score.total_votes,
        live_watchers=live,
        total_watchers=signals.total_watchers,
        watchers_count=live,
        computed_at=computed_at,
    )


def to_explanation(title: Title) -> Explanation:
    """Give the explanation of a scored title."""
    score, computed_at = _scored(title)
    given = title.score_input()
    votes = {
        name: None if vote is None else {"rating": vote.rating, "votes": vote.votes}
        for name, vote in (("imdb", given.imdb), ("trakt", given.trakt))
    }
    return Explanation(
        media_item_id=title.media_id,
        ratingo_score=round(score.ratingo, 4),
        terms=[
            Term(name=name, value=round(value, 6), weight=WEIGHTS[name], points=round(100 * WEIGHTS[name] * value, 4))
            for name, value in score.terms.items()
        ],
        few_votes_factor=0.7 if score.few_votes else 1.0,
        inputs={
            "popularity": given.popularity,
            "liveWatchers": given.live_watchers,
            **votes,
            "metacritic": given.metacritic,
            "rottenTomatoes": given.rotten_tomatoes,
            "releaseDate": given.release_date.isoformat() if given.release_date else None,
        },
        computed_at=computed_at,
    )


def _scored(title: Title) -> tuple[Score, datetime]:
    if title.score is None or title.computed_at is None:
        raise ValueError(f"title {title.media_id} has no score")
    return title.score, title.computed_at
