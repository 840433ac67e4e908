"""Writing dead letters: the original bytes of a rejected record, and why it was rejected."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chassis.core.backoff import backoff
from chassis.messaging.publishing.producer import REFUSED_RECORD, Outgoing, Producer
from chassis.messaging.records import Record
from chassis.runtime.metrics.events import DEAD_LETTERS, EVENTS_CONSUMED
from contracts.topics import DEAD_LETTER_SUFFIX

logger = logging.getLogger(__name__)

PREFIX: Final = "x-dlq-"
ID_HEADER: Final = "x-dlq-id"
BODY_HEADER: Final = "x-dlq-body"
REASON_BYTES: Final = 2_000
ATTEMPTS: Final = 5
LARGEST_LETTER_BYTES: Final = 16 * 1024 * 1024
"""Our own upper limit; the topic of dead letters decides."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A rejected record, with a stable code and the reason."""

    record: Record
    code: str
    reason: str


class DeadLettersUnavailable(Exception):
    """Kafka did not accept the dead letters; the batch must be redelivered."""

    code = "dead_letters_unavailable"


class DeadLetters:
    """Writes dead letters of one consumer group."""

    def __init__(self, producer: Producer, *, service: str, group: str) -> None:
        self._producer = producer
        self._service = service
        self._group = group

    async def send(self, letters: Sequence[DeadLetter]) -> None:
        """Write letters and wait until Kafka has confirmed each; raise DeadLettersUnavailable otherwise."""
        now = datetime.now(UTC)
        pending = [letter_record(letter, service=self._service, group=self._group, at=now) for letter in letters]
        for attempt in range(ATTEMPTS):
            if not pending:
                break
            pending = await self._try(pending)
            if pending:
                await asyncio.sleep(backoff(attempt))
        if pending:
            raise DeadLettersUnavailable(f"{len(pending)} dead letters could not be written")
        for letter in letters:
            EVENTS_CONSUMED.labels(letter.record.topic, "dead").inc()
            DEAD_LETTERS.labels(letter.record.topic, letter.code).inc()
            logger.error(
                "dead letter",
                extra={
                    "topic": letter.record.topic,
                    "partition": letter.record.partition,
                    "offset": letter.record.offset,
                    "code": letter.code,
                    "reason": _short(letter.reason).decode(),
                },
            )

    async def _try(self, pending: list[Outgoing]) -> list[Outgoing]:
        """Return the letters that are still to be written, without their body when Kafka finds them too large."""
        try:
            failures = await self._producer.publish(pending)
        except Exception as failure:  # noqa: BLE001 - whatever Kafka's client raises, the letters are sent again
            logger.warning("dead letters not written", extra={"reason": repr(failure)})
            return pending
        left: list[Outgoing] = []
        for item, refusal in zip(pending, failures, strict=True):
            if refusal is not None:
                logger.warning("dead letter not written", extra={"topic": item.topic, "reason": repr(refusal)})
                left.append(_without_body(item) if isinstance(refusal, REFUSED_RECORD) else item)
        return left


def letter_record(letter: DeadLetter, *, service: str, group: str, at: datetime) -> Outgoing:
    """Return the record of a letter: key, value and headers of the original, then headers that explain it."""
    record = letter.record
    about = {
        "x-dlq-code": letter.code,
        "x-dlq-reason": letter.reason,
        "x-dlq-service": service,
        "x-dlq-group": group,
        "x-dlq-topic": record.topic,
        "x-dlq-partition": str(record.partition),
        "x-dlq-offset": str(record.offset),
        ID_HEADER: f"{group}/{record.topic}/{record.partition}/{record.offset}",
        "x-dlq-at": at.isoformat(),
    }
    explanation = [(name, _short(text)) for name, text in about.items()]
    return Outgoing(record.topic + DEAD_LETTER_SUFFIX, record.key, record.value, [*record.raw_headers, *explanation])


def _short(text: str) -> bytes:
    cut = text.encode("utf-8", "backslashreplace")[:REASON_BYTES]
    return cut.decode("utf-8", "ignore").encode()


def _without_body(item: Outgoing) -> Outgoing:
    """Return the letter without its body: a record that just fits its topic does not fit with our headers."""
    key = item.key if item.key is None or len(item.key) <= REASON_BYTES else None
    headers = [(name, value) for name, value in item.headers if value is None or len(value) <= REASON_BYTES]
    omission = (BODY_HEADER, f"left out: {len(item.value or b'')} bytes, see x-dlq-id".encode())
    return Outgoing(item.topic, key, b"", [*headers, omission])
