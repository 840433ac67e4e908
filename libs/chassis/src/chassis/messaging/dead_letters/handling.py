"""Handling dead letters: publish their records again, or discard them for good.

A redriven record has its original bytes and headers, and one more header that names the letter. It returns to its
original topic, where every consumer group reads it: the group that rejected it applies it, and the inbox of every other
group has its id already. (Inboxes keep ids longer than topics of dead letters keep letters.)
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from chassis.core.clock import Clock
from chassis.messaging.dead_letters.letters import Letter, Mark, mark_of, read_to_end
from chassis.messaging.dead_letters.writer import LARGEST_LETTER_BYTES
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.publishing.producer import Outgoing, Producer
from chassis.messaging.records import Record

REDRIVE_HEADER: Final = "x-redrive-id"
CHUNKS_PER_SECOND: Final = 10

Result = Literal["redriven", "discarded", "superseded", "body_unavailable", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter; `detail` is empty on success."""

    letter: Letter
    result: Result
    detail: str = ""


class LetterHandler:
    """Redrives and discards letters on one cluster."""

    def __init__(self, bootstrap: str, clock: Clock, *, security: KafkaSecurity = PLAINTEXT) -> None:
        self._bootstrap = bootstrap
        self._clock = clock
        self._security = security

    async def redrive(self, letters: Sequence[Letter], *, rate: float, reason: str = "") -> AsyncIterator[Outcome]:
        """Publish the records of letters again, at most `rate` per second, and mark each letter; yield the outcomes.

        A letter on a compacted topic stays open as `superseded` when the topic has a newer record of its key: the
        older record would otherwise become the last one of the key, and a replay would lose the newer state.
        The mark is written after Kafka has confirmed the record. A crash in between leaves the letter open; redriving
        it again is harmless, since the event keeps its id.
        """
        superseded = await self._superseded(letters)
        bodies = await self._missing_bodies(letters)
        size = max(1, int(rate / CHUNKS_PER_SECOND))
        producer = self._producer()
        try:
            for start in range(0, len(letters), size):
                if start:
                    await asyncio.sleep(size / rate)
                ready: list[tuple[Letter, Outgoing]] = []
                for letter in letters[start : start + size]:
                    record = letter.record if letter.has_body else bodies.get(letter.id)
                    if letter.id in superseded:
                        yield Outcome(letter, "superseded", "a newer record of the key exists: discard the letter")
                    elif record is None:
                        detail = "the letter has no body, and its topic no longer has the record"
                        yield Outcome(letter, "body_unavailable", detail)
                    else:
                        ready.append((letter, _again(letter, record)))
                async for outcome in self._publish(producer, ready, reason):
                    yield outcome
        finally:
            await producer.close()

    async def discard(self, letters: Sequence[Letter], *, reason: str) -> AsyncIterator[Outcome]:
        """Mark letters as discarded, with the reason; yield the outcomes."""
        producer = self._producer()
        try:
            async for outcome in self._mark(producer, letters, "discarded", reason):
                yield outcome
        finally:
            await producer.close()

    async def _publish(
        self, producer: Producer, ready: Sequence[tuple[Letter, Outgoing]], reason: str
    ) -> AsyncIterator[Outcome]:
        failures = await producer.publish([outgoing for _, outgoing in ready]) if ready else []
        published: list[Letter] = []
        for (letter, _), failure in zip(ready, failures, strict=True):
            if failure is None:
                published.append(letter)
            else:
                yield Outcome(letter, "failed", repr(failure))
        async for outcome in self._mark(producer, published, "redriven", reason):
            yield outcome

    async def _mark(
        self, producer: Producer, letters: Sequence[Letter], mark: Mark, reason: str
    ) -> AsyncIterator[Outcome]:
        now: datetime = self._clock.now()
        marks = [mark_of(letter, mark, reason=reason, at=now) for letter in letters]
        failures = await producer.publish(marks) if marks else []
        for letter, failure in zip(letters, failures, strict=True):
            yield Outcome(letter, mark) if failure is None else Outcome(letter, "failed", f"mark: {failure!r}")

    async def _superseded(self, letters: Sequence[Letter]) -> set[str]:
        """Return the ids of letters on compacted topics whose key has a newer record."""
        compacted = await compacted_topics(
            self._bootstrap, sorted({letter.topic for letter in letters}), security=self._security
        )
        stale: set[str] = set()
        affected = [letter for letter in letters if letter.topic in compacted]
        newest: dict[tuple[str, bytes | None], int] = {}
        for record in await self._read_from(affected):
            newest[record.topic, record.key] = max(record.offset, newest.get((record.topic, record.key), -1))
        for letter in affected:
            if newest.get((letter.topic, letter.record.key), -1) > letter.offset:
                stale.add(letter.id)
        return stale

    async def _missing_bodies(self, letters: Sequence[Letter]) -> dict[str, Record]:
        """Return the original records of letters that were too large for their body to be kept."""
        without = [letter for letter in letters if not letter.has_body]
        places = {(letter.topic, letter.partition, letter.offset): letter.id for letter in without}
        return {
            places[place]: record
            for record in await self._read_from(without)
            if (place := (record.topic, record.partition, record.offset)) in places
        }

    async def _read_from(self, letters: Sequence[Letter]) -> list[Record]:
        """Return the records of the letters' partitions, from the first of their offsets on."""
        starts: dict[TopicPartition, int] = {}
        for letter in letters:
            partition = TopicPartition(letter.topic, letter.partition)
            starts[partition] = min(letter.offset, starts.get(partition, letter.offset))
        return await read_to_end(self._bootstrap, [], security=self._security, starts=starts)

    def _producer(self) -> Producer:
        return Producer(
            self._bootstrap, client_id="dead-letters", max_record_bytes=LARGEST_LETTER_BYTES, security=self._security
        )


async def compacted_topics(
    bootstrap: str, topics: Sequence[str], *, security: KafkaSecurity = PLAINTEXT
) -> frozenset[str]:
    """Return which topics are compacted; one whose settings may not be read counts as compacted."""
    if not topics:
        return frozenset()
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **security.client_options())
    await admin.start()
    try:
        responses = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic) for topic in topics])
    finally:
        await admin.close()
    compacted = set(topics)
    for response in responses:
        for error_code, _, _, topic, entries in response.resources:
            policy = next((entry[1] for entry in entries if entry[0] == "cleanup.policy"), "compact")
            if not error_code and "compact" not in policy:
                compacted.discard(topic)
    return frozenset(compacted)


def _again(letter: Letter, record: Record) -> Outgoing:
    headers = letter.original_headers() if letter.has_body else list(record.raw_headers)
    redriven = [*headers, (REDRIVE_HEADER, letter.id.encode())]
    return Outgoing(letter.topic, record.key, record.value, redriven)
