"""How many dead letters of a service are open: not redriven and not discarded, as a metric."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from aiokafka import TopicPartition

from chassis.messaging.dead_letters.letters import letters_of, read_to_end
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_consumer import log_consumer
from chassis.messaging.replay import existing_partitions
from chassis.runtime.metrics.events import DEAD_LETTERS_OPEN
from contracts.topics import DEAD_LETTER_SUFFIX

OPEN_LETTERS_SECONDS: Final = 60.0


class OpenLetters:
    """Counts the open letters of one consumer group; topics are read again only when something was written to them."""

    def __init__(
        self, bootstrap: str, topics: Sequence[str], *, group: str, security: KafkaSecurity = PLAINTEXT
    ) -> None:
        self._bootstrap = bootstrap
        self._topics = [topic + DEAD_LETTER_SUFFIX for topic in topics]
        self._group = group
        self._security = security
        self._ends: Mapping[TopicPartition, int] | None = None

    async def __call__(self) -> None:
        """Set the metric of each topic; raise KafkaError while Kafka is unavailable."""
        places, _ = await existing_partitions(self._bootstrap, self._topics, security=self._security)
        ends = await self._ends_of(places)
        if ends == self._ends:
            return
        records = await read_to_end(
            self._bootstrap, self._topics, security=self._security, starts=dict.fromkeys(places, 0)
        )
        letters = [letter for letter in letters_of(records) if letter.group == self._group and letter.state == "open"]
        counts = Counter(letter.topic for letter in letters)
        for topic in sorted({place.topic.removesuffix(DEAD_LETTER_SUFFIX) for place in places}):
            DEAD_LETTERS_OPEN.labels(topic).set(counts[topic])
        self._ends = ends

    async def _ends_of(self, places: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        if not places:
            return {}
        async with log_consumer(self._bootstrap, security=self._security) as consumer:
            ends: Mapping[TopicPartition, int] = await consumer.end_offsets(places)
        return ends
