"""Commits are announced in the order of their serving, at the latest after an outage of Kafka."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import orjson
import pytest
import pytest_asyncio

from chassis.messaging.publishing.producer import Outgoing, Producer
from chassis.testing.kafka import wait_until
from search.infrastructure.index.schema import open_index
from search.infrastructure.index.served import ServedIndex
from search.infrastructure.indexing import announcements
from search.infrastructure.indexing.announcements import CommitAnnouncements

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
async def announcing(producer: FakeProducer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[CommitAnnouncements]:
    monkeypatch.setattr(announcements, "LONGEST_PAUSE", 0.01)
    announcing = CommitAnnouncements(producer)
    running = asyncio.create_task(announcing.run())
    yield announcing
    await announcing.stop()
    await asyncio.wait_for(running, 5)


async def count(producer: FakeProducer, expected: int) -> None:
    async def holds() -> bool:
        return producer.count() == expected

    await wait_until(holds, every=0.005, what=f"{expected} announcements")


async def test_each_commit_is_announced_when_it_is_served(
    announcing: CommitAnnouncements, producer: FakeProducer
) -> None:
    served, index = ServedIndex(announcing.note), open_index()
    for number, state in enumerate(("first", "second"), 1):
        served.show(index, state)
        await count(producer, number)
    served.show(index, "second")
    await asyncio.sleep(0)
    assert [orjson.loads(record.value or b"")["keys"] for record in producer.records] == [["search"]] * 2
    assert {(record.topic, record.key) for record in producer.records} == {("search.changed", b"search")}


@pytest.mark.parametrize("failure", [None, RuntimeError("refused")])
async def test_an_announcement_is_repeated_until_it_is_confirmed(
    announcing: CommitAnnouncements, producer: FakeProducer, failure: Exception | None
) -> None:
    producer.is_available, producer.outcomes = failure is not None, [failure] * 3
    announcing.note()
    await asyncio.sleep(0.05)
    announcing.note()
    producer.is_available = True
    await count(producer, 1)
