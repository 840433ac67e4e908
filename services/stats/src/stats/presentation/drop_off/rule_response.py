"""The result of the rule `threshold-1` in the form of the Ratingo API."""

from datetime import datetime
from typing import Final, Literal, Self

from pydantic import Field

from chassis.http.schemas import ResponseModel
from stats.application.drop_off.queries import StoredRule
from stats.domain.drop_off.threshold import GOOD_RETENTION, ThresholdResult

NOT_ANALYZED: Final = "The show was not analyzed yet"


class RulePointResponse(ResponseModel):
    """The first episode at which rating and votes fall."""

    season: int = Field(description="Number of the season", examples=[1])
    episode: int = Field(description="Number of the episode within its season", examples=[4])
    title: str | None = Field(description="Title of the episode, or null when unknown", examples=["Cancer Man"])


class SeasonEngagementResponse(ResponseModel):
    """The means of a season over the episodes with 100 votes or more."""

    season: int = Field(description="Number of the season", examples=[1])
    avg_rating: float = Field(description="Mean rating, 0 to 10; 0 without such episodes", examples=[8.4])
    avg_votes: int = Field(description="Mean number of votes; 0 without such episodes", examples=[9120])
    engagement_drop: int = Field(
        description="Fall of the mean votes from the season before, in percent; 0 for a rise", examples=[12]
    )


class RuleResponse(ResponseModel):
    """The result of the rule; null before the show was analyzed."""

    tmdb_id: int = Field(description="TMDB number of the show", examples=[1396])
    message: str | None = Field(
        description="Why there is no result, for people; null when there is one", examples=[NOT_ANALYZED]
    )
    drop_off_point: RulePointResponse | None = Field(description="The point, or null without one")
    drop_off_percent: int | None = Field(
        description="Loss of votes against the episode before, in percent; 0 without a point; null when that"
        " episode has no vote",
        examples=[56],
    )
    overall_retention: int | None = Field(
        description="Mean votes of the last season as a share of the first, in percent, 0 to 100", examples=[43]
    )
    season_engagement: list[SeasonEngagementResponse] = Field(description="The first ten seasons by number")
    insight: str | None = Field(
        description="The result in one English sentence",
        examples=["Viewing falls at season 2, episode 2, by 56 percent"],
    )
    insight_type: Literal["steady", "drops_early", "strong_start", "drops_late"] | None = Field(
        description="`steady`: no point. `drops_early`: in the first 30 percent of the episodes. `strong_start`: later"
        " in the first season. `drops_late`: in a later season",
        examples=["drops_late"],
    )
    analyzed_at: datetime | None = Field(description="When (UTC)", examples=["2026-11-29T03:30:00Z"])
    episodes_analyzed: int = Field(description="Number of episodes", examples=[62])

    @classmethod
    def of(cls, stored: StoredRule) -> Self:
        """Return the response of a stored result."""
        result = stored.result
        point = result.point if result else None
        return cls(
            tmdb_id=stored.tmdb_id,
            message=None if result else NOT_ANALYZED,
            drop_off_point=point
            and RulePointResponse(season=point.season, episode=point.episode, title=result.title if result else None),
            drop_off_percent=result.drop_percent if result else None,
            overall_retention=result.retention if result else None,
            season_engagement=[
                SeasonEngagementResponse(
                    season=row.season,
                    avg_rating=row.avg_rating,
                    avg_votes=row.avg_votes,
                    engagement_drop=row.engagement_drop,
                )
                for row in (result.seasons if result else ())
            ],
            insight=insight(result) if result else None,
            insight_type=result.insight if result else None,
            analyzed_at=stored.analyzed_at,
            episodes_analyzed=result.episodes if result else 0,
        )


def insight(result: ThresholdResult) -> str:
    """Return the result in one sentence."""
    kept = result.unclamped_retention
    if result.point is None:
        if kept >= GOOD_RETENTION:
            return f"No point at which users leave: the last season keeps {kept} percent of the votes of the first"
        return f"Users leave little by little: the last season keeps {kept} percent of the votes of the first"
    place = f"season {result.point.season}, episode {result.point.episode}"
    loss = "" if result.drop_percent is None else f", by {result.drop_percent} percent"
    match result.insight:
        case "drops_early":
            return f"Users leave early: viewing falls at {place}{loss}"
        case "strong_start":
            return f"A strong start, then viewing falls at {place}{loss}"
        case _:
            return f"Viewing falls at {place}{loss}"
