"""How far a consumer is behind, over the partitions that it holds."""

import contextlib
import math
import time
from collections.abc import Iterable, Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import IllegalStateError

Place = tuple[str, int]
"""A topic and a partition; equal to aiokafka's `TopicPartition`, and cheaper to create for each record."""


class Progress(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Follows the assignment as a rebalance listener, and the offsets that are reached in it."""

    def __init__(self) -> None:
        self._assigned: frozenset[TopicPartition] | None = None
        self._reached: dict[Place, int] = {}
        self._ends: dict[Place, int] = {}
        self._in_hand: dict[Place, int] = {}
        self._batch_ends: dict[Place, int] = {}
        self._oldest_in_hand: float | None = None
        self._waits_since: float | None = None
        """When records were first known to wait that are not in hand."""

    @property
    def assigned(self) -> frozenset[TopicPartition] | None:
        """Return the partitions held, perhaps none; null while the group is not joined."""
        return self._assigned

    @property
    def is_busy(self) -> bool:
        """Return whether a batch is being applied."""
        return bool(self._in_hand)

    def reset(self) -> None:
        """Forget everything, as before the group is joined."""
        self._assigned = None
        self._reached.clear()
        self._ends.clear()
        self._in_hand = {}
        self._oldest_in_hand = self._waits_since = None

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:  # noqa: ARG002 - aiokafka's interface
        """Hold nothing until the next assignment; positions start again from the committed offsets."""
        self._assigned = None
        self._reached.clear()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Hold the partitions of this assignment."""
        self._assigned = frozenset(assigned)

    def begin(self, records: Sequence[ConsumerRecord]) -> None:
        """Note that a batch is being applied: its partitions have reached its first records."""
        firsts: dict[Place, int] = {}
        ends: dict[Place, int] = {}
        oldest = math.inf
        for record in records:
            place = (record.topic, record.partition)
            firsts.setdefault(place, record.offset)
            ends[place] = record.offset + 1
            oldest = min(oldest, record.timestamp)
        self._oldest_in_hand = oldest / 1000
        self._in_hand, self._batch_ends = firsts, ends
        for place, end in ends.items():
            self._ends[place] = max(end, self._ends.get(place, 0))

    def end(self, *, applied: bool) -> None:
        """Note that the batch has ended; when it was not applied, its first records are reached as before."""
        self._reached.update(self._batch_ends if applied else self._in_hand)
        self._in_hand = {}
        if applied:
            self._oldest_in_hand = self._waits_since = None

    def note_lag(self, lag: int) -> None:
        """Note how many records wait, so that the age is known of those that were not fetched yet."""
        if lag == 0:
            self._oldest_in_hand = self._waits_since = None
        elif self._waits_since is None:
            self._waits_since = time.time()

    def oldest_seconds(self) -> float:
        """Return how long the oldest record that is not applied has waited; 0 when none waits.

        Of a batch in hand, or one that failed, the age is that of its records. Of records that were not fetched it is
        the time since they were first known to wait.
        """
        since = self._waits_since if self._oldest_in_hand is None else self._oldest_in_hand
        return 0.0 if since is None else max(0.0, time.time() - since)

    async def measure(self, consumer: AIOKafkaConsumer) -> None:
        """Fetch the ends and positions of the partitions; raise KafkaError or OSError when Kafka is unavailable.

        May wait as long as Kafka is silent: the caller sets the time limit.
        """
        partitions = self._assigned or frozenset()
        if not partitions:
            return
        self._ends.update(await consumer.end_offsets(list(partitions)))
        for partition in partitions:
            with contextlib.suppress(IllegalStateError):  # revoked during the measurement
                position = await consumer.position(partition)
                if partition not in self._in_hand and self._assigned is not None:
                    self._reached[partition] = position

    def lag(self, consumer: AIOKafkaConsumer) -> int | None:
        """Return how many records are published and not yet applied; null until that is known of all partitions."""
        if self._assigned is None or self._assigned != consumer.assignment():
            return None
        behind = 0
        for partition in self._assigned:
            reached = self._in_hand.get(partition, self._reached.get(partition))
            end = max(self._ends.get(partition, -1), consumer.highwater(partition) or -1)
            if reached is None or end < 0:
                return None
            behind += max(0, end - reached)
        return behind
