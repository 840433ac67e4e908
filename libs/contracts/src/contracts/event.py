"""The base of every event and its form on the wire: CloudEvents 1.0, Kafka binary content mode.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Self, TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from contracts.topics import topic_of

CONTENT_TYPE = "application/json"
SPEC_VERSION = "1.0"


class Contract(BaseModel):
    """A value on the wire: camelCase names, unknown fields ignored so that producers may grow.

    NaN and infinity are refused: JSON cannot say them, so they would arrive as "nobody said".
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="ignore",
        frozen=True,
        allow_inf_nan=False,
    )


class Event(Contract):
    """Something that happened, with the full new state of its subject."""

    type: ClassVar[str]
    # Derived from the type where a class does not state it: `topics.topic_of`.
    topic: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Set the topic of a class that has a type of its own; raises TypeError when it states another one."""
        if "type" not in cls.__dict__:
            return
        topic = topic_of(cls.type)
        if cls.__dict__.get("topic", topic) != topic:
            raise TypeError(f"{cls.__name__}: type {cls.type} belongs on topic {topic}, not on {cls.topic}")
        cls.topic = topic

    def key(self) -> str:
        """Give the Kafka key. Events of one key stay in order, and compaction keeps the last of each."""
        raise NotImplementedError(type(self).__name__)

    def to_json(self) -> bytes:
        """Give the body as it goes on the wire."""
        return self.model_dump_json(by_alias=True).encode()


E = TypeVar("E", bound=Event)


class StateEvent(Event):
    """An event that replaces what is known of its subject, if its version is newer."""

    version: int
    """Grows with every change of the subject; consumers ignore an event that is not newer."""


@dataclass(frozen=True, slots=True)
class WireMessage:
    """An event ready for a topic: what an outbox row holds."""

    event_id: UUID
    topic: str
    key: bytes
    headers: Mapping[str, str]
    body: bytes


class MalformedEvent(ValueError):
    """A record that is no event of the expected contract; the text names the field and the rule."""

    code = "malformed_event"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The CloudEvents attributes of one record."""

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime

    def headers(self) -> dict[str, str]:
        """Give the Kafka headers of the binary content mode."""
        return {
            "ce_specversion": SPEC_VERSION,
            "ce_id": str(self.id),
            "ce_source": self.source,
            "ce_type": self.type,
            "ce_subject": self.subject,
            "ce_time": self.time.isoformat(),
            "content-type": CONTENT_TYPE,
        }

    @classmethod
    def parse(cls, headers: Mapping[str, str]) -> Self:
        """Read the attributes; raises MalformedEvent that names the missing or broken one."""
        for name in ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"):
            if not headers.get(name):
                raise MalformedEvent(f"header {name} is missing")
        if headers["ce_specversion"] != SPEC_VERSION:
            raise MalformedEvent(f"header ce_specversion is not {SPEC_VERSION}")
        return cls(
            id=_parse_id(headers["ce_id"]),
            source=headers["ce_source"],
            type=headers["ce_type"],
            subject=headers.get("ce_subject", ""),
            time=_parse_time(headers["ce_time"]),
        )


def _parse_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as broken:
        raise MalformedEvent(f"header ce_id is malformed: {broken}") from broken


def _parse_time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError as broken:
        raise MalformedEvent(f"header ce_time is malformed: {broken}") from broken
    if time.tzinfo is None:
        raise MalformedEvent("header ce_time is malformed: it has no offset from UTC")
    return time


def encode(event: Event, source: str, *, time: datetime | None = None, event_id: UUID | None = None) -> WireMessage:
    """Give the record of an event published by `source` (the service's name)."""
    key = event.key()
    envelope = Envelope(
        id=event_id or uuid4(), source=source, type=event.type, subject=key, time=time or datetime.now(UTC)
    )
    return WireMessage(envelope.id, event.topic, key.encode(), envelope.headers(), event.to_json())


def decode(contract: type[E], body: bytes) -> E:
    """Read a body as the given contract; raises MalformedEvent that names each field and rule broken."""
    try:
        return contract.model_validate_json(body)
    except ValidationError as invalid:
        problems = "; ".join(
            f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['msg']}" for error in invalid.errors()[:5]
        )
        raise MalformedEvent(problems) from invalid
