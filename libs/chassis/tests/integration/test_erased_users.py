"""Erased users: remembered once, and no transaction that looked a user up is missed by the deletion after it."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import MetaData, text

from chassis.storage.erased_users import ErasedUsers, erased_users_table
from chassis.testing.harness import NotesDatabase

pytestmark = pytest.mark.integration

ERASED = ErasedUsers(erased_users_table(MetaData()))


async def created(database: NotesDatabase) -> None:
    await database.as_superuser("drop table if exists notes.erased_users, notes.kept cascade")
    await database.as_superuser("create table notes.erased_users (user_id uuid primary key)")
    await database.as_superuser("create table notes.kept (user_id uuid)")
    await database.as_superuser("grant select, insert, update, delete on notes.erased_users, notes.kept to notes")


async def test_users_are_remembered_once(database: NotesDatabase) -> None:
    await created(database)
    first, second, other = uuid4(), uuid4(), uuid4()
    for users in ([first], [second, first, second]):
        async with database.transactions.begin() as transaction:
            await ERASED.add(transaction.connection, users)
            await transaction.commit()

    async with database.transactions.begin() as transaction:
        assert await ERASED.among(transaction.connection, [first, second, other]) == {first, second}
        assert await ERASED.among(transaction.connection, []) == set()


async def test_a_row_that_is_written_meanwhile_is_deleted_too(database: NotesDatabase) -> None:
    await created(database)
    user = uuid4()

    async def erase() -> None:
        async with database.transactions.begin() as transaction:
            await ERASED.add(transaction.connection, [user])
            await transaction.connection.execute(text("delete from kept"))
            await transaction.commit()

    async with database.transactions.begin() as writing:
        assert await ERASED.among(writing.connection, [user]) == set()
        erasing = asyncio.create_task(erase())
        await asyncio.sleep(0.2)
        assert not erasing.done()
        await writing.connection.execute(text("insert into kept values (:user)"), {"user": user})
        await writing.commit()
    await erasing

    async with database.transactions.read() as connection:
        assert (await connection.execute(text("select count(*) from kept"))).scalar_one() == 0
