"""Two major versions of an event, published side by side: the records of the first outlive compaction."""

from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.messaging.consumer import Route
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase
from chassis.testing.kafka import produce, read_all, wait_until
from chassis.testing.records import CollectedDeadLetters
from chassis.testing.sample_service import NoteChanged, Wire, wire
from contracts.topics import topic_name

pytestmark = pytest.mark.integration

EAGERLY = {
    "cleanup.policy": "compact",
    "segment.ms": "100",
    "min.cleanable.dirty.ratio": "0.01",
    "max.compaction.lag.ms": "100",
}
COMPACTION_SECONDS = 120.0
"""The broker's cleaner starts at most every fifteen seconds."""


@pytest.mark.slow
async def test_the_first_version_outlives_the_second(database: NotesDatabase, kafka_bootstrap: str) -> None:
    """The shared topic shows that compaction has run, and what it does to two versions of one key."""
    name = "note." + "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex)
    first, second, shared = topic_name(f"{name}.v1"), topic_name(f"{name}.v2"), f"{name}.shared"
    assert first != second
    await create_compacted(kafka_bootstrap, first, second, shared)
    ids = [uuid4() for _ in range(20)]

    def versions(one: str, two: str) -> list[Wire]:
        return [
            message
            for note_id in ids
            for message in (wire(one, note_id, kind=f"{name}.v1"), wire(two, note_id, kind=f"{name}.v2"))
        ]

    await produce(kafka_bootstrap, [*versions(first, second), *versions(shared, shared)])

    async def compacted() -> bool:
        # The last segment is never compacted: another record begins the next one.
        await produce(kafka_bootstrap, [wire(topic) for topic in (first, second, shared)])
        return f"{name}.v1" not in await types_on(kafka_bootstrap, shared)

    await wait_until(compacted, seconds=COMPACTION_SECONDS, every=0.5, what="compaction of the shared topic")
    assert await types_on(kafka_bootstrap, first) == [f"{name}.v1"] * 20
    assert await types_on(kafka_bootstrap, second) == [f"{name}.v2"] * 20

    letters = CollectedDeadLetters()
    reader = Route(first, f"{name}.v1", NoteChanged, notes.apply_notes)
    processor = BatchProcessor([reader, notes.note_route(first)], database.transactions, letters)
    await processor.process(await read_all(kafka_bootstrap, first))
    assert letters.letters == []
    assert set(ids) <= (await database.notes()).keys()


async def create_compacted(bootstrap: str, *topics: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, 1, 1, topic_configs=EAGERLY) for topic in topics])
    finally:
        await admin.close()


async def types_on(bootstrap: str, topic: str) -> list[str]:
    types = [record.headers["ce_type"] for record in await read_all(bootstrap, topic)]
    return sorted(name for name in types if name != notes.TYPE)
