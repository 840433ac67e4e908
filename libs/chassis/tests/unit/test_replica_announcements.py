"""Changes of a service without a database are announced, at the latest after an outage of Kafka."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import orjson
import pytest
import pytest_asyncio

from chassis.messaging.publishing import announcements
from chassis.messaging.publishing.announcements import Announcements
from chassis.messaging.publishing.producer import Outgoing, Producer
from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.unit


class FakeProducer(Producer):
    """A producer whose outcomes are set."""

    def __init__(self) -> None:
        super().__init__("", client_id="")
        self.outcomes: list[BaseException | None] = []
        self.is_available = True
        self.records: list[Outgoing] = []

    async def publish(self, records: Sequence[Outgoing]) -> list[BaseException | None]:
        """Keep the records, unless an outcome is set."""
        if not self.is_available:
            raise TimeoutError
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is None:
            self.records += records
        return [outcome]

    def count(self) -> int:
        """Return how many announcements there were."""
        return len(self.records)


@pytest.fixture
def producer() -> FakeProducer:
    return FakeProducer()


@pytest_asyncio.fixture
async def announcing(producer: FakeProducer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Announcements]:
    monkeypatch.setattr(announcements, "LONGEST_PAUSE", 0.01)
    announcing = Announcements("search", producer)
    running = asyncio.create_task(announcing.run())
    yield announcing
    await announcing.stop()
    await asyncio.wait_for(running, 30)


async def count(producer: FakeProducer, expected: int) -> None:
    async def holds() -> bool:
        return producer.count() == expected

    await wait_until(holds, every=0.005, what=f"{expected} announcements")


async def test_each_change_is_announced(announcing: Announcements, producer: FakeProducer) -> None:
    for number in (1, 2):
        announcing.note()
        await count(producer, number)
    assert [orjson.loads(record.value or b"")["keys"] for record in producer.records] == [["search"]] * 2
    assert {(record.topic, record.key) for record in producer.records} == {("search.changed", b"search")}


@pytest.mark.parametrize("failure", [None, RuntimeError("refused")])
async def test_an_announcement_is_repeated_until_it_is_confirmed(
    announcing: Announcements, producer: FakeProducer, failure: Exception | None
) -> None:
    producer.is_available, producer.outcomes = failure is not None, [failure] * 3
    announcing.note()
    await asyncio.sleep(0.05)
    announcing.note()
    producer.is_available = True
    await count(producer, 1)
