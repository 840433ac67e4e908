"""Every event and every topic, read from the declarations on the event classes, and the rules between them."""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Final

from contracts import (
    auth,
    billing,
    catalog,
    ingestion,
    insights,
    library,
    notifications,
    playback,
    search,
    social,
    sources,
    stats,
)
from contracts.event import Event, ResponsesChanged
from contracts.topics import TopicSpec

PUBLISHERS: Final[tuple[ModuleType, ...]] = (
    ingestion,
    catalog,
    stats,
    auth,
    library,
    insights,
    notifications,
    search,
    billing,
    playback,
    sources,
    social,
)
"""The modules that declare events; one per publishing service."""


def declared_in(module: ModuleType) -> Iterator[type[Event]]:
    """Yield the event classes of a module that have a declaration of their own, in the module's order."""
    for value in vars(module).values():
        if (
            isinstance(value, type)
            and issubclass(value, Event)
            and "spec" in vars(value)
            and value.__module__.startswith(module.__name__)
        ):
            yield value


def catalog_problems(events: Iterable[type[Event]]) -> list[str]:
    """Return one line per rule that the declarations break; none when all is well."""
    problems: list[str] = []
    carried: dict[str, str] = {}
    for event in events:
        spec = event.spec
        if spec.topic.name in carried:
            problems.append(f"topic {spec.topic.name} of {spec.type} already carries {carried[spec.topic.name]}")
        carried.setdefault(spec.topic.name, spec.type)
        name, _, version = spec.type.rpartition(".v")
        expected = "".join(part.capitalize() for part in name.split(".")) + f"V{version}"
        if event.__name__ != expected:
            problems.append(f"class of {spec.type} must be named {expected}, got {event.__name__}")
        if spec.publisher in spec.consumers:
            problems.append(f"{spec.publisher} must not read {spec.type}, which it publishes")
        if len(set(spec.consumers)) != len(spec.consumers):
            problems.append(f"consumers of {spec.type} must not repeat, got {', '.join(spec.consumers)}")
        problems += [f"{spec.type} has no field {name}" for name in spec.public if name not in event.model_fields]
    return problems


EVENTS: Final[tuple[type[Event], ...]] = tuple(event for module in PUBLISHERS for event in declared_in(module))
PUBLIC_EVENTS: Final[tuple[type[Event], ...]] = tuple(event for event in EVENTS if event.spec.public)
EVENT_BY_TYPE: Final = {event.type: event for event in EVENTS}
ANNOUNCEMENTS: Final[dict[str, type[ResponsesChanged]]] = {
    event.spec.publisher: event for event in EVENTS if issubclass(event, ResponsesChanged)
}
"""By service, the event that announces changes of its public responses."""

LIVE_TOPICS: Final[tuple[TopicSpec, ...]] = tuple(event.spec.topic for event in EVENTS)
DEAD_LETTER_TOPICS: Final[tuple[TopicSpec, ...]] = tuple(topic.dead_letters() for topic in LIVE_TOPICS)
TOPICS: Final[tuple[TopicSpec, ...]] = LIVE_TOPICS + DEAD_LETTER_TOPICS
