"""Reading dead letters: which were written, and which an operator has handled.

A letter is never changed. Handling it appends a mark to the same topic: a record without a body whose headers name the
letter's id, the state, the time and the reason. A mark is younger than its letter, so retention never removes it first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, Literal, cast, get_args

from aiokafka import TopicPartition

from chassis.messaging.dead_letters.writer import BODY_HEADER, ID_HEADER, LARGEST_LETTER_BYTES, PREFIX
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_consumer import log_consumer
from chassis.messaging.publishing.producer import Outgoing
from chassis.messaging.records import Record, from_kafka
from chassis.messaging.replay import partitions_of
from contracts.topics import DEAD_LETTER_SUFFIX

State = Literal["open", "redriven", "discarded"]
Mark = Literal["redriven", "discarded"]

MARK_HEADER: Final = "x-dlq-mark"
MARK_REASON_HEADER: Final = "x-dlq-mark-reason"
MARK_TIME_HEADER: Final = "x-dlq-mark-at"


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter: where its record came from, why it was rejected, and what was done about it since."""

    id: str
    service: str
    group: str
    topic: str
    partition: int
    offset: int
    code: str
    reason: str
    rejected_at: datetime
    has_body: bool
    record: Record = field(repr=False)
    state: State = "open"
    marked_at: datetime | None = None
    mark_reason: str = ""

    @property
    def key(self) -> str:
        """Return the record's key as text."""
        return (self.record.key or b"").decode("utf-8", "backslashreplace")

    @property
    def event_id(self) -> str:
        """Return the id of the event, or an empty text when the record has none."""
        return self.record.headers.get("ce_id", "")

    def original_headers(self) -> list[tuple[str, bytes | None]]:
        """Return the headers that the record had before it was rejected."""
        return [(name, value) for name, value in self.record.raw_headers if not name.startswith(PREFIX)]


@dataclass(frozen=True, slots=True)
class LetterMark:
    """What an operator has done about a letter."""

    letter_id: str
    mark: Mark
    at: datetime
    reason: str


def mark_of(letter: Letter, mark: Mark, *, reason: str, at: datetime) -> Outgoing:
    """Return the record that marks a letter as handled."""
    headers: list[tuple[str, bytes | None]] = [
        (ID_HEADER, letter.id.encode()),
        (MARK_HEADER, mark.encode()),
        (MARK_REASON_HEADER, reason.encode()),
        (MARK_TIME_HEADER, at.isoformat().encode()),
    ]
    return Outgoing(letter.topic + DEAD_LETTER_SUFFIX, letter.record.key, b"", headers)


def letters_of(records: Iterable[Record]) -> list[Letter]:
    """Return the letters among the records of topics of dead letters, each with its state, oldest first.

    A letter that was written twice (its batch was redelivered) appears once. Records of another origin are ignored.
    """
    letters: dict[str, Letter] = {}
    marks: dict[str, Record] = {}
    for record in records:
        letter_id = record.headers.get(ID_HEADER)
        if letter_id is None:
            continue
        if record.headers.get(MARK_HEADER) in get_args(Mark):
            marks[letter_id] = record
        elif "x-dlq-code" in record.headers:
            letters.setdefault(letter_id, _letter(letter_id, record))
    marked = [_marked(letter, marks.get(letter.id)) for letter in letters.values()]
    return sorted(marked, key=lambda letter: (letter.rejected_at, letter.id))


def marks_of(records: Iterable[Record]) -> list[LetterMark]:
    """Return the marks among the records of topics of dead letters."""
    return [
        LetterMark(
            record.headers[ID_HEADER],
            cast("Mark", record.headers[MARK_HEADER]),
            _time(record.headers.get(MARK_TIME_HEADER)),
            record.headers.get(MARK_REASON_HEADER, ""),
        )
        for record in records
        if ID_HEADER in record.headers and record.headers.get(MARK_HEADER) in get_args(Mark)
    ]


async def read_letters(bootstrap: str, topics: Sequence[str], *, security: KafkaSecurity = PLAINTEXT) -> list[Letter]:
    """Return the dead letters of live topics, as they are now, oldest first.

    Raise ReplayRefused when a topic of dead letters does not exist or may not be read.
    """
    records = await read_to_end(bootstrap, [topic + DEAD_LETTER_SUFFIX for topic in topics], security=security)
    return letters_of(records)


async def read_to_end(
    bootstrap: str,
    topics: Sequence[str],
    *,
    security: KafkaSecurity = PLAINTEXT,
    starts: Mapping[TopicPartition, int] | None = None,
) -> list[Record]:
    """Return the records that topics hold now; with `starts`, only those partitions from their offset on."""
    partitions = await partitions_of(bootstrap, topics, security=security) if starts is None else list(starts)
    if not partitions:
        return []
    async with log_consumer(bootstrap, security=security, fetch_bytes=LARGEST_LETTER_BYTES) as consumer:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        firsts = await consumer.beginning_offsets(partitions)
        for partition in partitions:
            consumer.seek(partition, max(firsts[partition], (starts or {}).get(partition, 0)))
        records: list[Record] = []
        remaining = {part for part in partitions if await consumer.position(part) < ends[part]}
        while remaining:
            batches = await consumer.getmany(*remaining, timeout_ms=200)
            records += [from_kafka(raw) for batch in batches.values() for raw in batch if raw.offset < ends[_part(raw)]]
            remaining = {part for part in remaining if await consumer.position(part) < ends[part]}
    return records


async def dead_letter_topics(bootstrap: str, *, security: KafkaSecurity = PLAINTEXT) -> list[str]:
    """Return the live topics that have a topic of dead letters, in order of name."""
    async with log_consumer(bootstrap, security=security) as consumer:
        names = await consumer.topics()
    return sorted(name.removesuffix(DEAD_LETTER_SUFFIX) for name in names if name.endswith(DEAD_LETTER_SUFFIX))


def _letter(letter_id: str, record: Record) -> Letter:
    headers = record.headers
    return Letter(
        id=letter_id,
        service=headers.get("x-dlq-service", ""),
        group=headers.get("x-dlq-group", ""),
        topic=headers.get("x-dlq-topic", record.topic.removesuffix(DEAD_LETTER_SUFFIX)),
        partition=int(headers.get("x-dlq-partition", "0")),
        offset=int(headers.get("x-dlq-offset", "0")),
        code=headers["x-dlq-code"],
        reason=headers.get("x-dlq-reason", ""),
        rejected_at=_time(headers.get("x-dlq-at")),
        has_body=BODY_HEADER not in headers,
        record=record,
    )


def _marked(letter: Letter, mark: Record | None) -> Letter:
    if mark is None:
        return letter
    return replace(
        letter,
        state=cast("Mark", mark.headers[MARK_HEADER]),
        marked_at=_time(mark.headers.get(MARK_TIME_HEADER)),
        mark_reason=mark.headers.get(MARK_REASON_HEADER, ""),
    )


def _time(text: str | None) -> datetime:
    return datetime.fromisoformat(text) if text else datetime.fromtimestamp(0, UTC)


def _part(raw: object) -> TopicPartition:
    return TopicPartition(raw.topic, raw.partition)  # type: ignore[attr-defined]
