"""The state of a title by day, score, region and user, which responses add to the stored facts."""

from datetime import date

from pydantic import Field

from catalog.presentation.schemas.personal import Card, UserState
from chassis.http.schemas import ResponseModel


class ShowProgress(ResponseModel):
    """How far a show has aired."""

    season: int | None = Field(description="Season of the last aired episode, or null when unknown", examples=[2])
    episode: int | None = Field(description="Number of the last aired episode, or null when unknown", examples=[5])
    label: str | None = Field(description="The last aired episode in short, or null when unknown", examples=["S2E5"])
    last_air_date: date | None = Field(
        description="Day of the last aired episode, or null when unknown", examples=["2026-11-14"]
    )
    next_air_date: date | None = Field(
        description="Day of the next episode, or null when none is announced", examples=["2026-11-21"]
    )


class TitleState(ResponseModel):
    """The state that movies and shows have in common."""

    slug: str = Field(description="Name of the title in URLs, unique per type", examples=["the-matrix"])
    popularity: float | None = Field(description="Popularity at TMDB, or null when unknown", examples=[48.7])
    is_new: bool = Field(description="Released within 60 days (a show: 30), or not yet released", examples=[False])
    is_classic: bool = Field(
        description="Older than ten years, or with a score of 80 or more and over 10,000 watchers", examples=[True]
    )
    user_state: UserState | None = Field(
        description="The user's own entry, or null without an access token and for titles without an entry"
    )
    card: Card = Field(description="What to show on the card of the title")


class MovieState(TitleState):
    """The state of a movie in a region."""

    theatrical_release_date: date | None = Field(
        description="First day in the theaters of `releaseRegion`; null when no day is known", examples=["1999-03-31"]
    )
    digital_release_date: date | None = Field(
        description="First day at digital services of the requested region; null when no day is known there",
        examples=["2008-05-15"],
    )
    release_region: str | None = Field(
        description="Region of the dates, ISO 3166-1: the requested one, or a fallback region when the requested one"
        " has no dates; null when no date is known",
        examples=["US"],
    )
    is_release_fallback: bool = Field(description="Whether `releaseRegion` is another region than the requested one")


class ShowState(TitleState):
    """The state of a show."""

    show_progress: ShowProgress | None = Field(description="How far the show has aired, or null when unknown")
