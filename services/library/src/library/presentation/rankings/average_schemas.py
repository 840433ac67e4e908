"""Parameters and responses of the averages of all users."""

from typing import Literal, Self

from pydantic import Field

from chassis.http.schemas import Parameters, ResponseModel
from library.application.rankings.averages import TitleAverage, TopTitle
from library.presentation.rankings.analytics_schemas import StarsResponse
from library.presentation.rankings.requests import MAX_ID
from library.presentation.titles.schemas import MediaId, MediaSummary


class TopParams(Parameters):
    """The page of the best titles."""

    type: Literal["movie", "show"] = Field(default="movie", description="`movie` or `show`", examples=["movie"])
    limit: int = Field(
        default=20, ge=1, le=100, description="Maximum number of titles on the page, 1 to 100", examples=[20]
    )
    offset: int = Field(
        default=0, ge=0, le=MAX_ID, description=f"Number of titles before the page, at most {MAX_ID}", examples=[0]
    )


class AverageResponse(ResponseModel):
    """The stars of a title over all users who show their ratings."""

    media_item_id: MediaId
    average: float | None = Field(
        description="Mean of the stars with two decimals, or null while fewer than three users have rated the title",
        examples=[4.12],
    )
    count: int | None = Field(description="Number of users who have rated the title, or null", examples=[57])
    histogram: list[StarsResponse] | None = Field(description="Number of users by stars, or null")

    @classmethod
    def of(cls, average: TitleAverage) -> Self:
        """Return the response of an average."""
        histogram = average.histogram
        return cls(
            media_item_id=average.media_id,
            average=round(histogram.mean, 2) if histogram else None,
            count=histogram.raters if histogram else None,
            histogram=StarsResponse.all_of(histogram.counts) if histogram else None,
        )


class TopTitleResponse(ResponseModel):
    """A title in the order of the best ones."""

    rank: int = Field(description="Place in the order, from 1", examples=[1])
    average: float = Field(description="Mean of the stars with two decimals", examples=[4.61])
    weighted_average: float = Field(
        description="Mean of the stars, weighted by the number of raters, with four decimals", examples=[4.3712]
    )
    count: int = Field(description="Number of users who have rated the title", examples=[57])
    media_summary: MediaSummary | None = Field(description="The title")

    @classmethod
    def of(cls, item: TopTitle) -> Self:
        """Return the response of a title."""
        return cls(
            rank=item.rank,
            average=round(item.histogram.mean, 2),
            weighted_average=round(item.weighted, 4),
            count=item.histogram.raters,
            media_summary=MediaSummary.of(item.title),
        )
