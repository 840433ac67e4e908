"""Differences between two states of a title.

The full new state is in the state events (`media.imported`, `season.synced`); these carry what is different, for
notifications. A value that was unknown before is no change, except a date that is announced.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, Event, event
from contracts.identity import Kind

DateName = Literal["release", "theatrical_release", "digital_release", "next_air"]
OfferWay = Literal["stream", "rent", "buy", "ads", "free"]


class StatusChange(Contract):
    """A title's status, for example from `Returning Series` to `Ended`."""

    before: str
    after: str


class DateChange(Contract):
    """A date that was announced (no `before`), changed, or withdrawn (no `after`)."""

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
    """An episode that has aired since the last refresh; specials are not included."""

    episode_id: UUID
    season: int = Field(ge=1)
    number: int = Field(ge=0)
    title: str | None = None
    air_date: date | None = None
    airs_at: AwareDatetime | None = None


@event(
    "media.changed.v1",
    publisher="ingestion",
    consumers=("library", "notifications"),
    keep_days=90,
    public=(
        "media_id",
        "kind",
        "tmdb_id",
        "media_version",
        "observed_at",
        "status",
        "dates",
        "seasons_added",
        "episodes_aired",
    ),
)
class MediaChangedV1(Event):
    """Differences that a refresh of a title found: status, dates, new seasons, newly aired episodes."""

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
    """A service that started or stopped to offer a title in one way."""

    way: OfferWay
    provider_id: int
    name: str


class RegionOffers(Contract):
    """Changed offers in one region."""

    added: tuple[OfferChange, ...] = ()
    removed: tuple[OfferChange, ...] = ()


@event(
    "availability.changed.v1",
    publisher="ingestion",
    consumers=("insights", "library", "notifications"),
    keep_days=90,
    public=(
        "media_id",
        "kind",
        "tmdb_id",
        "media_version",
        "observed_at",
        "regions",
    ),
)
class AvailabilityChangedV1(Event):
    """Offers of a title that were added or removed since the last refresh."""

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    media_version: int
    """The version of `media.imported` that holds all offers."""
    observed_at: AwareDatetime
    regions: dict[str, RegionOffers]
    """By ISO 3166-1 region; regions without a change are omitted."""

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)
