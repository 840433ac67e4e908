"""Responses of the insights API."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ImageSet, ResponseModel
from insights.application.readings import History, MovedTitle, Movements
from insights.domain.title import Standing
from insights.presentation.images import BACKDROP, POSTER, image_set

WindowName = Literal["30d", "90d", "365d"]
MediaId = Annotated[UUID, Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])]


class MovementStats(ResponseModel):
    """How a title's growth changed: growth is how many watchers joined within one window."""

    delta_watchers: int = Field(description="growthCurrent - growthPrev", examples=[420])
    delta_percent: float | None = Field(
        description="100 * deltaWatchers / |growthPrev|, or null when growthPrev is 0", examples=[84.0]
    )
    current_watchers: int = Field(
        description="Users of Trakt who have ever watched, as of the newest snapshot", examples=[248000]
    )
    growth_current: int = Field(description="Watchers who joined in the newest window", examples=[920])
    growth_prev: int = Field(description="Watchers who joined in the window before", examples=[500])
    is_new_in_trends: bool = Field(description="Whether the title grew in the newest window only", examples=[False])


class TmdbRating(ResponseModel):
    """TMDB's rating from 0 to 10; null is unknown."""

    rating: float | None = Field(description="From 0 to 10, or null when unknown", examples=[7.8])
    vote_count: int | None = Field(description="How many voted, or null when unknown", examples=[13950])


class ExternalRatings(ResponseModel):
    """Ratings elsewhere."""

    tmdb: TmdbRating | None = Field(description="The rating at TMDB, or null when it has none")


class MovedItem(ResponseModel):
    """A title and how it moved."""

    id: UUID = Field(description="The same as `mediaItemId`", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    media_item_id: MediaId
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    slug: str | None = Field(
        description="Slug of the title's page (`/catalog/movies/{slug}`, `/catalog/shows/{slug}`), or null until the"
        " catalog has published it",
        examples=["dune"],
    )
    title: str = Field(description="Name of the title", examples=["Dune"])
    original_title: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["Dune"]
    )
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    backdrop: ImageSet | None = Field(description="The backdrop in four sizes, or null without one")
    stats: MovementStats = Field(description="How the audience moved")
    external_ratings: ExternalRatings = Field(description="Ratings of other systems")
    ratingo_score: float | None = Field(description="The open score, 0 to 100, or null when unknown", examples=[78.4])


class Reason(ResponseModel):
    """Why no title can have moved."""

    code: Literal["NO_DATA", "NOT_ENOUGH_HISTORY", "TOO_MANY_GAPS"] = Field(
        description="`NO_DATA`: nothing was observed yet. `NOT_ENOUGH_HISTORY`: the observations began too late."
        " `TOO_MANY_GAPS`: no title was observed at all three ends",
        examples=["NOT_ENOUGH_HISTORY"],
    )
    message: str = Field(
        description="The same in a sentence",
        examples=["Movements over 30 days need observations since 2026-09-03; the first is of 2026-10-15"],
    )


class MovementsResponse(ResponseModel):
    """The strongest risers and fallers of a window."""

    window: WindowName = Field(description="Length of the two periods that are compared", examples=["30d"])
    region: Literal["global"] = Field(default="global", description="Audiences are counted for the whole world")
    metric: Literal["delta"] = Field(default="delta", description="What the lists are sorted by: deltaWatchers")
    as_of: date | None = Field(
        description="Newest UTC day with observations, or null without any", examples=["2026-11-02"]
    )
    data_since: date | None = Field(
        description="First UTC day with observations, or null without any", examples=["2026-01-15"]
    )
    reason: Reason | None = Field(description="Why both lists are empty, or null when titles could be compared")
    risers: list[MovedItem] = Field(description="Titles that gained speed, the strongest first")
    fallers: list[MovedItem] = Field(description="Titles that lost speed, the strongest first")


class HistoryPoint(ResponseModel):
    """A title's audience on one UTC day; null is unknown, not zero."""

    day: date = Field(description="The UTC day", examples=["2026-11-02"])
    total_watchers: int | None = Field(
        description="Users of Trakt who had ever watched, or null when unknown", examples=[412300]
    )
    live_watchers: int | None = Field(
        description="The most users of Trakt who watched at one time, or null when unknown", examples=[37]
    )
    popularity: float | None = Field(description="TMDB's popularity, or null when unknown", examples=[48.7])


class HistoryResponse(ResponseModel):
    """A title's days, oldest first, one entry a day."""

    media_item_id: MediaId
    from_day: date = Field(alias="from", description="First day of the series", examples=["2026-08-05"])
    to_day: date = Field(alias="to", description="Last day of the series: today", examples=["2026-11-02"])
    days: list[HistoryPoint] = Field(description="One entry per day, oldest first")


def to_movements(window: WindowName, found: Movements) -> MovementsResponse:
    """Return the response of risers and fallers."""
    shortage = found.shortage
    return MovementsResponse(
        window=window,
        as_of=found.as_of,
        data_since=found.data_since,
        reason=Reason(code=shortage.code, message=shortage.message) if shortage else None,
        risers=[_item(moved) for moved in found.risers],
        fallers=[_item(moved) for moved in found.fallers],
    )


def to_history(history: History) -> HistoryResponse:
    """Return the response of a daily series."""
    points = [
        HistoryPoint(
            day=point.day,
            total_watchers=point.total_watchers,
            live_watchers=point.live_watchers,
            popularity=point.popularity,
        )
        for point in history.days
    ]
    return HistoryResponse(media_item_id=history.media_id, from_day=history.first, to_day=history.last, days=points)


def _item(moved: MovedTitle) -> MovedItem:
    title, movement, facts = moved.title, moved.movement, moved.title.facts
    if facts is None:
        raise ValueError(f"title {title.media_id} has no name to show")
    return MovedItem(
        id=title.media_id,
        media_item_id=title.media_id,
        type="movie" if title.kind == "movie" else "show",
        slug=title.address.slug if title.address else None,
        title=facts.name,
        original_title=facts.original_name,
        poster=image_set(facts.poster_path, POSTER),
        backdrop=image_set(facts.backdrop_path, BACKDROP),
        stats=MovementStats(
            delta_watchers=movement.delta,
            delta_percent=movement.delta_percent,
            current_watchers=movement.current_watchers,
            growth_current=movement.growth_current,
            growth_prev=movement.growth_prev,
            is_new_in_trends=movement.is_new,
        ),
        external_ratings=ExternalRatings(tmdb=_tmdb(title.standing)),
        ratingo_score=round(title.standing.ratingo_score, 4) if title.standing else None,
    )


def _tmdb(standing: Standing | None) -> TmdbRating | None:
    if standing is None or standing.tmdb_rating is None:
        return None
    return TmdbRating(rating=standing.tmdb_rating, vote_count=standing.tmdb_votes)
