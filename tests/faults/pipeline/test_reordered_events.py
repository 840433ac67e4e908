"""Events arrive several times and out of order, and then the whole log is read again: the state stays the same."""

import asyncio
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from sqlalchemy import Table
from tests.faults.pipeline.harness import counter_service
from tests.faults.pipeline.harness.consumers import Consumer, Consumers
from tests.faults.pipeline.harness.events import events_of, notes_of
from tests.faults.pipeline.harness.services import SERVICES
from tests.faults.pipeline.harness.workers import Workers

from chassis.messaging.outbox import Message
from chassis.messaging.records import Record
from chassis.messaging.replay import rewind
from chassis.storage.database import create_engine
from chassis.testing import sample_service as notes
from chassis.testing.kafka import produce
from devstack.faults.cluster import Cluster
from devstack.faults.log import FaultLog
from devstack.testing.pytest_plugin import CreateDatabase

WINDOW: Final = 200
COPIES: Final = 5
TITLES: Final = 30
VERSIONS: Final = 4


async def test_repeated_and_reordered_events_end_in_the_same_state(
    faults: FaultLog, broker: Cluster, workers: Workers, create_database: CreateDatabase
) -> None:
    consumers = await Consumers.created(create_database, broker.bootstrap)
    counted = notes_of(faults.random, counter_service.TOPIC, 500)
    originals = [event for version in range(1, VERSIONS + 1) for event in events_of(faults.random, TITLES, version)]
    copies = disturbed([*originals, *counted], faults.random)
    faults.injected("repeated event", len(copies) - len(originals) - len(counted))
    faults.injected("late event", late(copies, [*originals, *counted]))
    await produce(broker.bootstrap, copies)

    await read_everything(faults, workers, consumers)
    await consumers.compare(faults, counted, create_database, in_order=order_of(originals))

    for consumer in consumers.all:
        await forget_everything(consumer)
    faults.injected("replay")
    await read_everything(faults, workers, consumers)
    await consumers.compare(faults, counted, create_database, in_order=order_of(originals))


def disturbed(events: Sequence[Message], random: Random) -> list[Message]:
    """Return each event one to five times, each copy up to a window later than it was meant."""
    placed = [
        (place + random.uniform(0, WINDOW), event)
        for place, event in enumerate(events)
        for _ in range(random.randint(1, COPIES))
    ]
    return [event for _, event in sorted(placed, key=lambda item: item[0])]


def late(copies: Sequence[Message], events: Sequence[Message]) -> int:
    """Return how many copies arrive after one of the same topic and key that was meant to be later."""
    places = {event.event_id: place for place, event in enumerate(events)}
    newest: dict[tuple[str, bytes], int] = {}
    count = 0
    for copy in copies:
        key, place = (copy.topic, copy.key), places[copy.event_id]
        count += place < newest.get(key, -1)
        newest[key] = max(place, newest.get(key, -1))
    return count


def order_of(originals: Sequence[Message]) -> Callable[[list[Record]], list[Record]]:
    """Return a function that puts the records of these events in their order; those of the services follow."""
    places = {str(event.event_id): place for place, event in enumerate(originals)}
    return lambda records: sorted(records, key=lambda record: places.get(record.headers["ce_id"], len(places)))


async def read_everything(faults: FaultLog, workers: Workers, consumers: Consumers) -> None:
    """Run every consumer until it has read everything."""
    running = [await workers.start(consumer.order) for consumer in consumers.all]
    await consumers.catch_up(faults)
    await asyncio.gather(*(worker.stop() for worker in running))


async def forget_everything(consumer: Consumer) -> None:
    """Empty what a consumer has built, and let it read from the beginning."""
    own: Sequence[Table] = (notes.notes, notes.inbox)
    tables = own if consumer.name == counter_service.NAME else SERVICES[consumer.name].read_model
    engine = create_engine(consumer.order.database_url, schema=consumer.schema, application_name="faults")
    try:
        bootstrap, topics = consumer.order.bootstrap, consumer.topics
        await rewind(engine, bootstrap, group=consumer.name, topics=topics, tables=tables)
    finally:
        await engine.dispose()
