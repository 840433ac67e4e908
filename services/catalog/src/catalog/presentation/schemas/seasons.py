"""Responses of seasons and episodes. They are rendered once, when the event arrives."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from catalog.application.read_models import ListedSeason
from catalog.presentation.schemas.title import IMAGE, SHOW, Rating
from chassis.http.schemas import ImageSet, ResponseModel
from contracts.identity import season_id


class RecordedSeason(ResponseModel):
    """A season as the show's record lists it."""

    number: int = Field(description="Number of the season; 0 holds the specials", examples=[1])
    name: str | None = Field(description="Name of the season, or null when unknown", examples=["Season 1"])
    episode_count: int | None = Field(description="Number of its episodes, or null when unknown", examples=[7])
    poster_path: str | None = Field(description="Path of the poster at TMDB, or null without one", examples=[IMAGE])
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    air_date: date | None = Field(description="Day of its first episode, or null when unknown", examples=["2008-01-20"])


class SeasonItem(RecordedSeason):
    """A season in the list of a show."""

    synced_at: datetime | None = Field(
        description="When the season was last fetched with its episodes, or null when only the show's record lists it",
        examples=["2026-11-21T12:00:00Z"],
    )


class EpisodeItem(ResponseModel):
    """An episode of a season."""

    id: UUID = Field(description="Id of the episode", examples=["0c1e9f43-5a2d-5f6b-9d0e-7b1c2a3d4e5f"])
    number: int = Field(description="Number of the episode in its season", examples=[1])
    title: str | None = Field(description="Name of the episode, or null when unknown", examples=["Pilot"])
    overview: str | None = Field(
        description="What the episode is about, or null when unknown",
        examples=["A chemistry teacher learns that he has cancer."],
    )
    air_date: date | None = Field(description="UTC day on which it airs, or null when unknown", examples=["2008-01-20"])
    airs_at: datetime | None = Field(
        description="Instant at which it airs, or null when only the day is known", examples=["2008-01-21T03:00:00Z"]
    )
    runtime: int | None = Field(description="Minutes, or null when unknown", examples=[58])
    still_path: str | None = Field(description="Path of the still at TMDB, or null without one", examples=[IMAGE])
    still: ImageSet | None = Field(description="A still of the episode in four sizes, or null without one")
    ratings: dict[str, Rating | None] = Field(
        description="Rating by provider (`tmdb`, `imdb`, `trakt`), or null without votes",
        examples=[{"tmdb": {"rating": 8.2, "voteCount": 310}}],
    )


class SeasonDetail(ResponseModel):
    """A season with all its episodes; without episodes and sync time when it was not synced yet."""

    id: UUID = Field(description="Id of the season", examples=["7e0a4c18-3b5f-5c7d-8e9a-0f1b2c3d4e5f"])
    show_id: UUID = Field(description="Id of the show", examples=[SHOW])
    number: int = Field(description="Number of the season; 0 holds the specials", examples=[1])
    name: str | None = Field(description="Name of the season, or null when unknown", examples=["Season 1"])
    overview: str | None = Field(
        description="What the season is about, or null when unknown",
        examples=["High school teacher Walter White's life changes."],
    )
    air_date: date | None = Field(description="Day of its first episode, or null when unknown", examples=["2008-01-20"])
    poster_path: str | None = Field(description="Path of the poster at TMDB, or null without one", examples=[IMAGE])
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    episode_count: int | None = Field(
        description="Number of its episodes, or null when the show's record does not state it", examples=[1]
    )
    episodes: list[EpisodeItem] = Field(description="Its episodes by number")
    synced_at: datetime | None = Field(
        description="When the season was last fetched, or null when only the show's record lists it",
        examples=["2026-11-21T12:00:00Z"],
    )

    @classmethod
    def of_listed(cls, season: ListedSeason) -> Self:
        """Return a season that the show's record lists and whose episodes were not synced."""
        item = RecordedSeason.model_validate_json(season.summary)
        return cls(
            id=season_id(season.show_tmdb_id, season.number),
            show_id=season.show_id,
            number=season.number,
            name=item.name,
            overview=None,
            air_date=item.air_date,
            poster_path=item.poster_path,
            poster=item.poster,
            episode_count=item.episode_count,
            episodes=[],
            synced_at=None,
        )
