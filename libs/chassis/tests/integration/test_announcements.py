"""What a transaction changes of public responses is one event, in the same commit."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

import orjson
import pytest
from sqlalchemy import text

from chassis.messaging.transaction import MOST_KEYS, AnnouncedUnitsOfWork, Transaction, Transactions
from chassis.testing.clock import NOON
from chassis.testing.harness import NotesDatabase
from contracts.catalog import CatalogChangedV1
from contracts.event import encode

pytestmark = pytest.mark.integration

WRITE = text("insert into notes values (gen_random_uuid(), 1, '', 1)")


@pytest.fixture
def transactions(database: NotesDatabase) -> Transactions:
    return Transactions(database.engine, database.outbox, CatalogChangedV1)


async def announced(database: NotesDatabase) -> list[list[str]]:
    async with database.engine.connect() as connection:
        rows = await connection.execute(text("select topic, body from outbox order by id"))
        assert {row.topic for row in rows.all()} <= {CatalogChangedV1.topic}
        rows = await connection.execute(text("select body from outbox order by id"))
        return [orjson.loads(row.body)["keys"] for row in rows]


async def test_a_transaction_announces_its_changes_once(transactions: Transactions, database: NotesDatabase) -> None:
    for open_one in (transactions.committed, transactions.batch):
        async with open_one() as transaction:
            transaction.changed("b", "a")
            transaction.changed("a", "c")
            transaction.changed()
    async with transactions.committed():
        pass
    assert await announced(database) == [["a", "b", "c"]] * 2


async def test_an_announcement_is_written_with_other_events(
    transactions: Transactions, database: NotesDatabase
) -> None:
    async with transactions.committed() as transaction:
        transaction.changed("a")
        await transaction.publish(encode(CatalogChangedV1(keys=("event",), changed_at=NOON), "catalog"), wake=False)
        transaction.changed("a")
    assert await announced(database) == [["event"], ["a"]]


async def test_what_is_rolled_back_is_not_announced(transactions: Transactions, database: NotesDatabase) -> None:
    async with transactions.begin() as transaction:
        transaction.changed("a")
    for open_one in (transactions.committed, transactions.batch):
        with pytest.raises(ZeroDivisionError):
            await _fail(open_one)
    assert await announced(database) == []


async def test_what_comes_at_the_end_is_part_of_the_commit(transactions: Transactions, database: NotesDatabase) -> None:
    order: list[str] = []

    async def last(transaction: Transaction) -> None:
        order.append("last")
        transaction.changed("a")

    for open_one in (transactions.committed, transactions.batch):
        async with open_one() as transaction:
            transaction.at_end(partial(last, transaction))
            order.append("first")
    async with transactions.begin() as transaction:
        transaction.at_end(partial(last, transaction))
    assert order == ["first", "last"] * 2
    assert await announced(database) == [["a"]] * 2


async def _fail(open_one: Callable[[], AbstractAsyncContextManager[Transaction]]) -> None:
    async with open_one() as transaction:
        transaction.changed("a")
        raise ZeroDivisionError


@pytest.mark.parametrize("keys", [("a", "catalog"), tuple(map(str, range(MOST_KEYS + 1)))])
async def test_many_changes_are_a_change_of_everything(
    transactions: Transactions, database: NotesDatabase, keys: tuple[str, ...]
) -> None:
    async with transactions.committed() as transaction:
        transaction.changed(*keys)
    assert await announced(database) == [["catalog"]]


async def test_a_unit_of_work_that_writes_nothing_announces_nothing(
    transactions: Transactions, database: NotesDatabase
) -> None:
    units = AnnouncedUnitsOfWork[Transaction](transactions, lambda transaction: transaction, "catalog:lists")
    async with units.begin() as work:
        await work.connection.execute(text("select 1"))
    assert await announced(database) == []
    async with units.begin() as work:
        await work.connection.execute(WRITE)
    assert await announced(database) == [["catalog:lists"]]


async def test_a_service_without_an_announcement_cannot_state_changes(database: NotesDatabase) -> None:
    with pytest.raises(RuntimeError, match="announces no changes"):
        async with database.transactions.committed() as transaction:
            transaction.changed("a")
