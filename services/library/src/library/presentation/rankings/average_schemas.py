"""Parameters and responses of the averages of all users."""

from typing import Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import Parameters, ResponseModel
from library.application.rankings.averages import TitleAverage, TopTitle
from library.presentation.rankings.analytics_schemas import StarsResponse
from library.presentation.rankings.requests import MAX_ID
from library.presentation.titles.schemas import MediaId, MediaSummary

MOST_IDS: Final = 100
_ID: Final = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class AveragesParams(Parameters):
    """The titles whose averages are read."""

    ids: str = Field(
        max_length=MOST_IDS * 37,
        pattern=f"^{_ID}(,{_ID}){{0,{MOST_IDS - 1}}}$",
        description=f"Comma-separated ids of 1 to {MOST_IDS} titles",
        examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9,5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"],
    )

    def media_ids(self) -> list[UUID]:
        """Return the ids, each once."""
        return list(dict.fromkeys(UUID(text) for text in self.ids.split(",")))


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
