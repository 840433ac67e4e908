"""The response with the year in review."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from insights.application.years.reviews import YearReview
from insights.domain.years.review import LEAST_DAYS, LEAST_VOTES, MonthlyChange


class TitleOfYear(ResponseModel):
    """A title in a review."""

    media_item_id: Annotated[
        UUID, Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    ]
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    title: str = Field(description="Name of the title", examples=["Dune"])
    slug: str | None = Field(
        description="Slug of the title's page, or null until the catalog has published it", examples=["dune"]
    )


class ChangeOfYear(TitleOfYear):
    """The largest change of a title's popularity from one month to the next."""

    month: date = Field(description="First day of the later month", examples=["2026-03-01"])
    before: float = Field(description="Mean popularity of the month before (points of TMDB)", examples=[12.5])
    after: float = Field(description="Mean popularity of the month (points of TMDB)", examples=[80.25])
    change: float = Field(description="`after` less `before` (points of TMDB)", examples=[67.75])


class WatchedOfYear(TitleOfYear):
    """A title that many users watched."""

    new_watchers: int = Field(
        description="Users of Trakt who watched it in the year, since its first observation at the earliest",
        examples=[48211],
    )
    total_watchers: int = Field(description="Users of Trakt who ever watched it", examples=[120455])


class RatedOfYear(TitleOfYear):
    """A title that was released in the year."""

    released_on: date = Field(description="Day of the release or first episode", examples=["2026-02-27"])
    score: float = Field(description="Open score, 0 to 100", examples=[84.2])


class LeaderOfYear(TitleOfYear):
    """The title that led a list on most days."""

    list_id: str = Field(description="Id of the list", examples=["trending.movie.day"])
    days: int = Field(description="Number of days as the first of the list", examples=[23])
    first_day: date = Field(description="First of these days, in UTC", examples=["2026-03-02"])


class YearReviewReason(ResponseModel):
    """Why a review is empty."""

    code: Literal["NOT_ENOUGH_DATA"] = Field(
        description="`NOT_ENOUGH_DATA`: too little was observed in the year", examples=["NOT_ENOUGH_DATA"]
    )
    message: str = Field(description="The reason as a sentence", examples=["too little was observed in 2019"])


class YearReviewResponse(ResponseModel):
    """What stood out in a year. A part of which too little was observed is empty."""

    year: int = Field(description="The year", examples=[2026])
    complete: bool = Field(
        description="Whether the year is over; a review is computed again daily until then", examples=[False]
    )
    computed_at: datetime | None = Field(
        description="When the review was computed (UTC), or null when it was not", examples=["2026-11-02T12:00:00Z"]
    )
    reason: YearReviewReason | None = Field(description="Why every part is empty, or null when one is not")
    risers: list[ChangeOfYear] = Field(
        description="The strongest risers in popularity from one month to the next, at most 10; both months have at"
        f" least {LEAST_DAYS} observed days"
    )
    fallers: list[ChangeOfYear] = Field(description="The biggest falls in popularity, at most 10, as `risers`")
    most_watched: list[WatchedOfYear] = Field(description="The titles with most new watchers, at most 10")
    best_rated: list[RatedOfYear] = Field(
        description=f"The releases of the year with the best open score, at most 10; TMDB has at least {LEAST_VOTES}"
        " votes of each"
    )
    list_leaders: list[LeaderOfYear] = Field(description="Per list, the title that led it on most days")

    @classmethod
    def of(cls, result: YearReview) -> Self:
        """Return the response of a review; titles that were deleted since are left out."""
        review = result.review
        parts = {
            "risers": _shown(result, ((item.media_id, _change(item)) for item in review.risers)),
            "fallers": _shown(result, ((item.media_id, _change(item)) for item in review.fallers)),
            "mostWatched": _shown(
                result,
                (
                    (item.media_id, {"newWatchers": item.after - item.before, "totalWatchers": item.after})
                    for item in review.most_watched
                ),
            ),
            "bestRated": _shown(
                result,
                (
                    (item.media_id, {"releasedOn": item.released_on, "score": round(item.score, 4)})
                    for item in review.best_rated
                ),
            ),
            "listLeaders": _shown(
                result,
                (
                    (item.media_id, {"listId": item.list_id, "days": item.days, "firstDay": item.first_day})
                    for item in review.leaders
                ),
            ),
        }
        reason = None
        if not any(parts.values()):
            reason = YearReviewReason(code="NOT_ENOUGH_DATA", message=f"too little was observed in {result.year}")
        head = {"year": result.year, "complete": result.is_complete, "computedAt": result.computed_at}
        return cls.model_validate({**head, "reason": reason, **parts})


def _change(item: MonthlyChange) -> dict[str, Any]:
    return {
        "month": item.month,
        "before": round(item.before, 4),
        "after": round(item.after, 4),
        "change": round(item.after - item.before, 4),
    }


def _shown(result: YearReview, items: Iterable[tuple[UUID, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {"mediaItemId": media_id, "type": title.kind, "title": title.name, "slug": title.slug, **fields}
        for media_id, fields in items
        if (title := result.titles.get(media_id)) is not None
    ]
