"""What ingestion tells when something has changed: in a title, in where it can be watched, in how a source does.

The full new state is in the state events (`media.imported`, `season.synced`); these say what is different, for
those who tell people. What was not known before is no change, except a date that is announced.
"""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts import topics
from contracts.event import Contract, Event
from contracts.identity import Kind
from contracts.ingestion import Source

DateName = Literal["release", "theatrical_release", "digital_release", "next_air"]
OfferWay = Literal["stream", "rent", "buy", "ads", "free"]


class StatusChange(Contract):
    """A title's status, for example from `Returning Series` to `Ended`."""

    before: str
    after: str


class DateChange(Contract):
    """A date that was announced (no `before`), moved, or taken back (no `after`)."""

    name: DateName
    before: date | None = None
    after: date | None = None


class SeasonAdded(Contract):
    """A season that the show did not have before."""

    number: int = Field(ge=1)
    name: str | None = None
    air_date: date | None = None
    episode_count: int | None = None


class EpisodeAired(Contract):
    """An episode that has aired since the last look; specials are not told of."""

    episode_id: UUID
    season: int = Field(ge=1)
    number: int = Field(ge=0)
    title: str | None = None
    air_date: date | None = None
    airs_at: AwareDatetime | None = None


class MediaChangedV1(Event):
    """What a refresh of a title found different: status, dates, new seasons, newly aired episodes."""

    type: ClassVar[str] = "media.changed.v1"
    topic: ClassVar[str] = topics.MEDIA_CHANGED

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    media_version: int
    """The version of `media.imported` that holds the new state."""
    observed_at: AwareDatetime
    status: StatusChange | None = None
    dates: tuple[DateChange, ...] = ()
    seasons_added: tuple[SeasonAdded, ...] = ()
    episodes_aired: tuple[EpisodeAired, ...] = ()

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


class OfferChange(Contract):
    """A service that began, or ceased, to offer a title in one way."""

    way: OfferWay
    provider_id: int
    name: str


class RegionOffers(Contract):
    """What changed in one region."""

    added: tuple[OfferChange, ...] = ()
    removed: tuple[OfferChange, ...] = ()


class AvailabilityChangedV1(Event):
    """Where a title can be watched, and no longer, since the last look."""

    type: ClassVar[str] = "availability.changed.v1"
    topic: ClassVar[str] = topics.AVAILABILITY_CHANGED

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    media_version: int
    """The version of `media.imported` that holds all offers."""
    observed_at: AwareDatetime
    regions: dict[str, RegionOffers]
    """By ISO 3166-1 region; regions without a change are left out."""

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


class SourceDegradedV1(Event):
    """A provider does not answer as it should, or its quota is spent; titles keep what it said before."""

    type: ClassVar[str] = "source.degraded.v1"
    topic: ClassVar[str] = topics.SOURCE_DEGRADED

    source: Source
    health: Literal["degraded", "unavailable"]
    """`degraded`: it refuses calls for a while (quota); `unavailable`: so many calls failed that none are made."""
    reason: str
    since: AwareDatetime
    until: AwareDatetime | None = None
    """When it is asked again, as far as is known."""

    def key(self) -> str:
        """Keyed by source."""
        return self.source


class SourceRecoveredV1(Event):
    """A provider answers again."""

    type: ClassVar[str] = "source.recovered.v1"
    topic: ClassVar[str] = topics.SOURCE_RECOVERED

    source: Source
    since: AwareDatetime
    """When the trouble began: `since` of the `source.degraded` that it ends."""
    recovered_at: AwareDatetime

    def key(self) -> str:
        """Keyed by source."""
        return self.source
