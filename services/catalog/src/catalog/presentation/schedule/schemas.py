"""Responses of the calendar and of new episodes."""

from datetime import UTC, date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from catalog.application.schedule.read_models import NewEpisode, ReleaseType
from catalog.presentation.schemas.title import IMAGE, MATRIX, SHOW
from chassis.http.schemas import ImageSet, ResponseModel


class CalendarHeader(ResponseModel):
    """A show in the calendar. It is rendered once, when the import of the show arrives."""

    show_id: UUID = Field(description="Id of the show", examples=[SHOW])
    show_title: str = Field(description="Name of the show", examples=["Breaking Bad"])
    # Documents that were rendered before the field was added lack it.
    show_original_title: str | None = Field(
        default=None,
        description="Name of the show in its original language, or null when unknown",
        examples=["Breaking Bad"],
    )
    poster_path: str | None = Field(description="Path of the poster at TMDB, or null without one", examples=[IMAGE])
    poster: ImageSet | None = Field(description="The show's poster in four sizes, or null without one")


class CalendarEntry(ResponseModel):
    """An episode in the calendar, without its show. It is rendered once, when its season arrives."""

    season_number: int = Field(description="Number of the season; 0 holds the specials", examples=[5])
    episode_number: int = Field(description="Number of the episode in its season", examples=[16])
    title: str | None = Field(description="Name of the episode, or null when unknown", examples=["Felina"])
    overview: str | None = Field(
        description="What the episode is about, or null when unknown", examples=["All bad things must come to an end."]
    )
    air_date: date | None = Field(
        description="Local day of the airing, as on the page of the season", examples=["2026-11-21"]
    )
    airs_at: datetime | None = Field(
        description="Instant of the airing, or null when only the day is known", examples=["2026-11-21T21:00:00Z"]
    )
    runtime: int | None = Field(description="Minutes, or null when unknown", examples=[55])
    still_path: str | None = Field(description="Path of the still at TMDB, or null without one", examples=[IMAGE])
    still: ImageSet | None = Field(description="A still of the episode in four sizes, or null without one")


class CalendarEpisode(CalendarHeader, CalendarEntry):
    """An episode in the calendar."""

    slug: str = Field(description="Name of the show in URLs", examples=["breaking-bad"])
    air_date: date = Field(description="Local day of the airing, as on the page of the season", examples=["2026-11-21"])


class CalendarRelease(ResponseModel):
    """The release of a movie."""

    movie_id: UUID = Field(description="Id of the movie", examples=[MATRIX])
    slug: str = Field(description="Name of the movie in URLs", examples=["the-matrix"])
    title: str = Field(description="Name of the movie", examples=["The Matrix"])
    original_title: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["The Matrix"]
    )
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    release_type: ReleaseType = Field(
        description="`theatrical`: it opens in theaters. `digital`: it becomes available online",
        examples=["theatrical"],
    )
    region: str = Field(description="The country of the release (ISO 3166-1)", examples=["US"])


class CalendarDay(ResponseModel):
    """A day with entries."""

    day: date = Field(alias="date", description="The day in the requested time zone", examples=["2026-11-21"])
    episodes: list[CalendarEpisode] = Field(
        description="Its episodes: those of which only the day is known, then the others in the order of airing"
    )
    releases: list[CalendarRelease] = Field(
        default_factory=list,
        description="The movies released on the day, the most popular first; absent without `include=releases`",
    )


class Calendar(ResponseModel):
    """Episodes and releases by day."""

    start_date: date = Field(description="The first day", examples=["2026-11-21"])
    end_date: date = Field(description="The first day after the calendar", examples=["2026-11-28"])
    has_more: bool = Field(
        description="Whether more of the requested days follow, because one response has about 2,000 entries:"
        " request them with `endDate` as `startDate`",
        examples=[False],
    )
    days: list[CalendarDay] = Field(description="The days with entries, in order")


class NewEpisodeItem(ResponseModel):
    """The newest episode of a show."""

    show_id: UUID = Field(description="Id of the show", examples=[SHOW])
    slug: str = Field(description="Name of the show in URLs", examples=["breaking-bad"])
    title: str = Field(description="Name of the show", examples=["Breaking Bad"])
    original_title: str | None = Field(
        description="Name of the show in its original language, or null when unknown", examples=["Breaking Bad"]
    )
    poster_path: str | None = Field(description="Path of the poster at TMDB, or null without one", examples=[IMAGE])
    poster: ImageSet | None = Field(description="The show's poster in four sizes, or null without one")
    season_number: int = Field(description="Number of the season; 0 holds the specials", examples=[5])
    episode_number: int = Field(description="Number of the episode in its season", examples=[16])
    episode_title: str | None = Field(description="Name of the episode, or null when unknown", examples=["Felina"])
    air_date: date = Field(description="Local day of the airing, as on the page of the season", examples=["2026-11-20"])
    airs_at: datetime | None = Field(
        description="Instant of the airing, or null when only the day is known", examples=["2026-11-20T21:00:00Z"]
    )

    @classmethod
    def of(cls, episode: NewEpisode, header: bytes) -> Self:
        """Return the newest episode of a show with the header of the show."""
        show = CalendarHeader.model_validate_json(header)
        return cls(
            show_id=episode.show_id,
            slug=episode.slug,
            title=show.show_title,
            original_title=show.show_original_title,
            poster_path=show.poster_path,
            poster=show.poster,
            season_number=episode.season,
            episode_number=episode.episode,
            episode_title=episode.title,
            air_date=episode.air_date,
            airs_at=None if episode.airs_at is None else episode.airs_at.astimezone(UTC),
        )
