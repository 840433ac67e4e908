"""Requests and responses of drop-off."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import RequestModel, ResponseModel
from stats.application.drop_off.queries import StoredAnalysis
from stats.domain.drop_off.analysis import CurvePoint, DropPoint, SeasonComparison, Statement
from stats.domain.drop_off.episodes import Place

MethodName = Literal["survival-1", "votes-1", "threshold-1"]
SeasonNumber = Annotated[int, Field(description="Number of the season", examples=[2])]
EpisodeNumber = Annotated[int, Field(description="Number of the episode within its season", examples=[3])]


class PlaceResponse(ResponseModel):
    """An episode by its numbers."""

    season: SeasonNumber
    episode: EpisodeNumber

    @classmethod
    def of(cls, place: Place | None) -> Self | None:
        """Return the response of a place, or null without one."""
        return None if place is None else cls(season=place.season, episode=place.episode)


class CurvePointResponse(ResponseModel):
    """The curve at one episode; shares are of 1."""

    season: SeasonNumber
    episode: EpisodeNumber
    retention: float = Field(
        description="Share of the users who began the show that is left at this episode, 0 to 1", examples=[0.71]
    )
    low: float | None = Field(description="Lower end of the 95 % interval, or null without one", examples=[0.68])
    high: float | None = Field(description="Upper end of the 95 % interval, or null without one", examples=[0.75])
    hazard: float | None = Field(
        description="Share that leaves before the next episode, of those who reached this one, 0 to 1; null at the end",
        examples=[0.04],
    )
    at_risk: int | None = Field(
        description="Users who reached this episode, or votes for it, by the method", examples=[9314]
    )

    @classmethod
    def of(cls, point: CurvePoint) -> Self:
        """Return the response of a point of the curve."""
        return cls(
            season=point.place.season,
            episode=point.place.episode,
            retention=point.retention,
            low=point.low,
            high=point.high,
            hazard=point.hazard,
            at_risk=point.at_risk,
        )


class DropPointResponse(ResponseModel):
    """The episode at which an unusual share is lost."""

    season: SeasonNumber
    episode: EpisodeNumber
    title: str | None = Field(description="Title of the episode, or null when unknown", examples=["Bit by a Dead Bee"])
    loss: float = Field(
        description="Share lost there, of those who were left before it, 0 to 1 (by `survival-1`: after the episode)",
        examples=[0.21],
    )
    certainty: float | None = Field(
        description="Share of 400 repetitions of the analysis (bootstrap) that find this point, give or take one"
        " episode, 0 to 1; null by `threshold-1`",
        examples=[0.93],
    )
    earliest: PlaceResponse | None = Field(description="First episode of the 95 % interval, or null without one")
    latest: PlaceResponse | None = Field(description="Last episode of the 95 % interval, or null without one")

    @classmethod
    def of(cls, point: DropPoint | None) -> Self | None:
        """Return the response of a drop point, or null without one."""
        if point is None:
            return None
        return cls(
            season=point.place.season,
            episode=point.place.episode,
            title=point.title,
            loss=point.loss,
            certainty=point.certainty,
            earliest=PlaceResponse.of(point.earliest),
            latest=PlaceResponse.of(point.latest),
        )


class SeasonResponse(ResponseModel):
    """A season beside the others; null is unknown."""

    season: SeasonNumber
    episodes: int = Field(description="Number of its episodes in the analysis", examples=[13])
    mean_rating: float | None = Field(description="Mean rating of its episodes, 0 to 10", examples=[8.6])
    mean_votes: int | None = Field(description="Mean number of votes per episode", examples=[9120])
    retention_start: float | None = Field(description="Retention at its first episode, 0 to 1", examples=[0.79])
    retention_end: float | None = Field(description="Retention at its last episode, 0 to 1", examples=[0.71])
    lost: float | None = Field(
        description="Share lost within the season, of those who began it, 0 to 1; by `threshold-1` the fall of the mean"
        " votes from the season before",
        examples=[0.1],
    )

    @classmethod
    def of(cls, season: SeasonComparison) -> Self:
        """Return the response of a season."""
        return cls(
            season=season.season,
            episodes=season.episodes,
            mean_rating=season.mean_rating,
            mean_votes=season.mean_votes,
            retention_start=season.retention_start,
            retention_end=season.retention_end,
            lost=season.lost,
        )


class StatementResponse(ResponseModel):
    """A plain statement: the client has the text of each key, in its language."""

    key: Literal["dropOff.point", "dropOff.remaining", "dropOff.noPoint", "dropOff.end", "dropOff.worstSeason"] = Field(
        description="`dropOff.point`: many leave at `season`, `episode`, `lossPercent` of those who are left."
        " `dropOff.remaining`: `remainingPercent` of those who began are left there. `dropOff.noPoint`: the loss is"
        " even. `dropOff.end`: `remainingPercent` reach the last episode. `dropOff.worstSeason`: `season` loses most,"
        " `lossPercent`",
        examples=["dropOff.point"],
    )
    parameters: dict[str, int | float | str] = Field(
        description="What is filled into the text; percentages are whole numbers",
        examples=[{"season": 2, "episode": 3, "lossPercent": 21}],
    )

    @classmethod
    def of(cls, statement: Statement) -> Self:
        """Return the response of a statement."""
        return cls.model_validate({"key": statement.key, "parameters": dict(statement.parameters)})


class DropOffResponse(ResponseModel):
    """Where the users of a show leave it."""

    media_item_id: UUID = Field(description="Id of the show", examples=["63f0c9c5-4fd9-5c2c-b0a5-1f6f0d6c0c11"])
    tmdb_id: int = Field(description="TMDB number of the show", examples=[1396])
    method: MethodName | None = Field(
        description="`survival-1`: Kaplan-Meier over own users. `votes-1`: from the votes per episode of one provider."
        " `threshold-1`: the rule of the Ratingo API, without a curve. Null when the show was not analyzed yet",
        examples=["votes-1"],
    )
    source: str | None = Field(
        description="Whose votes (`trakt`, `tmdb`, …), or `marquee` for own users; null when there are none",
        examples=["trakt"],
    )
    sample_size: int = Field(
        description="Votes for all episodes together, or users who began the show; 0 when the group is too small",
        examples=[412300],
    )
    episodes: int = Field(description="Number of regular episodes in the analysis", examples=[62])
    reason: Literal["NOT_ANALYZED", "TOO_FEW_EPISODES", "TOO_FEW_VOTES", "TOO_FEW_USERS"] | None = Field(
        description="Why there is no result, or null when there is one", examples=[None]
    )
    drop_point: DropPointResponse | None = Field(
        description="The drop point, or null when none is certain: the loss is even then, or there is no result"
    )
    curve: list[CurvePointResponse] = Field(description="One point per episode in order; empty without a result")
    seasons: list[SeasonResponse] = Field(description="The seasons by number")
    statements: list[StatementResponse] = Field(description="What the analysis says, the most important first")
    observed_at: datetime | None = Field(
        description="When the newest of the data was observed (UTC), or null when unknown",
        examples=["2026-11-28T22:10:00Z"],
    )
    analyzed_at: datetime | None = Field(
        description="When the show was analyzed (UTC), or null when it was not yet", examples=["2026-11-29T03:30:00Z"]
    )

    @classmethod
    def of(cls, stored: StoredAnalysis) -> Self:
        """Return the response of an analysis."""
        analysis = stored.analysis
        return cls(
            media_item_id=stored.media_id,
            tmdb_id=stored.tmdb_id,
            method=analysis.method if analysis else None,
            source=analysis.source if analysis else None,
            sample_size=analysis.sample_size if analysis else 0,
            episodes=analysis.episodes if analysis else 0,
            reason=analysis.reason if analysis else "NOT_ANALYZED",
            drop_point=DropPointResponse.of(analysis.point) if analysis else None,
            curve=[CurvePointResponse.of(point) for point in analysis.curve] if analysis else [],
            seasons=[SeasonResponse.of(season) for season in analysis.seasons] if analysis else [],
            statements=[StatementResponse.of(statement) for statement in analysis.statements] if analysis else [],
            observed_at=analysis.observed_at if analysis else None,
            analyzed_at=stored.analyzed_at,
        )


class AnalyzeRequest(RequestModel):
    """Which shows are analyzed."""

    tmdb_id: int | None = Field(
        default=None,
        ge=1,
        le=2_147_483_647,
        description="TMDB number of one show; without it, the shows whose analysis is missing or oldest",
        examples=[1396],
    )
    limit: int = Field(default=50, ge=1, le=500, description="How many shows at most, without `tmdbId`", examples=[50])


class AnalysisStarted(ResponseModel):
    """Shows are marked to be analyzed, which takes a few seconds."""

    message: str = Field(description="What was started, for people", examples=["Analysis of 50 shows has started"])
    job_id: str = Field(description="Name of the work, the same for the same request", examples=["drop-off:1396"])
    shows: int = Field(description="How many shows are analyzed", examples=[50])
