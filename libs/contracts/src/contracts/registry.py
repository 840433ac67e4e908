"""Every event there is, by type, and what must hold between events and topics."""

from collections.abc import Iterable, Mapping

from contracts.auth import SessionRevokedV1, UserChangedV1, UserDeletedV1, UserRegisteredV1
from contracts.catalog import MediaPublishedV1
from contracts.changes import AvailabilityChangedV1, MediaChangedV1, SourceDegradedV1, SourceRecoveredV1
from contracts.event import Event, StateEvent
from contracts.ingestion import (
    ImportProgressedV1,
    ListRefreshedV1,
    MediaImportedV1,
    SeasonSyncedV1,
    SignalsCollectedV1,
)
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1
from contracts.stats import StatsUpdatedV1
from contracts.topics import TopicSpec, topic_of

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


def topic_problems(events: Iterable[type[Event]], topics: Iterable[TopicSpec]) -> list[str]:
    """Return what is wrong between events and topics: one line per problem, none when all is well."""
    declared = {topic.name: topic for topic in topics}
    carried: dict[str, str] = {}
    problems: list[str] = []
    for event in events:
        problems += _problems_of(event, declared, carried)
        carried.setdefault(event.topic, event.type)
    return problems + [f"topic {name} carries no event" for name in declared if name not in carried]


def _problems_of(event: type[Event], declared: Mapping[str, TopicSpec], carried: Mapping[str, str]) -> list[str]:
    problems = []
    if event.topic != topic_of(event.type):
        problems.append(f"{event.type} belongs on topic {topic_of(event.type)}, not on {event.topic}")
    if event.topic in carried:
        problems.append(f"topic {event.topic} carries {carried[event.topic]} already: {event.type} would replace it")
    spec = declared.get(event.topic)
    if spec is None:
        problems.append(f"topic {event.topic} of {event.type} is not declared")
    elif issubclass(event, StateEvent) != (spec.cleanup == "compact"):
        problems.append(f"topic {event.topic} must be compacted if and only if {event.type} carries state")
    return problems
