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


class MovieDetail(Detail):
    """Everything known of a film."""

    type: Literal["movie"]
    theatrical_release_date: date | None
    digital_release_date: date | None
    budget: int | None
    revenue: int | None
    release_status: ReleaseStatus


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
    """A season with all its episodes."""

    id: UUID
    show_id: UUID
    number: int
    name: str | None
    overview: str | None
    air_date: date | None
    poster_path: str | None
    poster: ImageSet | None
    episode_count: int
    episodes: list[EpisodeItem]
    synced_at: datetime = Field(description="How fresh the season is")
