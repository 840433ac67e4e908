"""The number of statements of a batch does not depend on the number of its events."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import ARRAY, Integer, Text, Uuid, bindparam, text

from chassis.messaging.consumer import Delivery, Route
from chassis.messaging.transaction import Transaction
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase
from chassis.testing.records import feed
from chassis.testing.sample_service import NoteChanged, wire
from chassis.testing.statements import statements

pytestmark = pytest.mark.integration

_INSERT = text("insert into notes (id, version, text, applied) select *, 1 from unnest(:ids, :versions, :texts)")
_INSERT = _INSERT.bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("versions", type_=ARRAY(Integer)),
    bindparam("texts", type_=ARRAY(Text)),
)


async def apply_and_publish(transaction: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
    """Insert the notes with one statement and publish one event per note."""
    events = [delivery.event for delivery in deliveries]
    ids: list[UUID] = [item.id for item in events]
    values = {"ids": ids, "versions": [item.version for item in events], "texts": [item.text for item in events]}
    await transaction.connection.execute(_INSERT, values)
    await transaction.publish(*(wire("notes-copied") for _ in events))


@pytest.mark.parametrize("events", [1, 500])
async def test_a_batch_takes_five_round_trips_whatever_its_size(database: NotesDatabase, events: int) -> None:
    route = Route("notes", notes.TYPE, NoteChanged, apply_and_publish)
    with statements(database.engine) as sent:
        assert await feed([route], database.transactions, *(wire("notes", uuid4()) for _ in range(events))) == []
    assert [statement.split(" (")[0] for statement in sent] == [
        "begin",
        "insert into inbox",
        "insert into notes",
        "with added as",
        "commit",
    ]
    assert await database.count("outbox") == events


async def test_routes_with_one_handler_get_their_events_of_a_batch_together(database: NotesDatabase) -> None:
    groups: list[list[str]] = []

    async def collect(_: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
        groups.append([delivery.record.topic for delivery in deliveries])

    async def collect_others(_: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
        groups.append([delivery.record.topic for delivery in deliveries])

    routes = [
        Route(topic, notes.TYPE, NoteChanged, handler)
        for topic, handler in (("first", collect), ("second", collect), ("other", collect_others))
    ]
    topics = ["first", "other", "second", "first"]
    assert await feed(routes, database.transactions, *(wire(topic, uuid4()) for topic in topics)) == []
    assert groups == [["first", "second", "first"], ["other"]]


async def test_statements_are_collected_only_inside_the_block(database: NotesDatabase) -> None:
    with statements(database.engine) as sent:
        async with database.transactions.begin() as transaction:
            await transaction.connection.execute(text("select 1"))
        async with database.transactions.read() as connection:
            await connection.execute(text("select 2"))
    assert await database.count("notes") == 0
    assert sent == ["begin", "select 1", "rollback", "select 2"]
