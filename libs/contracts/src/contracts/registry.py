"""Every event there is, by type."""

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

EVENTS: tuple[type[Event], ...] = (
    MediaImportedV1,
    SeasonSyncedV1,
    MediaPublishedV1,
    SignalsCollectedV1,
    ListRefreshedV1,
    MediaChangedV1,
    AvailabilityChangedV1,
    SourceDegradedV1,
    SourceRecoveredV1,
    ImportProgressedV1,
    StatsUpdatedV1,
    UserRegisteredV1,
    UserChangedV1,
    UserDeletedV1,
    SessionRevokedV1,
    LibraryEntryChangedV1,
    PlayRecordedV1,
)

EVENT_BY_TYPE: dict[str, type[Event]] = {event.type: event for event in EVENTS}
