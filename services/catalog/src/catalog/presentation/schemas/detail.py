"""Responses of the pages of movies and shows: the stored facts with the state of the title."""

from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict, Field

from catalog.domain.release import ReleaseStatus
from catalog.presentation.schemas.availability import Availability, Certification
from catalog.presentation.schemas.seasons import SeasonDetail, SeasonItem
from catalog.presentation.schemas.state import MovieState, ShowState
from catalog.presentation.schemas.title import A_SHOW, IMAGE, TitleFacts, TitleStats
from catalog.presentation.verdicts.schemas import Freshness, StatusHint, Verdict
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
    """A person who took part in the title."""

    tmdb_id: int = Field(description="TMDB number of the person", examples=[6384])
    person_id: str = Field(description="Provider and number of the person", examples=["tmdb:6384"])
    slug: str = Field(
        description="Name and number of the person in addresses: `GET /catalog/people/{person}`",
        examples=["keanu-reeves-6384"],
    )
    name: str = Field(description="Name of the person", examples=["Keanu Reeves"])
    profile_path: str | None = Field(description="Path of a picture at TMDB, or null without one", examples=[IMAGE])


class CastMember(Person):
    """A person in front of the camera."""

    character: str | None = Field(description="Name of the role, or null when unknown", examples=["Neo"])
    order: int = Field(description="Place in the cast, from 0", examples=[0])


class CrewMember(Person):
    """A person behind the camera."""

    job: str = Field(description="Job of the person", examples=["Director"])
    department: str | None = Field(description="Department of the job, or null when unknown", examples=["Directing"])


class CreditList(ResponseModel):
    """Who made the title."""

    cast: list[CastMember] = Field(description="Up to 20 people in front of the camera, in the provider's order")
    crew: list[CrewMember] = Field(description="Directors, writers and other people behind the camera")


class ReleaseItem(ResponseModel):
    """One release of a movie in one region."""

    region: str = Field(description="ISO 3166-1", examples=["US"])
    type: Literal["premiere", "limited", "theatrical", "digital", "physical", "tv"] = Field(
        description="`premiere` at a festival or an event, `limited` in few theaters, `physical` on disc",
        examples=["theatrical"],
    )
    day: date = Field(alias="date", description="Day in the region", examples=["1999-03-31"])
    note: str | None = Field(description="Which release it is; null without a note", examples=["Netflix"])
    certification: str | None = Field(description="Age rating of this release; null without one", examples=["R"])


class CollectionItem(ResponseModel):
    """The collection that a movie belongs to, such as a movie with its sequels."""

    id: str = Field(description="Provider and number of the collection", examples=["tmdb:2344"])
    tmdb_id: int = Field(description="TMDB number of the collection", examples=[2344])
    slug: str = Field(
        description="Name and number of the collection in addresses", examples=["the-matrix-collection-2344"]
    )
    name: str = Field(description="Name of the collection", examples=["The Matrix Collection"])
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    backdrop: ImageSet | None = Field(description="The backdrop in four sizes, or null without one")
    path: str = Field(
        description="Path of the collection's own page",
        examples=["/api/v1/catalog/collections/the-matrix-collection-2344"],
    )


class DetailFacts(TitleFacts):
    """The facts that the pages of movies and shows have in common."""

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
    imported_at: datetime = Field(description="When the facts were last imported", examples=["2026-11-21T12:00:00Z"])


class MovieFacts(DetailFacts):
    """The facts of a movie."""

    releases: list[ReleaseItem] = Field(description="Every known release in every region, by region and day")
    budget: int | None = Field(description="US dollars, or null when unknown", examples=[63000000])
    collection: CollectionItem | None = Field(description="The collection of the movie, or null without one")
    revenue: int | None = Field(description="US dollars, or null when unknown", examples=[463517383])


class ShowFacts(DetailFacts):
    """The facts of a show."""

    total_seasons: int | None = Field(
        description="Number of seasons without the specials, or null when unknown", examples=[5]
    )
    total_episodes: int | None = Field(
        description="Number of episodes without the specials, or null when unknown", examples=[62]
    )


class DetailState(ResponseModel):
    """What the page of a title adds to the state of a list item."""

    stats: TitleStats = Field(description="Scores and audience")
    availability: Availability | None = Field(
        description="Where to watch, or null when neither the country nor a fallback has offers"
    )
    certification: Certification | None = Field(
        description="The age rating, or null when neither the country nor a fallback has one"
    )
    verdict: Verdict = Field(description="What the title is in one phrase; the same for every user")
    freshness: Freshness = Field(description="When each part of the page was last taken from its source")


class MovieDetail(MovieFacts, MovieState, DetailState):
    """All facts of a movie."""

    type: Literal["movie"] = Field(description="Always `movie`")
    release_status: ReleaseStatus = Field(
        description="In the requested region: `upcoming` until the first day there; `in_theaters` for at most 120 days"
        " while no service there offers the movie; `new_on_streaming` for 14 days from the digital release;"
        " `streaming` afterwards, see `availability`",
        examples=["streaming"],
    )


class DropOffPointItem(ResponseModel):
    """The episode at which an unusual share of the users is lost."""

    season: int = Field(description="Number of the season", examples=[2])
    episode: int = Field(description="Number of the episode within its season", examples=[3])
    title: str | None = Field(description="Title of the episode, or null when unknown", examples=["Bit by a Dead Bee"])
    loss_percent: int = Field(description="Share lost there, in percent of those who were left", examples=[21])
    certainty: float | None = Field(
        description="Share of the repetitions of the analysis that find this point, 0 to 1; null by `threshold-1`",
        examples=[0.93],
    )


class DropOffItem(ResponseModel):
    """Where users leave a show: the whole curve is at `/stats/drop-off/media/{mediaId}`."""

    method: Literal["survival-1", "votes-1", "threshold-1"] = Field(
        description="`survival-1`: from own users. `votes-1`: from votes per episode. `threshold-1`: by a rule",
        examples=["votes-1"],
    )
    source: str | None = Field(description="Whose votes, or `marquee` for own users", examples=["trakt"])
    point: DropOffPointItem | None = Field(description="The drop point, or null when none is certain: the loss is even")
    retention_percent: int | None = Field(
        description="Users left at the last episode, in percent of those who began; null without a curve", examples=[58]
    )
    sample_size: int = Field(description="Users, or votes of all episodes together", examples=[412300])
    analyzed_at: datetime = Field(description="When (UTC)", examples=["2026-11-29T03:30:00Z"])


class ShowDetail(ShowFacts, ShowState, DetailState):
    """All facts of a show."""

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
    last_air_date: date | None = Field(
        description="Day of the last aired episode, or null when unknown", examples=["2013-09-29"]
    )
    next_air_date: date | None = Field(
        description="Day of the next episode, or null when none is announced", examples=[None]
    )
    drop_off: DropOffItem | None = Field(
        description="Where users leave the show, or null when there is not enough data"
    )
    seasons: list[SeasonItem] = Field(description="The seasons by number")
    status_hint: StatusHint | None = Field(
        description="Whether new episodes come out or the show has ended; null when neither holds, beside a warning,"
        " and beside a verdict without a message"
    )
    latest_season: SeasonDetail | None = Field(
        default=None,
        description="With `include=episodes`: the highest regular season whose episodes are known, or null without"
        " any; absent otherwise",
    )
