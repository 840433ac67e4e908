"""Reading records: nothing that arrives on a topic may stop the ones behind it."""

from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

import orjson
from aiokafka import ConsumerRecord
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

MAX_BODY_BYTES: Final = 1_048_576


class BadRecord(ValueError):
    """A record that no retry will mend; `code` is stable, the text names the field and the rule."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it came: `headers` holds those that are text, `raw_headers` all of them, untouched."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, str]
    raw_headers: tuple[tuple[str, bytes | None], ...]


def from_kafka(raw: ConsumerRecord) -> Record:
    """Give the record of aiokafka's; headers that are null or not UTF-8 are left out of the text ones."""
    headers: dict[str, str] = {}
    for name, value in raw.headers:
        if value is None:
            continue
        try:
            headers[name] = value.decode()
        except UnicodeDecodeError:
            continue
    return Record(raw.topic, raw.partition, raw.offset, raw.key, raw.value, headers, tuple(raw.headers))


def read_event(record: Record, model: type[M]) -> tuple[UUID, M]:
    """Return the event's id and its contract; raises BadRecord that says what is wrong."""
    if not record.value:
        raise BadRecord("empty", "the record has no body")
    if len(record.value) > MAX_BODY_BYTES:
        raise BadRecord("too_large", f"the body has {len(record.value)} bytes, at most {MAX_BODY_BYTES} are read")
    return event_id_of(record), _parse(record.value, model)


def event_id_of(record: Record) -> UUID:
    """Return the event's id; raises BadRecord."""
    try:
        return UUID(record.headers["ce_id"])
    except (KeyError, ValueError) as broken:
        raise BadRecord("malformed_id", "header ce_id is missing or not a UUID") from broken


def _parse(body: bytes, model: type[M]) -> M:
    try:
        if b"NaN" in body or b"Infinity" in body:
            # JSON has no such numbers, but pydantic's parser lets them pass.
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
        # A validator of the contract may raise anything; none of it may stop the records behind.
        raise BadRecord("malformed_body", f"body: {type(broken).__name__}: {broken}") from broken
