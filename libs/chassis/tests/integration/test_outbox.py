"""State and events are one commit, whatever the order of statements and commits."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text

from chassis.messaging.outbox import DEEPEST, MAX_BODY_BYTES, EventTooLarge, Outbox, channel, depth_statement
from chassis.messaging.publishing.producer import Producer
from chassis.messaging.publishing.relay import Relay
from chassis.messaging.transaction import Transaction, Transactions
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase, Run
from chassis.testing.kafka import read_until
from chassis.testing.sample_service import SCHEMA, wire

pytestmark = pytest.mark.integration


async def test_rollback_publishes_nothing(database: NotesDatabase, topic: str) -> None:
    async with database.transactions.begin() as transaction:
        await transaction.publish(wire(topic))
    assert await database.count("outbox") == 0


async def test_a_failure_takes_state_and_event_back_together(database: NotesDatabase, topic: str) -> None:
    async def use_case() -> None:
        async with database.transactions.begin() as transaction:
            await transaction.publish(wire(topic))
            await transaction.connection.execute(text("insert into notes values (:id, 1, '', 1)"), {"id": uuid4()})
            raise RuntimeError("after both")

    with pytest.raises(RuntimeError, match="after both"):
        await use_case()
    assert await database.count("outbox") == 0
    assert await database.count("notes") == 0


@pytest.mark.parametrize("opened", [Transactions.committed, Transactions.batch])
async def test_a_block_commits_when_it_ends_and_rolls_back_when_it_raises(
    database: NotesDatabase, topic: str, opened: Callable[[Transactions], AbstractAsyncContextManager[Transaction]]
) -> None:
    async def publish(failure: Exception | None) -> None:
        async with opened(database.transactions) as transaction:
            await transaction.publish(wire(topic))
            if failure is not None:
                raise failure

    await publish(None)
    assert await database.count("outbox") == 1
    with pytest.raises(RuntimeError, match="after the event"):
        await publish(RuntimeError("after the event"))
    assert await database.count("outbox") == 1


async def test_an_event_written_before_any_other_statement_is_inside_the_transaction(
    database: NotesDatabase, topic: str
) -> None:
    """SQLAlchemy begins lazily: a statement that went past it would be committed at once."""
    async with database.transactions.begin() as transaction:
        await transaction.publish(wire(topic))
        assert await database.count("outbox") == 0, "another session sees the row before the commit"
        await transaction.commit()
    assert await database.count("outbox") == 1


async def test_events_keep_their_order_and_everything_they_say(database: NotesDatabase, topic: str) -> None:
    messages = [wire(topic, body=b"\x00\xff" + str(number).encode()) for number in range(50)]
    async with database.transactions.begin() as transaction:
        await transaction.publish(*messages[:20])
        await transaction.publish(*messages[20:])
        await transaction.commit()
    async with database.engine.connect() as connection:
        rows = list(
            await connection.execute(text("select event_id, topic, key, headers, body from outbox order by id"))
        )
    assert [tuple(row) for row in rows] == [
        (item.event_id, item.topic, item.key, dict(item.headers), item.body) for item in messages
    ]


@pytest.mark.parametrize("notify", [True, False])
async def test_a_commit_notifies_the_relay_once_and_a_rollback_never(
    database: NotesDatabase, topic: str, *, notify: bool
) -> None:
    transactions = Transactions(database.engine, Outbox(notes.outbox, schema=SCHEMA, notify=notify))
    notifications: list[str] = []
    listener = await asyncpg.connect(database.url)
    await listener.add_listener(channel(SCHEMA), lambda *arguments: notifications.append(arguments[2]))
    async with transactions.begin() as transaction:
        await transaction.publish(wire(topic))
    async with transactions.begin() as transaction:
        await transaction.publish(wire(topic), wire(topic))
        await transaction.publish(wire(topic))
        await listener.execute("select 1")
        assert notifications == []
        await transaction.commit()
    await asyncio.sleep(0.1)
    await listener.close()
    assert notifications == [channel(SCHEMA)] * notify


async def test_events_that_no_client_awaits_wake_no_relay(database: NotesDatabase, topic: str) -> None:
    notifications: list[str] = []
    listener = await asyncpg.connect(database.url)
    await listener.add_listener(channel(SCHEMA), lambda *arguments: notifications.append(arguments[2]))
    for wake in (False, True):
        async with database.transactions.batch() as transaction:
            await transaction.publish(wire(topic), wake=wake)
    # Notifications come in the order of commits.
    async with asyncio.timeout(30):
        while not notifications:
            await listener.execute("select 1")
    await listener.close()
    assert len(notifications) == 1
    assert await database.count("outbox") == 2


async def test_too_large_an_event_is_refused_where_it_is_made(database: NotesDatabase, topic: str) -> None:
    async with database.transactions.begin() as transaction:
        with pytest.raises(EventTooLarge, match="900001 bytes, at most 900000"):
            await transaction.publish(wire(topic, body=b"x" * (MAX_BODY_BYTES + 1)))
        await transaction.publish(wire(topic, body=b"x" * MAX_BODY_BYTES))


async def test_rows_committed_late_and_out_of_id_order_are_not_lost(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    run(Relay(database.url, schema=SCHEMA, producer=Producer(kafka_bootstrap, client_id="relay")))
    late, early = wire(topic), wire(topic)
    async with database.transactions.begin() as slow:
        await slow.publish(late)
        await database.publish(early)
        first = await read_until(kafka_bootstrap, topic, lambda records: len(records) == 1)
        await slow.commit()
    both = await read_until(kafka_bootstrap, topic, lambda records: len(records) == 2)
    assert [record.value for record in first] == [early.body]
    assert {record.value for record in both} == {early.body, late.body}


async def test_a_deep_outbox_is_not_counted_to_its_end(database: NotesDatabase) -> None:
    rows = (
        "insert into notes.outbox (event_id, topic, key, headers, body, lane, created_at) "
        "select gen_random_uuid(), 'notes', 'k', '{}', repeat('x', 800)::bytea, 0, now() - interval '1 hour' "
        "from generate_series(1, 100000)"
    )
    await database.as_superuser(rows)
    async with database.engine.connect() as connection:
        depth, age = await database.outbox.depth(connection)
        plan = await connection.execute(
            text(f"explain (analyze, timing off, format json) {depth_statement('outbox', DEEPEST)}")
        )
        [limit] = plan.scalar_one()[0]["Plan"]["Plans"]
    assert depth == DEEPEST + 1
    assert 3600 <= age < 3700
    assert limit["Plans"][0]["Index Name"] == "pk_outbox"
    assert limit["Plans"][0]["Actual Rows"] == DEEPEST + 1


async def test_depth_and_age(database: NotesDatabase, topic: str) -> None:
    async with database.engine.connect() as connection:
        assert await database.outbox.depth(connection) == (0, 0.0)
    began = time.monotonic()
    await database.publish(wire(topic), wire(topic))
    await asyncio.sleep(0.05)
    async with database.engine.connect() as connection:
        depth, age = await database.outbox.depth(connection)
    assert depth == 2
    assert 0.05 <= age <= time.monotonic() - began
