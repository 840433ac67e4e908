"""Responses of the stats API."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from stats.application.queries import Stats

MediaId = Annotated[UUID, Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])]
RatingoScore = Annotated[
    float,
    Field(
        description="What lists are sorted by, 0 to 100: `score`, or without one the mean that its formula expects",
        examples=[81.7],
    ),
]
Formula = Annotated[str, Field(description="The formula of the score, with its version", examples=["ratingo-1"])]
Score = Annotated[
    float | None, Field(description="The open score, 0 to 100, or null: then `reason` says why", examples=[81.7])
]
Low = Annotated[
    float | None,
    Field(
        description="Lower end of the 90 % interval, 0 to 100, or null when the formula has no interval or no score",
        examples=[78.2],
    ),
]
High = Annotated[
    float | None,
    Field(
        description="Upper end of the 90 % interval, 0 to 100, or null when the formula has no interval or no score",
        examples=[85.1],
    ),
]
ComputedAt = Annotated[
    datetime, Field(description="When the scores were computed (UTC)", examples=["2026-11-21T12:00:00Z"])
]


class ServerRatingResponse(ResponseModel):
    """The average rating of a title by the users of this server."""

    average: float = Field(description="Average rating in reviews, 0 to 100", examples=[82.4])
    raters: int = Field(description="How many users have rated it, at least 5", examples=[17])

    @classmethod
    def of(cls, average: float | None, raters: int | None) -> Self | None:
        """Return the response, or null when the average is unknown."""
        return None if average is None or raters is None else cls(average=average, raters=raters)


class StatsResponse(ResponseModel):
    """The scores and the audience of a title; null is unknown."""

    media_item_id: MediaId
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    ratingo_score: RatingoScore
    formula: Formula
    score: Score
    low: Low
    high: High
    reason: Literal["NO_RATINGS"] | None = Field(
        description="Why there is no score: `NO_RATINGS` when no source has rated the title; else null", examples=[None]
    )
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
    live_watchers_at: datetime | None = Field(
        description="When `liveWatchers` was observed (UTC). A refresh without it keeps the last known value",
        examples=["2026-11-21T11:55:00Z"],
    )
    live_watchers_age_seconds: int | None = Field(
        description="Age of `liveWatchers` at the time of the response, in seconds", examples=[300]
    )
    total_watchers: int | None = Field(
        description="Trakt users who have ever watched the title, or null when unknown", examples=[248000]
    )
    total_watchers_at: datetime | None = Field(
        description="When `totalWatchers` was observed (UTC)", examples=["2026-11-21T03:10:00Z"]
    )
    total_watchers_age_seconds: int | None = Field(
        description="Age of `totalWatchers` at the time of the response, in seconds", examples=[31800]
    )
    trending_rank: int | None = Field(
        description="Place in TMDB's list of trending titles of its type, from 1, or null when it is not in the list",
        examples=[12],
    )
    server_rating: ServerRatingResponse | None = Field(
        description="Average rating in the reviews of this server's users, which is no part of the scores; null while"
        " fewer than 5 have rated the title"
    )
    watchers_count: int | None = Field(
        description="The former name of `liveWatchers`", deprecated=True, examples=[1000]
    )
    computed_at: ComputedAt

    @classmethod
    def of(cls, stats: Stats, now: datetime) -> Self:
        """Return the response of a title's stats at `now`."""
        return cls(
            media_item_id=stats.media_id,
            tmdb_id=stats.tmdb_id,
            type="movie" if stats.kind == "movie" else "show",
            ratingo_score=round(stats.score, 4),
            formula=stats.formula,
            score=round(stats.score, 4) if stats.reason is None else None,
            low=rounded(stats.low),
            high=rounded(stats.high),
            reason=stats.reason,
            quality_score=round(stats.quality, 4),
            popularity_score=round(stats.popularity, 4),
            freshness_score=round(stats.freshness, 4),
            average_rating=rounded(stats.average_rating),
            total_votes=stats.total_votes,
            live_watchers=stats.live_watchers,
            live_watchers_at=stats.live_watchers_at,
            live_watchers_age_seconds=age(stats.live_watchers_at, now),
            total_watchers=stats.total_watchers,
            total_watchers_at=stats.total_watchers_at,
            total_watchers_age_seconds=age(stats.total_watchers_at, now),
            trending_rank=stats.trending_rank,
            server_rating=ServerRatingResponse.of(stats.server_average, stats.server_raters),
            watchers_count=stats.live_watchers,
            computed_at=stats.computed_at,
        )


def rounded(value: float | None) -> float | None:
    """Return a number with four decimals, or null without one."""
    return None if value is None else round(value, 4)


def age(observed_at: datetime | None, now: datetime) -> int | None:
    """Return the whole seconds between an observation and `now`, or null without an observation."""
    return None if observed_at is None else max(0, int((now - observed_at).total_seconds()))
