"""Responses of the stats API."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from stats.application.queries import Explanation, Stats
from stats.domain.score import ScoreInput, Term, Vote

MediaId = Annotated[UUID, Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])]
RatingoScore = Annotated[
    float, Field(description="The open score, 0 to 100: what lists are sorted and compared by", examples=[81.7])
]
ComputedAt = Annotated[
    datetime, Field(description="When the scores were computed (UTC)", examples=["2026-11-21T12:00:00Z"])
]


class StatsResponse(ResponseModel):
    """The scores and the audience of a title; null is unknown."""

    media_item_id: MediaId
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    ratingo_score: RatingoScore
    quality_score: float = Field(description="How well the title is rated, 0 to 100", examples=[87.5])
    popularity_score: float = Field(description="How much attention the title has, 0 to 100", examples=[69.4])
    freshness_score: float = Field(
        description="How new the title is, 0 to 100; it falls by half in about four months", examples=[94.6]
    )
    average_rating: float | None = Field(
        description="Weighted mean of the providers' ratings, 0 to 10, or null without a rating", examples=[8.0]
    )
    total_votes: int = Field(description="Votes at IMDb and Trakt together", examples=[520000])
    live_watchers: int | None = Field(
        description="Trakt users who are watching the title now, or null when unknown", examples=[1000]
    )
    total_watchers: int | None = Field(
        description="Trakt users who have ever watched the title, or null when unknown", examples=[248000]
    )
    trending_rank: int | None = Field(
        description="Place in TMDB's list of trending titles of its type, from 1, or null when it is not in the list",
        examples=[12],
    )
    watchers_count: int | None = Field(
        description="The former name of `liveWatchers`", deprecated=True, examples=[1000]
    )
    computed_at: ComputedAt

    @classmethod
    def of(cls, stats: Stats) -> Self:
        """Return the response of a title's stats."""
        return cls(
            media_item_id=stats.media_id,
            tmdb_id=stats.tmdb_id,
            type="movie" if stats.kind == "movie" else "show",
            ratingo_score=round(stats.score, 4),
            quality_score=round(stats.quality, 4),
            popularity_score=round(stats.popularity, 4),
            freshness_score=round(stats.freshness, 4),
            average_rating=None if stats.average_rating is None else round(stats.average_rating, 4),
            total_votes=stats.total_votes,
            live_watchers=stats.live_watchers,
            total_watchers=stats.total_watchers,
            trending_rank=stats.trending_rank,
            watchers_count=stats.live_watchers,
            computed_at=stats.computed_at,
        )


class TermResponse(ResponseModel):
    """One term of the score."""

    name: Literal["popularity", "watchers", "rating", "confidence", "freshness"] = Field(
        description="`popularity`: TMDB's popularity. `watchers`: users who are watching now. `rating`: the mean"
        " rating. `confidence`: the number of votes. `freshness`: the age of the title",
        examples=["watchers"],
    )
    value: float = Field(description="The term, from 0 to 1", examples=[0.811])
    weight: float = Field(description="Its share of the score; all weights together are 1", examples=[0.25])
    points: float = Field(description="What it adds to the score, of 100", examples=[20.28])

    @classmethod
    def of(cls, term: Term) -> Self:
        """Return the response of a term."""
        return cls(name=term.name, value=round(term.value, 6), weight=term.weight, points=round(term.points, 4))


class VoteResponse(ResponseModel):
    """One provider's rating."""

    rating: float = Field(description="From 0 to 10", examples=[8.7])
    votes: int | None = Field(description="Number of votes, or null when unknown", examples=[520000])

    @classmethod
    def of(cls, vote: Vote | None) -> Self | None:
        """Return the response of a rating, or null without one."""
        return None if vote is None else cls(rating=vote.rating, votes=vote.votes)


class ScoreInputsResponse(ResponseModel):
    """The values that a score was computed from; null is unknown."""

    popularity: float | None = Field(description="TMDB's popularity, from 0, without an upper limit", examples=[48.7])
    live_watchers: int | None = Field(description="Trakt users who were watching at that time", examples=[1000])
    imdb: VoteResponse | None = Field(description="The rating at IMDb, or null when unknown")
    trakt: VoteResponse | None = Field(description="The rating at Trakt, or null when unknown")
    metacritic: int | None = Field(description="The Metacritic score, 0 to 100", examples=[73])
    rotten_tomatoes: int | None = Field(description="The Rotten Tomatoes score, 0 to 100", examples=[83])
    release_date: date | None = Field(
        description="The release of a movie, the first air date of a show", examples=["1999-03-31"]
    )

    @classmethod
    def of(cls, inputs: ScoreInput) -> Self:
        """Return the response of a score's inputs."""
        return cls(
            popularity=inputs.popularity,
            live_watchers=inputs.live_watchers,
            imdb=VoteResponse.of(inputs.imdb),
            trakt=VoteResponse.of(inputs.trakt),
            metacritic=inputs.metacritic,
            rotten_tomatoes=inputs.rotten_tomatoes,
            release_date=inputs.release_date,
        )


class ExplanationResponse(ResponseModel):
    """How a score was computed: the points of its terms, and the factor for few votes."""

    media_item_id: MediaId
    ratingo_score: RatingoScore
    terms: list[TermResponse] = Field(
        description="The terms; the score is the sum of their points, times `fewVotesFactor`"
    )
    few_votes_factor: float = Field(description="0.7 below 30 votes, else 1", examples=[1.0])
    inputs: ScoreInputsResponse = Field(description="The values that the score was computed from")
    computed_at: ComputedAt

    @classmethod
    def of(cls, explanation: Explanation) -> Self:
        """Return the response of an explanation."""
        return cls(
            media_item_id=explanation.media_id,
            ratingo_score=round(explanation.score, 4),
            terms=[TermResponse.of(term) for term in explanation.terms],
            few_votes_factor=explanation.few_votes_factor,
            inputs=ScoreInputsResponse.of(explanation.inputs),
            computed_at=explanation.computed_at,
        )
