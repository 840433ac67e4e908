"""The domain events; infrastructure maps each to its contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ingestion.domain.external.items import StoredItem
from ingestion.domain.external.lists import ExternalList
from ingestion.domain.jobs import Job
from ingestion.domain.lists.ranking import RankedList
from ingestion.domain.provider_health import Outage
from ingestion.domain.seasons.records import SeasonRecord
from ingestion.domain.titles.changes import Changes, RegionChange
from ingestion.domain.titles.facts import RatedBy, Rating, Source, TitleKey
from ingestion.domain.titles.records import TitleRecord


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """The base of every event of ingestion."""


@dataclass(frozen=True, slots=True)
class TitleImported(DomainEvent):
    """A title was imported or refreshed."""

    record: TitleRecord


@dataclass(frozen=True, slots=True)
class SeasonSynced(DomainEvent):
    """A season changed."""

    record: SeasonRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsCollected(DomainEvent):
    """One observation of a title's audience; null values are unknown."""

    title: TitleKey
    observed_at: datetime
    day: date
    origin: Literal["live", "backfill"] = "live"
    live_watchers: int | None = None
    total_watchers: int | None = None
    total_plays: int | None = None
    popularity: float | None = None
    ratings: Mapping[RatedBy, Rating] = field(default_factory=dict)
    """What each source returned now."""

    @property
    def empty(self) -> bool:
        """Whether the observation has no value at all."""
        values = (self.live_watchers, self.total_watchers, self.total_plays, self.popularity)
        return values == (None,) * 4 and not self.ratings


@dataclass(frozen=True, slots=True)
class ListRefreshed(DomainEvent):
    """A list was read and stored; `version` only grows."""

    ranked: RankedList
    version: int


@dataclass(frozen=True, slots=True)
class ExternalListChanged(DomainEvent):
    """What followers see of an external list has changed: its content, its name or its state."""

    external: ExternalList
    items: tuple[StoredItem, ...]


@dataclass(frozen=True, slots=True)
class ListFollowed(DomainEvent):
    """A user follows an external list, or no longer; `version` only grows."""

    user_id: UUID
    list_id: UUID
    follows: bool
    version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleChanged(DomainEvent):
    """A refresh has changed a title; `version` is that of the title's new state."""

    title: TitleKey
    version: int
    at: datetime
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class OffersChanged(DomainEvent):
    """The offers of a title have changed; by region."""

    title: TitleKey
    version: int
    at: datetime
    regions: Mapping[str, RegionChange]


@dataclass(frozen=True, slots=True)
class SourceDegraded(DomainEvent):
    """The outage of a provider has begun."""

    source: Source
    outage: Outage


@dataclass(frozen=True, slots=True)
class SourceRecovered(DomainEvent):
    """The outage of a provider has ended."""

    source: Source
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class JobStateChanged(DomainEvent):
    """A job was queued, made progress or ended."""

    job: Job
    title: str | None = None
    """The name of its title; null while it is not known, and for jobs that users do not wait for."""
