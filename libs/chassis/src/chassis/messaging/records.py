"""Reading records: invalid data on a topic never blocks the records behind it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

import orjson
from aiokafka import ConsumerRecord
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

MAX_BODY_BYTES: Final = 1_048_576
LARGEST_VERSION: Final = 2**63 - 1
"""What a bigint of Postgres holds; the contract has no bound."""


class InvalidEvent(ValueError):
    """An event whose own data makes it impossible to apply; no retry helps, and it becomes a dead letter.

    `code` is stable (lower snake case), the text names the field and the rule. A handler raises it on purpose.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class BadRecord(InvalidEvent):
    """A record that is not an event: headers or body break the rules of the contract."""


def check_version(version: int) -> None:
    """Raise InvalidEvent for the version of an event that cannot be stored."""
    if not 0 <= version <= LARGEST_VERSION:
        raise InvalidEvent("version", f"version must be between 0 and {LARGEST_VERSION}")


@dataclass(frozen=True, slots=True)
class Record:
    """A record of Kafka: `headers` holds those that are UTF-8 text, `raw_headers` all of them, unchanged."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, str]
    raw_headers: tuple[tuple[str, bytes | None], ...]


def from_kafka(raw: ConsumerRecord) -> Record:
    """Return the record of a record of aiokafka; `headers` omits those that are null or not UTF-8."""
    try:
        headers = {name: value.decode() for name, value in raw.headers}
    except (UnicodeDecodeError, AttributeError):
        headers = _text_headers(raw.headers)
    return Record(raw.topic, raw.partition, raw.offset, raw.key, raw.value, headers, tuple(raw.headers))


def _text_headers(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, str]:
    """Return the headers that are text; one that is not hides no other of the same name."""
    texts: dict[str, str] = {}
    for name, value in headers:
        if value is not None:
            with suppress(UnicodeDecodeError):
                texts[name] = value.decode()
    return texts


def read_event(record: Record, model: type[M]) -> tuple[UUID, M]:
    """Return the event's id and its contract; raise BadRecord, which names the field and the rule."""
    if not record.value:
        raise BadRecord("empty", "the record has no body")
    if len(record.value) > MAX_BODY_BYTES:
        raise BadRecord("too_large", f"the body has {len(record.value)} bytes, at most {MAX_BODY_BYTES} are read")
    return event_id_of(record), _parse(record.value, model)


def event_id_of(record: Record) -> UUID:
    """Return the event's id; raise BadRecord."""
    try:
        return UUID(record.headers["ce_id"])
    except (KeyError, ValueError) as broken:
        raise BadRecord("malformed_id", "header ce_id is missing or not a UUID") from broken


def _parse(body: bytes, model: type[M]) -> M:
    try:
        if b"NaN" in body or b"Infinity" in body:
            # JSON has no such numbers, but pydantic's parser accepts them.
            orjson.loads(body)
        return model.model_validate_json(body)
    except orjson.JSONDecodeError as broken:
        raise BadRecord("malformed_body", f"body: {broken}") from broken
    except ValidationError as invalid:
        problems = "; ".join(
            f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['msg']}" for error in invalid.errors()[:5]
        )
        raise BadRecord("malformed_body", problems) from invalid
    except Exception as broken:
        # A validator of the contract may raise anything: the record does not parse, whatever the exception.
        raise BadRecord("malformed_body", f"body: {type(broken).__name__}: {broken}") from broken
