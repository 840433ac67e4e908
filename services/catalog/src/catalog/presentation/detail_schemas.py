"""What the pages of titles and seasons answer."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from catalog.domain.release import ReleaseStatus
from catalog.presentation.schemas import ImageSet, ListItem, Rating, ShowProgress
from chassis.schemas import Answer


class ExternalIds(Answer):
    """What other systems know the title by."""

    imdb: str | None = Field(examples=["tt0133093"])
    trakt: int | None
    trakt_slug: str | None
    tvdb: int | None
    tvmaze: int | None


class VideoItem(Answer):
    """A trailer or teaser."""

    key: str
    name: str
    site: str = Field(examples=["YouTube"])
    type: str = Field(examples=["Trailer"])
    official: bool
    language: str | None
    country: str | None


class Person(Answer):
    """Somebody who made the title."""

    tmdb_id: int
    person_id: str = Field(examples=["tmdb:6384"])
    slug: str | None = Field(description="Null where the name has no Latin spelling")
    name: str
    profile_path: str | None


class CastMember(Person):
    """A person in front of the camera."""

    character: str | None
    order: int


class CrewMember(Person):
    """A person behind the camera."""

    job: str
    department: str | None


class CreditList(Answer):
    """Who made the title."""

    cast: list[CastMember]
    crew: list[CrewMember]


class ProviderItem(Answer):
    """A service that offers the title."""

    provider_id: int
    name: str
    logo: ImageSet | None
    display_priority: int | None


class Availability(Answer):
    """Where the title can be watched."""

    region: str = Field(examples=["US"])
    is_fallback: bool = Field(description="Whether these are the offers of another region than the one asked for")
    link: str | None
    stream: list[ProviderItem]
    rent: list[ProviderItem]
    buy: list[ProviderItem]
    ads: list[ProviderItem]
    free: list[ProviderItem]


class Certification(Answer):
    """For whom the title is fit."""

    region: str = Field(examples=["US"])
    is_fallback: bool = Field(description="Whether this is the age rating of another region than the one asked for")
    name: str = Field(description="As the region spells it", examples=["PG-13"])


class Detail(ListItem):
    """What the pages of films and shows have in common."""

    original_language: str | None
    origin_countries: list[str]
    external_ids: ExternalIds
    keywords: list[str]
    videos: list[VideoItem]
    primary_trailer: VideoItem | None
    credits: CreditList
    status: str | None = Field(examples=["Released"])
    availability: Availability | None = Field(description="Null where neither the region nor a fallback has offers")
    certification: Certification | None = Field(description="Null where neither the region nor a fallback has one")
    imported_at: datetime = Field(description="How fresh the facts are")


class ReleaseItem(Answer):
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
    """Everything known of a film."""

    type: Literal["movie"]
    theatrical_release_date: date | None = Field(
        description="First day in the theaters of `releaseRegion`; null when no day is known", examples=["1999-03-31"]
    )
    digital_release_date: date | None = Field(
        description="First day at digital services of the requested region; null when no day is known there",
        examples=["1999-12-07"],
    )
    release_region: str | None = Field(
        description="Region of the dates, ISO 3166-1: the requested one, or a fallback region when the requested one"
        " has no dates; null when no date is known",
        examples=["US"],
    )
    is_release_fallback: bool = Field(description="Whether `releaseRegion` is another region than the requested one")
    releases: list[ReleaseItem] = Field(description="Every known release in every region, by region and day")
    budget: int | None
    revenue: int | None
    release_status: ReleaseStatus = Field(
        description="In the requested region: `upcoming` until the first day there; `in_theaters` for at most 120 days"
        " while no service there offers the movie; `new_on_streaming` for 14 days from the digital release;"
        " `streaming` afterwards, see `availability`"
    )


class SeasonItem(Answer):
    """A season in the list of a show."""

    number: int
    name: str | None
    episode_count: int | None
    poster_path: str | None
    poster: ImageSet | None
    air_date: date | None


class ShowDetail(Detail):
    """Everything known of a show."""

    type: Literal["show"]
    total_seasons: int | None
    total_episodes: int | None
    last_air_date: date | None
    next_air_date: date | None = Field(description="Null where no coming episode is known")
    show_progress: ShowProgress | None
    seasons: list[SeasonItem]


class EpisodeItem(Answer):
    """An episode of a season."""

    id: UUID
    number: int
    title: str | None
    overview: str | None
    air_date: date | None
    airs_at: datetime | None = Field(description="Null where only the day is known")
    runtime: int | None = Field(description="Minutes")
    still_path: str | None
    still: ImageSet | None
    ratings: dict[str, Rating | None] = Field(description="By source; null where nobody voted")


class SeasonDetail(Answer):
    """A season with all its episodes; without any, and without a time of sync, when they were not synced yet."""

    id: UUID
    show_id: UUID
    number: int
    name: str | None
    overview: str | None
    air_date: date | None
    poster_path: str | None
    poster: ImageSet | None
    episode_count: int | None = Field(description="Null when the show's record does not say")
    episodes: list[EpisodeItem]
    synced_at: datetime | None = Field(
        description="How fresh the season is; null when only the show's record lists it and no episode was synced"
    )
