"""What the stats API answers."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from stats.domain.score import WEIGHTS, Score, Vote
from stats.domain.title import Title

MediaId = Annotated[UUID, Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])]
RatingoScore = Annotated[
    float, Field(description="The open score, 0 to 100: what lists are sorted and compared by", examples=[81.7])
]
ComputedAt = Annotated[
    datetime, Field(description="When the scores were computed (UTC)", examples=["2026-11-21T12:00:00Z"])
]


class Stats(ResponseModel):
    """The scores and the audience of a title; null is unknown."""

    media_item_id: MediaId
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    ratingo_score: RatingoScore
    quality_score: float = Field(description="How good the title is rated, 0 to 100", examples=[87.5])
    popularity_score: float = Field(description="How much attention the title has, 0 to 100", examples=[69.4])
    freshness_score: float = Field(
        description="How new the title is, 0 to 100; it falls by half in about four months", examples=[94.6]
    )
    average_rating: float | None = Field(
        description="Weighted mean of the providers' ratings, 0 to 10, or null without any rating", examples=[8.0]
    )
    total_votes: int = Field(description="Votes at IMDb and Trakt together", examples=[520000])
    live_watchers: int | None = Field(
        description="Users of Trakt who watch the title now, or null when unknown", examples=[1000]
    )
    total_watchers: int | None = Field(
        description="Users of Trakt who have ever watched the title, or null when unknown", examples=[248000]
    )
    watchers_count: int | None = Field(
        description="The former name of `liveWatchers`", deprecated=True, examples=[1000]
    )
    computed_at: ComputedAt


class Term(ResponseModel):
    """One term of the score."""

    name: Literal["popularity", "watchers", "rating", "confidence", "freshness"] = Field(
        description="`popularity`: TMDB's popularity. `watchers`: users who watch now. `rating`: the mean rating."
        " `confidence`: the number of votes. `freshness`: the age of the title",
        examples=["watchers"],
    )
    value: float = Field(description="The term, from 0 to 1", examples=[0.811])
    weight: float = Field(description="Its share of the score; all weights together are 1", examples=[0.25])
    points: float = Field(description="What it adds to the score, of 100", examples=[20.28])


class VoteInput(ResponseModel):
    """One provider's rating."""

    rating: float = Field(description="From 0 to 10", examples=[8.7])
    votes: int | None = Field(description="How many voted, or null when unknown", examples=[520000])


class ScoreInputs(ResponseModel):
    """The values that a score was computed from; null is unknown."""

    popularity: float | None = Field(description="TMDB's popularity, from 0 without an upper end", examples=[48.7])
    live_watchers: int | None = Field(description="Users of Trakt who watched at that time", examples=[1000])
    imdb: VoteInput | None = Field(description="The rating at IMDb, or null when unknown")
    trakt: VoteInput | None = Field(description="The rating at Trakt, or null when unknown")
    metacritic: int | None = Field(description="The Metacritic score, 0 to 100", examples=[73])
    rotten_tomatoes: int | None = Field(description="The Rotten Tomatoes score, 0 to 100", examples=[83])
    release_date: date | None = Field(
        description="The release of a movie, the first air date of a show", examples=["1999-03-31"]
    )


class Explanation(ResponseModel):
    """How a score comes about: the points of its terms, and the factor for few votes."""

    media_item_id: MediaId
    ratingo_score: RatingoScore
    terms: list[Term] = Field(description="The terms; the score is the sum of their points, times `fewVotesFactor`")
    few_votes_factor: float = Field(description="0.7 below 30 votes, else 1", examples=[1.0])
    inputs: ScoreInputs = Field(description="The values that the score was computed from")
    computed_at: ComputedAt


def to_stats(title: Title) -> Stats:
    """Return the response for a scored title."""
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
    """Return the explanation of a scored title."""
    score, computed_at = _scored(title)
    given = title.score_input()
    return Explanation(
        media_item_id=title.media_id,
        ratingo_score=round(score.ratingo, 4),
        terms=[
            Term.model_validate(
                {
                    "name": name,
                    "value": round(value, 6),
                    "weight": WEIGHTS[name],
                    "points": round(100 * WEIGHTS[name] * value, 4),
                }
            )
            for name, value in score.terms.items()
        ],
        few_votes_factor=0.7 if score.few_votes else 1.0,
        inputs=ScoreInputs(
            popularity=given.popularity,
            live_watchers=given.live_watchers,
            imdb=_vote(given.imdb),
            trakt=_vote(given.trakt),
            metacritic=given.metacritic,
            rotten_tomatoes=given.rotten_tomatoes,
            release_date=given.release_date,
        ),
        computed_at=computed_at,
    )


def _vote(vote: Vote | None) -> VoteInput | None:
    return None if vote is None else VoteInput(rating=vote.rating, votes=vote.votes)


def _scored(title: Title) -> tuple[Score, datetime]:
    if title.score is None or title.computed_at is None:
        raise ValueError(f"title {title.media_id} has no score")
    return title.score, title.computed_at
