"""Responses of the pages of titles and seasons."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from catalog.domain.release import ReleaseStatus
from catalog.presentation.schemas.lists import A_SHOW, IMAGE, SHOW, ListItem, Rating, ShowProgress
from chassis.http.document.examples import OVERRIDES
from chassis.http.schemas import ImageSet, ResponseModel


class ExternalIds(ResponseModel):
    """Ids of the title at other systems."""

    imdb: str | None = Field(description="Id at IMDb, or null when unknown", examples=["tt0133093"])
    trakt: int | None = Field(description="Number at Trakt, or null when unknown", examples=[481])
    trakt_slug: str | None = Field(description="Slug at Trakt, or null when unknown", examples=["the-matrix-1999"])
    tvdb: int | None = Field(description="Number of a show at TheTVDB, or null", examples=[None])
    tvmaze: int | None = Field(description="Number of a show at TVmaze, or null", examples=[None])


class VideoItem(ResponseModel):
    """A trailer or teaser."""

    key: str = Field(description="Key of the video at its site", examples=["vKQi3bBA1y8"])
    name: str = Field(description="Name of the video", examples=["Official Trailer"])
    site: str = Field(description="Site that shows it", examples=["YouTube"])
    type: str = Field(description="Kind of the video, as TMDB names it", examples=["Trailer"])
    official: bool = Field(description="Whether it was published by the makers of the title", examples=[True])
    language: str | None = Field(description="Language (ISO 639-1), or null when unknown", examples=["en"])
    country: str | None = Field(description="Country (ISO 3166-1), or null when unknown", examples=["US"])


class Person(ResponseModel):
    """Somebody who made the title."""

    tmdb_id: int = Field(description="TMDB number of the person", examples=[6384])
    person_id: str = Field(description="Provider and number of the person", examples=["tmdb:6384"])
    slug: str | None = Field(
        description="Name of the person in URLs, or null without a Latin spelling", examples=["keanu-reeves"]
    )
    name: str = Field(description="Name of the person", examples=["Keanu Reeves"])
    profile_path: str | None = Field(description="Path of a picture at TMDB, or null without one", examples=[IMAGE])


class CastMember(Person):
    """A person in front of the camera."""

    character: str | None = Field(description="Name of the role, or null when unknown", examples=["Neo"])
    order: int = Field(description="Place in the cast, from 0", examples=[0])


class CrewMember(Person):
    """A person behind the camera."""

    job: str = Field(description="What the person did", examples=["Director"])
    department: str | None = Field(description="Department of the job, or null when unknown", examples=["Directing"])


class CreditList(ResponseModel):
    """Who made the title."""

    cast: list[CastMember] = Field(description="Up to 20 people in front of the camera, in the provider's order")
    crew: list[CrewMember] = Field(description="Directors, writers and other people behind the camera")


class ProviderItem(ResponseModel):
    """A service that offers the title."""

    provider_id: int = Field(description="Number of the service at TMDB", examples=[8])
    name: str = Field(description="Name of the service", examples=["Netflix"])
    logo: ImageSet | None = Field(description="The logo in four sizes, or null without one")
    display_priority: int | None = Field(description="Its place among services, lowest first, or null", examples=[0])


class Availability(ResponseModel):
    """Where the title can be watched."""

    region: str = Field(description="Country of the offers (ISO 3166-1)", examples=["US"])
    is_fallback: bool = Field(
        description="Whether these are the offers of another country than the requested one", examples=[False]
    )
    link: str | None = Field(
        description="Page with the offers at TMDB, or null without one",
        examples=["https://www.themoviedb.org/movie/603/watch?locale=US"],
    )
    stream: list[ProviderItem] = Field(description="Services that stream the title to subscribers")
    rent: list[ProviderItem] = Field(description="Services that rent the title")
    buy: list[ProviderItem] = Field(description="Services that sell the title")
    ads: list[ProviderItem] = Field(description="Services that stream the title with advertisements")
    free: list[ProviderItem] = Field(description="Services that stream the title for free")


class Certification(ResponseModel):
    """For whom the title is fit."""

    region: str = Field(description="Country of the age rating (ISO 3166-1)", examples=["US"])
    is_fallback: bool = Field(
        description="Whether this is the age rating of another country than the requested one", examples=[False]
    )
    name: str = Field(description="The age rating as the country writes it", examples=["R"])


class Detail(ListItem):
    """What the pages of movies and shows have in common."""

    original_language: str | None = Field(description="Language (ISO 639-1), or null when unknown", examples=["en"])
    origin_countries: list[str] = Field(description="Countries that made the title (ISO 3166-1)", examples=[["US"]])
    external_ids: ExternalIds = Field(description="Ids at other systems")
    keywords: list[str] = Field(description="TMDB's keywords", examples=[["artificial intelligence", "dystopia"]])
    videos: list[VideoItem] = Field(description="Trailers and teasers, the best first")
    primary_trailer: VideoItem | None = Field(description="The main trailer, or null without one")
    credits: CreditList = Field(description="Who made the title")
    status: str | None = Field(
        description="State of production as TMDB names it, such as `Released`, `Post Production`, `Canceled`,"
        " `Returning Series` or `Ended`, or null when unknown",
        examples=["Released"],
    )
    availability: Availability | None = Field(
        description="Where to watch, or null when neither the country nor a fallback has offers"
    )
    certification: Certification | None = Field(
        description="The age rating, or null when neither the country nor a fallback has one"
    )
    imported_at: datetime = Field(description="When the facts were last imported", examples=["2026-11-21T12:00:00Z"])


class ReleaseItem(ResponseModel):
    """One release of a movie in one region."""

    region: str = Field(description="ISO 3166-1", examples=["US"])
    type: Literal["premiere", "limited", "theatrical", "digital", "physical", "tv"] = Field(
        description="`premiere` at a festival or an event, `limited` in few theaters, `physical` on disc",
        examples=["theatrical"],
    )
    day: date = Field(alias="date", description="Day in the region", examples=["1999-03-31"])
    note: str | None = Field(description="Which release it is; null when nothing is noted", examples=["Netflix"])
    certification: str | None = Field(description="Age rating of this release; null when none", examples=["R"])


class MovieDetail(Detail):
    """Everything known of a movie."""

    type: Literal["movie"] = Field(description="Always `movie`")
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
    releases: list[ReleaseItem] = Field(description="Every known release in every region, by region and day")
    budget: int | None = Field(description="US dollars, or null when unknown", examples=[63000000])
    revenue: int | None = Field(description="US dollars, or null when unknown", examples=[463517383])
    release_status: ReleaseStatus = Field(
        description="In the requested region: `upcoming` until the first day there; `in_theaters` for at most 120 days"
        " while no service there offers the movie; `new_on_streaming` for 14 days from the digital release;"
        " `streaming` afterwards, see `availability`",
        examples=["streaming"],
    )


class SeasonItem(ResponseModel):
    """A season in the list of a show."""

    number: int = Field(description="Number of the season; 0 holds the specials", examples=[1])
    name: str | None = Field(description="Name of the season, or null when unknown", examples=["Season 1"])
    episode_count: int | None = Field(description="Number of its episodes, or null when unknown", examples=[7])
    poster_path: str | None = Field(description="Path of the poster at TMDB, or null without one", examples=[IMAGE])
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    air_date: date | None = Field(description="Day of its first episode, or null when unknown", examples=["2008-01-20"])


class ShowDetail(Detail):
    """Everything known of a show."""

    model_config = ConfigDict(
        json_schema_extra={
            OVERRIDES: {
                **A_SHOW,
                "status": "Ended",
                "externalIds": {
                    "imdb": "tt0903747",
                    "trakt": 1388,
                    "traktSlug": "breaking-bad",
                    "tvdb": 81189,
                    "tvmaze": 169,
                },
            }
        }
    )

    type: Literal["show"] = Field(description="Always `show`")
    total_seasons: int | None = Field(
        description="Number of seasons without the specials, or null when unknown", examples=[5]
    )
    total_episodes: int | None = Field(
        description="Number of episodes without the specials, or null when unknown", examples=[62]
    )
    last_air_date: date | None = Field(
        description="Day of the last aired episode, or null when unknown", examples=["2013-09-29"]
    )
    next_air_date: date | None = Field(
        description="Day of the next episode, or null when none is announced", examples=[None]
    )
    show_progress: ShowProgress | None = Field(description="How far the show has aired, or null when unknown")
    seasons: list[SeasonItem] = Field(description="The seasons by number")


class EpisodeItem(ResponseModel):
    """An episode of a season."""

    id: UUID = Field(description="Id of the episode", examples=["0c1e9f43-5a2d-5f6b-9d0e-7b1c2a3d4e5f"])
    number: int = Field(description="Number of the episode in its season", examples=[1])
    title: str | None = Field(description="Name of the episode, or null when unknown", examples=["Pilot"])
    overview: str | None = Field(
        description="What the episode is about, or null when unknown",
        examples=["A chemistry teacher is told that he has cancer."],
    )
    air_date: date | None = Field(description="UTC day on which it airs, or null when unknown", examples=["2008-01-20"])
    airs_at: datetime | None = Field(
        description="Instant at which it airs, or null when only the day is known", examples=["2008-01-21T03:00:00Z"]
    )
    runtime: int | None = Field(description="Minutes, or null when unknown", examples=[58])
    still_path: str | None = Field(description="Path of the still at TMDB, or null without one", examples=[IMAGE])
    still: ImageSet | None = Field(description="A picture of the episode in four sizes, or null without one")
    ratings: dict[str, Rating | None] = Field(
        description="Rating by provider (`tmdb`, `imdb`, `trakt`), or null without votes",
        examples=[{"tmdb": {"rating": 8.2, "voteCount": 310}}],
    )


class SeasonDetail(ResponseModel):
    """A season with all its episodes; without any, and without a time of sync, when they were not synced yet."""

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
        description="Number of its episodes, or null when the show's record does not say", examples=[1]
    )
    episodes: list[EpisodeItem] = Field(description="Its episodes by number")
    synced_at: datetime | None = Field(
        description="When the season was last fetched, or null when only the show's record lists it",
        examples=["2026-11-21T12:00:00Z"],
    )
