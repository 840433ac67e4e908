"""What insights reads."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.auth import UserDeletedV1
from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import (
    AvailabilityChangedV1,
    Episode,
    Genre,
    ListItem,
    ListRefreshedV1,
    OfferChange,
    Offers,
    Provider,
    Rating,
    Ratings,
    RegionOffers,
    Release,
    SeasonSyncedV1,
    SourceDegradedV1,
    SourceRecoveredV1,
    Video,
)
from contracts.ingestion.changes import OfferWay
from contracts.ingestion.facts import Source
from contracts.library import PlayRecordedV1
from contracts.playback import RetentionMeasuredV1, WatchedPart
from contracts.readers import titles
from contracts.readers.reader import Reader
from contracts.readers.titles import MediaPublished

__all__ = [
    "AvailabilityChanged",
    "ListRefreshed",
    "MediaImported",
    "MediaPublished",
    "PlayRecorded",
    "RetentionMeasured",
    "SeasonSynced",
    "SignalsCollected",
    "SourceDegraded",
    "SourceRecovered",
    "StatsUpdated",
    "StreamingOffers",
    "UserDeleted",
]


class GenreNumber(Reader):
    """TMDB's number of a genre."""

    contract: ClassVar[type[Contract]] = Genre

    tmdb_id: int


class StreamingProvider(Reader):
    """A service: TMDB's number and the name."""

    contract: ClassVar[type[Contract]] = Provider

    provider_id: int
    name: str


class StreamingOffers(Reader):
    """The services that show a title without a payment for it."""

    contract: ClassVar[type[Contract]] = Offers

    stream: tuple[StreamingProvider, ...] = ()
    ads: tuple[StreamingProvider, ...] = ()
    free: tuple[StreamingProvider, ...] = ()


class DatedRelease(Reader):
    """The day of a release in a region."""

    contract: ClassVar[type[Contract]] = Release

    region: str
    type: Literal["premiere", "limited", "theatrical", "digital", "physical", "tv"]
    date: date


class PublishedVideo(Reader):
    """When a trailer or teaser was published."""

    contract: ClassVar[type[Contract]] = Video

    type: str
    published_at: AwareDatetime | None = None


class MediaImported(titles.MediaImported):
    """What a list shows of a title, and by what it is filtered."""

    poster_path: str | None = None
    backdrop_path: str | None = None
    releases: tuple[DatedRelease, ...] | None = None
    genres: tuple[GenreNumber, ...] = ()
    availability: dict[str, StreamingOffers] = Field(default_factory=dict)
    videos: tuple[PublishedVideo, ...] = ()
    imported_at: AwareDatetime


class TmdbRating(Reader):
    """The rating of a title at TMDB."""

    contract: ClassVar[type[Contract]] = Ratings

    tmdb: Rating | None = None


class StatsUpdated(titles.StatsUpdated):
    """A title's open score and its rating at TMDB."""

    ratings: TmdbRating = TmdbRating()


class RankedTitle(Reader):
    """A title's rank in a list."""

    contract: ClassVar[type[Contract]] = ListItem

    media_id: UUID
    rank: int = Field(ge=1)


class ListRefreshed(Reader):
    """A whole list at one time."""

    contract: ClassVar[type[Contract]] = ListRefreshedV1

    version: int
    list_id: str
    kind: Kind
    region: str = "global"
    taken_at: AwareDatetime
    items: tuple[RankedTitle, ...]


class SignalsCollected(titles.SignalsCollected):
    """One observation of a title's audience, with the day and the region that it counts for."""

    day: date
    origin: Literal["live", "backfill"] = "live"
    region: str = "global"
    total_plays: int | None = Field(default=None, ge=0)
    ratings: Ratings = Ratings()


class DatedEpisode(Reader):
    """The day of an episode."""

    contract: ClassVar[type[Contract]] = Episode

    air_date: date | None = None


class SeasonSynced(Reader):
    """The days of a season and of the episodes of a part of it; a withdrawn season has none."""

    contract: ClassVar[type[Contract]] = SeasonSyncedV1

    version: int
    season_id: UUID
    media_id: UUID
    number: int = Field(ge=0)
    air_date: date | None = None
    episodes: tuple[DatedEpisode, ...] = ()
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
    withdrawn_at: AwareDatetime | None = None


class ServiceOffer(Reader):
    """A service and the way in which it offers a title."""

    contract: ClassVar[type[Contract]] = OfferChange

    way: OfferWay
    name: str


class AddedOffers(Reader):
    """The offers that were added in a region."""

    contract: ClassVar[type[Contract]] = RegionOffers

    added: tuple[ServiceOffer, ...] = ()


class AvailabilityChanged(Reader):
    """The offers of a title that were added, by region."""

    contract: ClassVar[type[Contract]] = AvailabilityChangedV1

    media_id: UUID
    observed_at: AwareDatetime
    regions: dict[str, AddedOffers]


class SourceDegraded(Reader):
    """The start of an outage."""

    contract: ClassVar[type[Contract]] = SourceDegradedV1

    source: Source
    since: AwareDatetime


class SourceRecovered(Reader):
    """The end of an outage."""

    contract: ClassVar[type[Contract]] = SourceRecoveredV1

    source: Source
    since: AwareDatetime
    recovered_at: AwareDatetime


class PlayRecorded(Reader):
    """A user watched a title, or retracted that they did."""

    contract: ClassVar[type[Contract]] = PlayRecordedV1

    play_id: UUID
    user_id: UUID
    media_id: UUID
    watched_at: AwareDatetime
    completed: bool = True
    precision: Literal["instant", "day", "year", "unknown"] = "instant"
    retracted: bool = False


class UserDeleted(Reader):
    """A user whose data is erased."""

    contract: ClassVar[type[Contract]] = UserDeletedV1

    user_id: UUID


class RetentionMeasured(Reader):
    """The retention of a version of a video."""

    contract: ClassVar[type[Contract]] = RetentionMeasuredV1

    version: int
    asset_id: UUID
    asset_version: int = Field(gt=0)
    media_id: UUID
    season: int | None = Field(default=None, ge=0)
    episode: int | None = Field(default=None, ge=0)
    trailer: bool = False
    duration_ms: int = Field(ge=0)
    users: int = Field(ge=0)
    parts: tuple[WatchedPart, ...] = ()
    measured_at: AwareDatetime
