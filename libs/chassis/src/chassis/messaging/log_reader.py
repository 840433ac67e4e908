"""Reading whole topics without a consumer group: a process that keeps its offsets with what it made of the records.

For a read model that each replica has for itself. The offsets belong to the same commit as the read model, so that a
crash at any moment neither loses nor repeats a record.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from chassis.core.backoff import backoff
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.records import BadRecord, Record, from_kafka
from chassis.messaging.replay import ReplayRefused, existing_partitions, partitions_of
from chassis.runtime.background import wait_for
from chassis.runtime.metrics.events import EVENTS_CONSUMED

logger = logging.getLogger(__name__)

T = TypeVar("T")

Positions = Mapping[tuple[str, int], int]
"""The offset of the next record to read, by topic and partition."""

PARTITION_CHECK_SECONDS: Final = 60.0
MISSING_CHECK_SECONDS: Final = 5.0
"""How often it is looked for topics that do not exist yet."""
RESPONSE_SECONDS: Final = 5.0
LONGEST_PAUSE: Final = 5.0
FETCH_WAIT_MS: Final = 1_000
"""How long Kafka holds a fetch that finds nothing."""


class PositionLost(Exception):
    """The log no longer has the record to continue with: what was made of it must be rebuilt from the beginning."""


class LogReader:
    """Reads all partitions of some topics from given offsets; added partitions are read from their first record."""

    def __init__(
        self,
        bootstrap: str,
        topics: Sequence[str],
        *,
        client_id: str,
        security: KafkaSecurity = PLAINTEXT,
        partition_check_seconds: float | None = None,
        awaits_topics: bool = False,
    ) -> None:
        """Create a reader without a connection.

        With `awaits_topics`, a topic that does not exist is read from its first record as soon as it does, and the
        others until then.
        """
        self._bootstrap = bootstrap
        self._topics = topics
        self._client_id = client_id
        self._security = security
        self._check_seconds = PARTITION_CHECK_SECONDS if partition_check_seconds is None else partition_check_seconds
        self._awaits_topics = awaits_topics
        self._checked_at = 0.0
        self._consumer: AIOKafkaConsumer | None = None
        self.positions: dict[tuple[str, int], int] = {}
        """Behind the records that were returned."""
        self.missing: frozenset[str] = frozenset()
        """The topics that do not exist."""

    async def start(self, positions: Positions, *, others_at_end: bool = False) -> None:
        """Continue at `positions`, and read the other partitions from their first record, or what follows their end.

        Raise PositionLost when the log begins behind a position or ends before it (the topic was created again),
        ReplayRefused when a topic does not exist and is not awaited, and KafkaError.
        """
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=FETCH_WAIT_MS,
            **self._security.client_options(),
        )
        self._consumer = consumer
        await consumer.start()
        await self._assign(positions, others_at_end=others_at_end)

    async def read(self, *, most: int, seconds: float) -> list[Record]:
        """Return the next records, at most `most`; none when there are none within `seconds`.

        Raise PositionLost when the log no longer has them. While Kafka is unavailable there are no records.
        """
        consumer = self._started()
        every = min(self._check_seconds, MISSING_CHECK_SECONDS) if self.missing else self._check_seconds
        if _now() - self._checked_at > every:
            await self._find_partitions()
        if not self.positions:
            await asyncio.sleep(seconds)
            return []
        try:
            fetched = await consumer.getmany(timeout_ms=int(seconds * 1000), max_records=most)
        except OffsetOutOfRangeError as lost:
            raise PositionLost(f"offsets are out of range: {lost}") from lost
        for place in fetched:
            self.positions[place.topic, place.partition] = await consumer.position(place)
        return [from_kafka(raw) for batch in fetched.values() for raw in batch]

    async def ends(self) -> dict[tuple[str, int], int]:
        """Return where the partitions end now; raise KafkaError or TimeoutError while Kafka is unavailable."""
        async with asyncio.timeout(RESPONSE_SECONDS):
            ends = await self._started().end_offsets(_places(self.positions))
        return {(place.topic, place.partition): end for place, end in ends.items()}

    def age(self) -> float | None:
        """Return the seconds since every partition was last known to be read to its end; null while one is not.

        Known from the responses of Kafka, without a further request: it grows while Kafka is unavailable.
        """
        consumer = self._started()
        fetched: list[int] = []
        for place in _places(self.positions):
            end, at = consumer.highwater(place), consumer.last_poll_timestamp(place)
            if end is None or at is None or self.positions[place.topic, place.partition] < end:
                return None
            fetched.append(at)
        return max(0.0, time.time() - min(fetched) / 1000) if fetched else None

    async def stop(self) -> None:
        """Disconnect, also after a start that failed; a reader that was not started is stopped already."""
        if self._consumer is not None:
            await self._consumer.stop()
            self._consumer = None

    async def _assign(self, positions: Positions, *, others_at_end: bool = False) -> None:
        places = await self._existing()
        consumer = self._started()
        consumer.assign(places)
        firsts = await consumer.beginning_offsets(places)
        ends = await consumer.end_offsets(places)
        starts: dict[tuple[str, int], int] = {}
        for place in places:
            other = ends[place] if others_at_end else firsts[place]
            start = positions.get((place.topic, place.partition), other)
            if not firsts[place] <= start <= ends[place]:
                raise PositionLost(
                    f"{place.topic}/{place.partition} holds {firsts[place]} to {ends[place]}, not offset {start}"
                )
            starts[place.topic, place.partition] = start
            consumer.seek(place, start)
        self.positions = starts

    async def _find_partitions(self) -> None:
        """Assign the partitions again if there are new ones; raise PositionLost when a topic was deleted."""
        places = await self._existing()
        if lost := self.missing & {topic for topic, _ in self.positions}:
            raise PositionLost(f"topics do not exist any more: {', '.join(sorted(lost))}")
        if {(place.topic, place.partition) for place in places} - self.positions.keys():
            await self._assign(self.positions)

    async def _existing(self) -> list[TopicPartition]:
        """Return the partitions of the topics; raise ReplayRefused when one does not exist and is not awaited."""
        self._checked_at = _now()
        if not self._awaits_topics:
            return await partitions_of(self._bootstrap, self._topics, security=self._security)
        places, missing = await existing_partitions(self._bootstrap, self._topics, security=self._security)
        if missing - self.missing:
            logger.warning("topics do not exist yet", extra={"topics": ", ".join(sorted(missing))})
        self.missing = missing
        return places

    def _started(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            raise RuntimeError("the reader is not started")
        return self._consumer


def _nothing(_: Record) -> None:
    return None


def read_valid(
    records: Sequence[Record], read: Callable[[Record], T | None], removed: Callable[[Record], T | None] = _nothing
) -> list[T]:
    """Return what `read` returns for each record; null skips a record, such as one of a newer version of its type.

    `removed` does the same for a tombstone. Both raise BadRecord for an invalid record, which is logged and skipped: a
    reader without a group may not write to Kafka, so it cannot publish a dead letter.
    """
    values: list[T] = []
    outcomes: Counter[tuple[str, str]] = Counter()
    for record in records:
        try:
            # A record without a value is a tombstone, which lets compaction remove the events of its key.
            value = removed(record) if record.value is None else read(record)
        except BadRecord as bad:
            outcomes[record.topic, "unreadable"] += 1
            logger.warning(
                "invalid event skipped",
                extra={
                    "topic": record.topic,
                    "partition": record.partition,
                    "offset": record.offset,
                    "code": bad.code,
                    "reason": str(bad)[:500],
                },
            )
            continue
        outcomes[record.topic, "skipped" if value is None else "applied"] += 1
        if value is not None:
            values.append(value)
    for labels, number in outcomes.items():
        EVENTS_CONSUMED.labels(*labels).inc(number)
    return values


async def read_again(
    read: Callable[[], Awaitable[None]], *, until: asyncio.Event, log: logging.Logger, warning: str
) -> None:
    """Read until an event is set. After a failure of Kafka, log a warning, wait and read again from the beginning.

    `read` returns when the event is set. Other failures are raised.
    """
    attempt = 0
    while not until.is_set():
        try:
            await read()
            attempt = 0
        except (KafkaError, OSError, PositionLost, ReplayRefused) as failure:
            log.warning(warning, extra={"reason": repr(failure)})
        await wait_for(until, backoff(attempt, cap=LONGEST_PAUSE))
        attempt += 1


def lag(positions: Positions, ends: Positions) -> int:
    """Return how many offsets are left until `ends`."""
    return sum(max(0, end - positions.get(place, 0)) for place, end in ends.items())


def _places(positions: Positions) -> list[TopicPartition]:
    return [TopicPartition(topic, partition) for topic, partition in positions]


def _now() -> float:
    return asyncio.get_running_loop().time()
