"""The consumers that a test disturbs, with what they must come to in the end."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
from tests.faults.pipeline.harness import counter_service, oracle
from tests.faults.pipeline.harness.fork_server import Order
from tests.faults.pipeline.harness.services import SERVICES

from chassis.messaging.outbox import Message
from chassis.messaging.records import Record
from chassis.testing import sample_service as notes
from chassis.testing.kafka import read_all, wait_until
from chassis.testing.replay import has_caught_up
from contracts.event_catalog import DEAD_LETTER_TOPICS
from devstack.faults.log import Anomaly, FaultLog
from devstack.testing.pytest_plugin import CreateDatabase

BATCH: Final = 25
CATCH_UP_SECONDS: Final = 180.0
"""Three times what is expected: other programs may share the machine."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """One consumer group with its database."""

    name: str
    schema: str
    topics: Sequence[str]
    order: Order

    async def value(self, query: str) -> int:
        """Return the only value of a query in the consumer's schema."""
        connection = await asyncpg.connect(self.order.database_url, server_settings={"search_path": self.schema})
        try:
            return int(await connection.fetchval(query))
        finally:
            await connection.close()

    async def applied(self) -> int:
        """Return how many events were claimed."""
        return await self.value("select count(*) from inbox")

    async def advanced(self, before: int, within: float = CATCH_UP_SECONDS) -> None:
        """Wait until more events than `before` were claimed; raise AssertionError when that takes long."""

        async def is_reached() -> bool:
            return await self.applied() > before

        await wait_until(is_reached, seconds=within, every=0.1, what=f"progress of {self.name}")

    async def has_caught_up(self) -> bool:
        """Return whether everything is read and nothing waits to be published."""
        bootstrap = self.order.bootstrap
        return await has_caught_up(bootstrap, self.name, self.topics) and not await self.value(
            "select count(*) from outbox"
        )

    async def compare_counts(self, faults: FaultLog, published: Sequence[Message]) -> None:
        """Record each note of the counting service that was applied more or less often than it was published."""
        connection = await asyncpg.connect(self.order.database_url, server_settings={"search_path": self.schema})
        try:
            rows = await connection.fetch("select id, applied from notes")
        finally:
            await connection.close()
        actual = {str(row["id"]): int(row["applied"]) for row in rows}
        expected = Counter(message.key.decode() for message in published)
        for key, count in expected.items():
            times = actual.get(key, 0)
            faults.expect(times >= count, Anomaly.LOST, f"note {key} was applied {times} times of {count}")
            faults.expect(
                times <= count, Anomaly.DUPLICATED, f"note {key} was applied {times} times instead of {count}"
            )
        faults.performed(len(published))


@dataclass(frozen=True, slots=True)
class Consumers:
    """Catalog, stats, insights and the service that counts."""

    all: tuple[Consumer, ...]
    bootstrap: str

    @classmethod
    async def created(cls, create_database: CreateDatabase, bootstrap: str) -> "Consumers":
        """Return the consumers with empty databases; none runs."""
        counter = await counter_service.create_counter_database(create_database)
        name, topic = counter_service.NAME, counter_service.TOPIC
        consumers = [Consumer(name, notes.SCHEMA, [topic], Order(name, counter.app, bootstrap, BATCH))]
        for name, service in SERVICES.items():
            url = (await create_database(name)).app
            consumers.append(Consumer(name, name, service.topics, Order(name, url, bootstrap, BATCH)))
        return cls(tuple(consumers), bootstrap)

    async def catch_up(self, faults: FaultLog, within: float = CATCH_UP_SECONDS) -> None:
        """Wait until all have read everything; record an anomaly when that takes longer than `within`."""
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def is_done() -> bool:
            # In turn, since what stats publishes is read by the others.
            return all([await consumer.has_caught_up() for consumer in self.all])

        try:
            await wait_until(is_done, seconds=within, every=0.3)
            faults.recovered(loop.time() - began)
        except AssertionError:
            behind = [consumer.name for consumer in self.all if not await consumer.has_caught_up()]
            faults.anomaly(Anomaly.NOT_RECOVERED, f"{', '.join(behind)} had not read everything after {within:.0f} s")

    async def compare(
        self,
        faults: FaultLog,
        counted: Sequence[Message],
        create_database: CreateDatabase,
        in_order: Callable[[list[Record]], list[Record]] = lambda events: events,
        letters: int = 0,
    ) -> None:
        """Record what is lost, applied twice, different from the log, or rejected; all consumers must be stopped.

        `in_order` returns the valid events of the log in the order in which they were meant, and `letters` are the dead
        letters that invalid ones must have become.
        """
        for consumer in self.all:
            if consumer.name == counter_service.NAME:
                await consumer.compare_counts(faults, counted)
            else:
                service, url = SERVICES[consumer.name], consumer.order.database_url
                events = in_order(await oracle.log_of(service, self.bootstrap))
                await oracle.compare(faults, service, url, events, create_database)
                faults.performed(len(events))
        topics = [topic.name for topic in (*DEAD_LETTER_TOPICS, *counter_service.TOPICS) if topic.name.endswith(".dlq")]
        written = len(await read_all(self.bootstrap, *topics))
        faults.expect(written == letters, Anomaly.DEAD_LETTERED, f"{written} dead letters instead of {letters}")
