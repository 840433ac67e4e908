"""Statements on the driver's connection share the transaction of the caller, begun by either."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.exc import DBAPIError

from chassis.storage.database import is_infrastructure_failure
from chassis.storage.statements import Statement
from chassis.testing.harness import NotesDatabase
from chassis.testing.sample_service import notes
from chassis.testing.statements import statements

pytestmark = pytest.mark.integration

INSERT = Statement("insert into notes (id, version, text, applied) values (:id, 1, :text, 1)")
FIND = Statement(select(notes.c.id, notes.c.text).where(notes.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))))


def note(note_id: UUID, text: str = "a text") -> dict[str, object]:
    """Return the values of `INSERT`."""
    return {"id": note_id, "text": text}


async def test_the_first_statement_begins_the_transaction_that_the_others_share(database: NotesDatabase) -> None:
    with statements(database.engine) as sent:
        async with database.transactions.begin() as transaction:
            for _ in range(3):
                await INSERT(transaction.connection, note(uuid4()))
    assert await database.count("notes") == 0
    assert [text.split(" (")[0] for text in sent] == ["begin", *["insert into notes"] * 3, "rollback"]


async def test_a_commit_keeps_what_all_statements_wrote(database: NotesDatabase) -> None:
    async with database.transactions.begin() as transaction:
        for _ in range(3):
            await INSERT(transaction.connection, note(uuid4()))
        await transaction.commit()
    assert await database.count("notes") == 3


async def test_rows_have_their_columns_by_name_whichever_way_they_came(database: NotesDatabase) -> None:
    first, second = uuid4(), uuid4()
    async with database.transactions.begin() as transaction:
        await INSERT(transaction.connection, note(first, "first"))
        await INSERT(transaction.connection, note(second, "second"))
        rows = await FIND(transaction.connection, {"ids": [first, second]})
        assert {row["id"]: row["text"] for row in rows} == {first: "first", second: "second"}
        await transaction.commit()
    async with database.transactions.read() as connection:
        [row] = await FIND(connection, {"ids": [second]})
    assert (row["id"], row["text"]) == (second, "second")


async def test_a_refused_statement_undoes_the_earlier_ones_and_frees_the_connection(database: NotesDatabase) -> None:
    same = uuid4()

    async def insert_twice() -> None:
        async with database.transactions.begin() as transaction:
            await INSERT(transaction.connection, note(same))
            await INSERT(transaction.connection, note(same))

    with pytest.raises(asyncpg.UniqueViolationError) as raised:
        await insert_twice()
    assert not is_infrastructure_failure(raised.value)
    assert await database.count("notes") == 0


async def test_a_batch_begins_and_ends_on_the_driver_and_both_ways_share_it(database: NotesDatabase) -> None:
    with statements(database.engine) as sent:
        async with database.transactions.batch() as transaction:
            await INSERT(transaction.connection, note(uuid4()))
            await transaction.connection.execute(INSERT.statement, note(uuid4()))
    assert [text.split(" (")[0] for text in sent] == ["begin", *["insert into notes"] * 2, "commit"]
    async with database.transactions.batch() as transaction:
        await transaction.connection.execute(INSERT.statement, note(uuid4()))
        assert await database.count("notes") == 2, "another session sees the row before the commit"
    assert await database.count("notes") == 3


async def test_a_cancelled_batch_leaves_nothing_and_its_connection_in_no_transaction(database: NotesDatabase) -> None:
    async def insert_and_wait(written: asyncio.Event) -> None:
        async with database.transactions.batch() as transaction:
            await INSERT(transaction.connection, note(uuid4()))
            written.set()
            await Statement("select pg_sleep(60)")(transaction.connection)

    written = asyncio.Event()
    batch = asyncio.create_task(insert_and_wait(written))
    await written.wait()
    batch.cancel()
    with pytest.raises(asyncio.CancelledError):
        await batch
    async with database.transactions.read() as connection:
        await INSERT(connection, note(uuid4()))
    assert await database.count("notes") == 1


async def test_a_statement_of_a_connection_with_autocommit_is_on_the_driver_and_commits(
    database: NotesDatabase,
) -> None:
    async with database.transactions.read() as connection:
        await INSERT(connection, note(uuid4()))
        assert await database.count("notes") == 1


async def test_a_lost_connection_is_a_failure_of_the_infrastructure(database: NotesDatabase) -> None:
    async def insert_before_and_after() -> None:
        async with database.transactions.begin() as transaction:
            await INSERT(transaction.connection, note(uuid4()))
            await database.terminate("notes")
            await INSERT(transaction.connection, note(uuid4()))

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError, OSError)) as raised:
        await insert_before_and_after()
    assert is_infrastructure_failure(raised.value)
    assert await database.count("notes") == 0
