"""Who publishes each event and who reads it: the system's only list of its event flows.

Every event of the registry has exactly one publisher; anybody may subscribe, and nobody calls back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.auth import SessionRevokedV1, UserChangedV1, UserDeletedV1, UserRegisteredV1
from contracts.catalog import MediaPublishedV1
from contracts.changes import AvailabilityChangedV1, MediaChangedV1, SourceDegradedV1, SourceRecoveredV1
from contracts.event import Event
from contracts.ingestion import (
    ImportProgressedV1,
    ListRefreshedV1,
    MediaImportedV1,
    SeasonSyncedV1,
    SignalsCollectedV1,
)
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1
from contracts.stats import StatsUpdatedV1


@dataclass(frozen=True, slots=True)
class Flow:
    """The service that publishes an event, and the services that read it."""

    publisher: str
    consumers: tuple[str, ...] = ()


FLOWS: Mapping[type[Event], Flow] = {
    MediaImportedV1: Flow("ingestion", ("catalog", "stats", "insights", "library")),
    SeasonSyncedV1: Flow("ingestion", ("catalog", "library")),
    MediaPublishedV1: Flow("catalog", ("ingestion", "insights", "library")),
    SignalsCollectedV1: Flow("ingestion", ("stats", "insights")),
    ListRefreshedV1: Flow("ingestion", ("catalog",)),
    MediaChangedV1: Flow("ingestion"),
    AvailabilityChangedV1: Flow("ingestion"),
    SourceDegradedV1: Flow("ingestion"),
    SourceRecoveredV1: Flow("ingestion"),
    ImportProgressedV1: Flow("ingestion"),
    StatsUpdatedV1: Flow("stats", ("catalog", "insights", "library")),
    UserRegisteredV1: Flow("auth"),
    UserChangedV1: Flow("auth"),
    UserDeletedV1: Flow("auth", ("library",)),
    SessionRevokedV1: Flow("auth", ("gateway",)),
    LibraryEntryChangedV1: Flow("library", ("catalog", "ingestion")),
    PlayRecordedV1: Flow("library"),
}
