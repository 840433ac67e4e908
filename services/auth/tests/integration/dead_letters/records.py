"""Records of topics of dead letters."""

from datetime import UTC, datetime

from chassis.messaging.dead_letters.writer import DeadLetter, letter_record
from chassis.messaging.publishing.producer import Outgoing
from chassis.messaging.records import Record


def indexed_letter(
    topic: str,
    body: bytes = b'{"state": "unknown"}',
    *,
    offset: int = 0,
    service: str = "library",
    code: str = "malformed_body",
    at: datetime | None = None,
    headers: tuple[tuple[str, bytes | None], ...] = (("ce_id", b"0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"),),
) -> Record:
    """Return the record of a letter as Kafka returns it."""
    rejected = Record(topic, 0, offset, b"key", body, {}, headers)
    letter = DeadLetter(rejected, code, "state must be known")
    return of_kafka(letter_record(letter, service=service, group=service, at=at or datetime.now(UTC)), offset)


def of_kafka(outgoing: Outgoing, offset: int = 0) -> Record:
    """Return a record as Kafka returns it."""
    headers = tuple(outgoing.headers)
    texts = {name: value.decode() for name, value in headers if value is not None}
    return Record(outgoing.topic, 0, offset, outgoing.key, outgoing.value, texts, headers)
