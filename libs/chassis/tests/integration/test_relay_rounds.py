"""The rounds of a relay: one per commit when commits are rare, one for many when they keep coming."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from chassis.messaging.outbox import Outbox, lane_of
from chassis.messaging.publishing import relay as relaying
from chassis.messaging.publishing.producer import Outgoing, Producer
from chassis.messaging.publishing.relay import Relay
from chassis.messaging.transaction import Transactions
from chassis.testing.harness import NotesDatabase, Run
from chassis.testing.kafka import read_all, wait_until
from chassis.testing.sample_service import SCHEMA, Wire, wire
from chassis.testing.sample_service import outbox as notes_outbox

pytestmark = pytest.mark.integration


class Rounds(Producer):
    """Confirms everything at once, as Kafka would, and keeps the size of each round."""

    def __init__(self, bootstrap: str = "127.0.0.1:1") -> None:
        super().__init__(bootstrap, client_id="rounds")
        self.sizes: list[int] = []

    async def publish(self, records: Sequence[Outgoing]) -> list[BaseException | None]:
        self.sizes.append(len(records))
        return [None] * len(records)


class Counted(Relay):
    """Counts its rounds, also those that find nothing."""

    rounds = 0
    polls = 0

    async def _waits(self, connection: asyncpg.Connection) -> bool:
        self.polls += 1
        return await super()._waits(connection)

    async def _begin(self, connection: asyncpg.Connection) -> Sequence[int]:
        self.rounds += 1
        return await super()._begin(connection)


async def test_a_commit_leads_to_one_round_and_no_empty_one_after_it(database: NotesDatabase, run: Run) -> None:
    relay = Counted(database.url, schema=SCHEMA, producer=(producer := Rounds()))
    run(relay)
    await wait_until(lambda: relay.rounds == 1, what="the first round, which finds nothing")
    await database.publish(wire("notes"), wire("notes"), wire("notes"))
    await wait_until(lambda: producer.sizes == [3], what="the events")
    await asyncio.sleep(0.1)
    assert relay.rounds == 2


async def test_polls_of_an_empty_outbox_begin_no_rounds_and_find_what_woke_no_relay(
    database: NotesDatabase, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "IDLE_SECONDS", 0.01)
    relay = Counted(database.url, schema=SCHEMA, producer=(producer := Rounds()))
    run(relay)
    await wait_until(lambda: relay.polls > 3, what="polls of an empty outbox")
    assert relay.rounds == 1
    async with database.transactions.batch() as transaction:
        await transaction.publish(wire("notes"), wake=False)
    await wait_until(lambda: producer.sizes == [1], what="the event")
    assert relay.rounds == 2


async def test_events_that_wake_no_relay_leave_with_the_next_that_do(
    database: NotesDatabase, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "IDLE_SECONDS", 60.0)
    relay = Counted(database.url, schema=SCHEMA, producer=(producer := Rounds()))
    run(relay)
    await wait_until(lambda: relay.rounds == 1, what="the first round, which finds nothing")
    for wake in (False, True):
        async with database.transactions.batch() as transaction:
            await transaction.publish(wire("notes"), wake=wake)
    await wait_until(lambda: producer.sizes == [2], what="both events")


async def test_commits_that_keep_coming_share_rounds(database: NotesDatabase, run: Run) -> None:
    """Without gathering a round takes one or two of these commits. The rounds before the first wait are unit-tested."""
    relay = Counted(database.url, schema=SCHEMA, producer=(producer := Rounds()), gather_seconds=1.0)
    run(relay)
    await wait_until(lambda: relay.rounds == 1, what="the first round, which finds nothing")
    commits = 0
    while not any(size >= 10 for size in producer.sizes):
        await database.publish(wire("notes"))
        commits += 1
        assert commits < 2_000, producer.sizes
    await wait_until(lambda: sum(producer.sizes) == commits, what="all events")


async def test_a_lane_that_another_session_holds_is_left_to_it(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    lanes = 4
    transactions = Transactions(database.engine, Outbox(notes_outbox, schema=SCHEMA, lanes=lanes))
    messages: list[Wire] = [wire(topic) for _ in range(40)]
    producer = Producer(kafka_bootstrap, client_id="notes-relay")
    relay = Relay(database.url, schema=SCHEMA, producer=producer, lanes=lanes)
    run(relay)

    async def opened() -> bool:
        return await database.count("outbox_lanes") >= lanes

    await wait_until(opened, what="the lanes")
    holder = await asyncpg.connect(database.url, server_settings={"search_path": SCHEMA})
    async with holder.transaction():
        await holder.execute("select lane from outbox_lanes where lane = 2 for update")
        async with transactions.begin() as transaction:
            await transaction.publish(*messages)
            await transaction.commit()
        held = {message.event_id for message in messages if lane_of(message.key, lanes) == 2}

        async def rest_is_published() -> bool:
            return await database.count("outbox") == len(held)

        await wait_until(rest_is_published, what="the rows of the other lanes")
    await holder.close()

    async def is_empty() -> bool:
        return await database.count("outbox") == 0

    await wait_until(is_empty, what="an empty outbox")
    assert len(await read_all(kafka_bootstrap, topic)) == len(messages)
