"""The CloudEvents headers of a record: which event it is, whose, and of which type and version.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from chassis.messaging.records import BadRecord, Record, event_id_of

PREFIX: Final = "ce_"
SPEC_VERSION: Final = "1.0"
NO_SOURCE: Final = ""

_TYPE: Final = re.compile(r"(?P<name>[a-z0-9]+(?:[._-][a-z0-9]+)*)\.v(?P<version>[1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True)
class EventType:
    """The name of a type and its major version, as in `media.imported.v1`."""

    name: str
    version: int

    @classmethod
    def parse(cls, text: str) -> "EventType | None":
        """Return the type that a text names, or null when it is not `<name>.v<number>`."""
        match = _TYPE.fullmatch(text)
        return cls(match["name"], int(match["version"])) if match else None

    def is_newer_than(self, other: "EventType") -> bool:
        """Return whether this is a newer version of the same name."""
        return self.name == other.name and self.version > other.version


class EventKey(NamedTuple):
    """What identifies an event: its id is unique only within its source, by CloudEvents' rule."""

    event_id: UUID
    source: str = NO_SOURCE


def type_of(record: Record) -> str:
    """Return the type header; raises BadRecord when it is missing, not text, or ambiguous."""
    _check_unambiguous(record)
    event_type = record.headers.get("ce_type")
    if event_type is None:
        raise BadRecord("missing_type", "header ce_type is missing or not UTF-8")
    return event_type


def check_type(record: Record, expected: str) -> bool:
    """Return whether a record is of the expected type, false for a newer version of it; raises BadRecord otherwise."""
    event_type = type_of(record)
    if event_type == expected:
        return True
    received, supported = EventType.parse(event_type), EventType.parse(expected)
    if received is not None and supported is not None and received.is_newer_than(supported):
        return False
    raise BadRecord("unknown_type", f"no contract of type {event_type!r} on topic {record.topic}")


def key_of(record: Record) -> EventKey:
    """Return what identifies the event; raises BadRecord when the headers are not those of CloudEvents 1.0.

    A record without `ce_specversion` or `ce_source` is read as version 1.0 of an unnamed source.
    """
    source = source_of(record)
    return EventKey(event_id_of(record), source)


def source_of(record: Record) -> str:
    """Return the source header, empty when there is none; raises BadRecord when it is not CloudEvents 1.0."""
    if record.headers.get("ce_specversion", SPEC_VERSION) != SPEC_VERSION:
        raise BadRecord("unsupported_specversion", f"header ce_specversion is not {SPEC_VERSION}")
    return record.headers.get("ce_source", NO_SOURCE)


def _check_unambiguous(record: Record) -> None:
    """Raise BadRecord when one attribute has two different values: no reader could choose one."""
    if len(record.headers) == len(record.raw_headers):
        return  # no name is given twice
    values: dict[str, bytes | None] = {}
    for name, value in record.raw_headers:
        if name.startswith(PREFIX) and values.setdefault(name, value) != value:
            raise BadRecord("ambiguous_header", f"header {name} is given more than once with different values")
