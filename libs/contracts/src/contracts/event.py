"""The base of every event, its declaration, and its form on the wire: CloudEvents 1.0, Kafka binary content mode.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar, TypeVar
from uuid import UUID, uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from contracts.topics import DAY_MS, PARTITIONS, Cleanup, TopicSpec, topic_name

CONTENT_TYPE = "application/json"
SPEC_VERSION = "1.0"
STREAMER = "gateway"
"""The service that reads every public event."""
REPUBLISHED = "ce_republished"
"""The header of events that `republished` returns."""
TOMBSTONE = b""
"""The body that is published as a record without a value."""


class Contract(BaseModel):
    """A value on the wire: camelCase names, unknown fields ignored so that producers may grow.

    NaN and infinity are rejected: JSON has no form for them, so they would arrive as null.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="ignore",
        frozen=True,
        allow_inf_nan=False,
    )


@dataclass(frozen=True, slots=True)
class EventSpec:
    """The declaration of an event: its type, its topic, the one service that publishes it and those that read it."""

    type: str
    topic: TopicSpec
    publisher: str
    consumers: tuple[str, ...]
    public: tuple[str, ...] = ()
    """The fields that everyone may read; empty for an event that stays between the services."""


class Event(Contract):
    """An occurrence, with the full new state of its subject. Declare a subclass with the decorator `event`."""

    spec: ClassVar[EventSpec]
    type: ClassVar[str]
    """`spec.type`, for example `media.imported.v1`."""
    topic: ClassVar[str]
    """Name of `spec.topic`."""

    def key(self) -> str:
        """Return the Kafka key. Events of one key stay in order, and compaction keeps the last of each."""
        raise NotImplementedError(type(self).__name__)

    def to_json(self) -> bytes:
        """Return the body as it goes on the wire."""
        return self.model_dump_json(by_alias=True).encode()


class StateEvent(Event):
    """An event that replaces the state of its subject, if its version is newer."""

    version: int
    """Grows with every change of the subject; consumers ignore an event that is not newer."""


class ResponsesChanged(Event):
    """What has changed of that which public responses of a service depend on, after its read model has the change.

    Subclasses declare the event of one service, since a topic has one publisher.
    """

    keys: tuple[str, ...]
    """As in the header `Surrogate-Key` of the responses; the name of the service stands for all of them."""
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by service: all announcements are in one order."""
        return self.spec.publisher


E = TypeVar("E", bound=Event)


def event(
    type_: str,
    *,
    publisher: str,
    consumers: tuple[str, ...] = (),
    keep_days: int | None = None,
    compact: bool = False,
    partitions: int = PARTITIONS,
    public: tuple[str, ...] = (),
) -> Callable[[type[E]], type[E]]:
    """Declare an event class: the only place where its topic, publisher and consumers are written down.

    With `public`, the gateway streams the event to everyone, with these fields and no others.

    A StateEvent has a compacted topic that keeps the last record of each key for ever, so that any read model can be
    rebuilt. Any other event has a topic that deletes records after `keep_days`; with `compact` it also keeps only
    the last record of each key.

    Raise ValueError for a type that is not `<name>.v<number>`, TypeError when `keep_days` does not fit the class.
    """

    def declare(cls: type[E]) -> type[E]:
        if issubclass(cls, StateEvent):
            if keep_days is not None:
                raise TypeError(f"{cls.__name__}: keep_days must not be set, state is kept for ever")
            topic = TopicSpec(topic_name(type_), partitions, "compact", None)
        else:
            if keep_days is None:
                raise TypeError(f"{cls.__name__}: keep_days must be set, only state is kept for ever")
            cleanup: Cleanup = "compact,delete" if compact else "delete"
            topic = TopicSpec(topic_name(type_), partitions, cleanup, keep_days * DAY_MS)
        readers = (*consumers, STREAMER) if public else consumers
        cls.spec = EventSpec(type_, topic, publisher, readers, public)
        cls.type, cls.topic = type_, topic.name
        return cls

    return declare


@dataclass(frozen=True, slots=True)
class WireMessage:
    """An event ready for a topic: the content of an outbox row."""

    event_id: UUID
    topic: str
    key: bytes
    headers: Mapping[str, str]
    body: bytes
    subject: bytes = b""
    """The key of the title that the event is about, if it names one."""


def encode(event: Event, source: str, *, time: datetime | None = None, event_id: UUID | None = None) -> WireMessage:
    """Return the record of an event published by `source` (the service's name).

    `time` is now and `event_id` a random UUID unless stated.
    """
    id_, key = event_id or uuid4(), event.key()
    headers = {
        "ce_specversion": SPEC_VERSION,
        "ce_id": str(id_),
        "ce_source": source,
        "ce_type": event.type,
        "ce_subject": key,
        "ce_time": (time or datetime.now(UTC)).isoformat(),
        "content-type": CONTENT_TYPE,
    }
    title = getattr(event, "media_id", None)
    subject = str(title).encode() if title is not None else b""
    return WireMessage(id_, event.topic, key.encode(), headers, event.to_json(), subject)


def republished(message: WireMessage) -> WireMessage:
    """Return the record of an event that repeats the state of its subject: nothing has happened.

    A consumer that keeps state applies it by its version; one that reports what happened ignores it.
    """
    return replace(message, headers={**message.headers, REPUBLISHED: "true"})


def tombstone(event_type: type[Event], key: str, source: str) -> WireMessage:
    """Return the record without a value after which compaction removes every event of a key; consumers skip it.

    Publish it after the event that removes the subject, for a key that names a user who was erased. Raise ValueError
    for an event whose topic is not compacted.
    """
    if "compact" not in event_type.spec.topic.cleanup:
        raise ValueError(f"{event_type.topic} is not compacted")
    id_ = uuid4()
    headers = {
        "ce_specversion": SPEC_VERSION,
        "ce_id": str(id_),
        "ce_source": source,
        "ce_type": event_type.type,
        "ce_subject": key,
        "ce_time": datetime.now(UTC).isoformat(),
    }
    return WireMessage(id_, event_type.topic, key.encode(), headers, TOMBSTONE)
