"""Which of the real database's failures are the infrastructure's, as they come through SQLAlchemy and asyncpg."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.database import (
    JsonText,
    create_engine,
    is_infrastructure_failure,
    is_refused_value,
    is_schema_mismatch,
)
from chassis.testing.harness import NotesDatabase
from chassis.testing.sample_service import SCHEMA

pytestmark = pytest.mark.integration


async def failure_of(database: NotesDatabase, *statements: str, **values: object) -> BaseException:
    """Run statements in one transaction and return the exception that the last one raises."""
    async with database.engine.connect() as connection:
        for statement in statements[:-1]:
            await connection.execute(text(statement))
        with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is the question
            await connection.execute(text(statements[-1]), values)
    return caught.value


def verdict(failure: BaseException) -> str:
    """Return which of the four kinds a failure is."""
    kinds = {
        "infrastructure": is_infrastructure_failure(failure),
        "schema": is_schema_mismatch(failure),
        "value": is_refused_value(failure),
    }
    names = [name for name, holds in kinds.items() if holds]
    assert len(names) <= 1, names
    return names[0] if names else "data"


@pytest.mark.parametrize(
    ("expected", "statements"),
    [
        ("infrastructure", ["set local statement_timeout = '20ms'", "select pg_sleep(1)"]),
        ("schema", ["select * from nothing"]),
        ("schema", ["select nothing from notes"]),
        ("schema", ["select nothing(1)"]),
        ("schema", ["drop table notes"]),
        ("data", ["select 1 / 0"]),
        ("data", ["selec"]),
        ("data", ["insert into notes (id) values (gen_random_uuid())"]),
        ("value", ["select 2147483647 + 1"]),
    ],
)
async def test_failures_of_statements(database: NotesDatabase, expected: str, statements: list[str]) -> None:
    assert verdict(await failure_of(database, *statements)) == expected


@pytest.mark.parametrize(
    ("expected", "cast", "value"),
    [
        ("value", "text", "a\0b"),
        ("value", "text", "\ud800"),
        ("value", "int", 2**40),
        ("value", "bigint", 2**80),
        ("data", "int", "seven"),
        ("data", "uuid", "nope"),
        ("value", "jsonb", '{"a": "\\u0000"}'),
    ],
)
async def test_refused_values(database: NotesDatabase, expected: str, cast: str, value: object) -> None:
    failure = await failure_of(database, f"select cast(:value as {cast})", value=value)
    assert verdict(failure) == expected
    assert "parameters hidden" in str(failure) or "SQL parameters hidden" in str(failure)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (JsonText('{"a": [1, null, "\u017c"]}'), '{"a": [1, null, "\u017c"]}'),
        ({"a": [1, None, "\u017c"]}, '{"a": [1, null, "\u017c"]}'),
        ('{"a": 1}', '"{\\"a\\": 1}"'),
    ],
)
async def test_json_text_is_a_document_and_a_plain_text_a_string(
    database: NotesDatabase, value: object, stored: str
) -> None:
    statement = text("select cast(:value as jsonb)::text").bindparams(bindparam("value", type_=JSONB))
    async with database.engine.connect() as connection:
        assert (await connection.execute(statement, {"value": value})).scalar_one() == stored


async def test_json_text_that_is_no_json_is_refused(database: NotesDatabase) -> None:
    statement = text("select cast(:value as jsonb)").bindparams(bindparam("value", type_=JSONB))
    async with database.engine.connect() as connection:
        with pytest.raises(Exception, match="invalid input syntax for type json"):
            await connection.execute(statement, {"value": JsonText('{"a": NaN}')})


async def test_a_terminated_session(database: NotesDatabase) -> None:
    async with database.engine.connect() as connection:
        await connection.execute(text("select 1"))
        assert await database.terminate(SCHEMA) == 1
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await connection.execute(text("select 1"))
    assert verdict(caught.value) == "infrastructure"


async def test_a_session_terminated_in_mid_statement(database: NotesDatabase) -> None:
    async with database.engine.connect() as connection:
        working = asyncio.create_task(connection.execute(text("select pg_sleep(5)")))
        await asyncio.sleep(0.1)
        await database.terminate(SCHEMA)
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await working
    assert verdict(caught.value) == "infrastructure"


async def test_a_swallowed_termination_shows_at_the_commit(database: NotesDatabase) -> None:
    async with database.engine.connect() as connection:
        await connection.execute(text("select 1"))
        await database.terminate(SCHEMA)
        with pytest.raises(Exception):  # noqa: B017, PT011
            await connection.execute(text("select 1"))
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await connection.commit()
    assert verdict(caught.value) == "infrastructure"


async def test_a_transaction_that_outlived_its_limit(database: NotesDatabase) -> None:
    async with database.engine.connect() as connection:
        await connection.execute(text("set local idle_in_transaction_session_timeout = '20ms'"))
        await asyncio.sleep(0.2)
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await connection.execute(text("select 1"))
    assert verdict(caught.value) == "infrastructure"


async def test_locks(database: NotesDatabase) -> None:
    insert = "insert into notes values (:id, 1, '', 1)"
    ids = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"]
    async with database.engine.begin() as connection:
        await connection.execute(text(insert), [{"id": number} for number in ids])
    update = text("update notes set applied = 2 where id = :id")
    async with two(database) as (first, second):
        await first.execute(update, {"id": ids[0]})
        await second.execute(text("set local lock_timeout = '20ms'"))
        with pytest.raises(Exception) as timed_out:  # noqa: PT011
            await second.execute(update, {"id": ids[0]})
    async with two(database) as (first, second):
        await first.execute(update, {"id": ids[0]})
        await second.execute(update, {"id": ids[1]})
        crossed = await asyncio.gather(
            first.execute(update, {"id": ids[1]}), second.execute(update, {"id": ids[0]}), return_exceptions=True
        )
    deadlocks = [outcome for outcome in crossed if isinstance(outcome, BaseException)]
    assert [verdict(failure) for failure in (timed_out.value, *deadlocks)] == ["infrastructure"] * 2


async def test_a_serialization_failure(database: NotesDatabase) -> None:
    async with two(database) as (first, second):
        for connection in (first, second):
            await connection.execute(text("set transaction isolation level serializable"))
            await connection.execute(text("select sum(applied) from notes"))
        for connection in (first, second):
            await connection.execute(text("insert into notes values (gen_random_uuid(), 1, '', 1)"))
        await first.commit()
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await second.commit()
    assert verdict(caught.value) == "infrastructure"


async def test_a_prepared_statement_whose_table_changed(database: NotesDatabase) -> None:
    async with database.engine.connect() as connection:
        await connection.execute(text("select * from notes"))
        await connection.commit()
        owner = await asyncpg.connect(database.superuser_url)
        await owner.execute("alter table notes.notes alter column applied type bigint")
        await owner.close()
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await connection.execute(text("select * from notes"))
        await connection.rollback()
        await connection.execute(text("select * from notes"))
    assert verdict(caught.value) == "infrastructure"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://notes:wrong@{}", "wrong password"),
        ("postgresql://notes:wrong@127.0.0.1:1/none", "nothing listens"),
        ("postgresql://notes:wrong@host.invalid/none", "no such host"),
    ],
)
async def test_no_connection_at_all(database: NotesDatabase, url: str, reason: str) -> None:
    engine = create_engine(url.format(database.url.split("@")[1]), schema=SCHEMA, application_name=SCHEMA)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        await engine.connect()
    await engine.dispose()
    assert verdict(caught.value) == "infrastructure", reason


async def test_no_connection_left_in_the_pool(database: NotesDatabase) -> None:
    engine = create_engine(
        database.url, schema=SCHEMA, application_name=SCHEMA, pool_size=1, max_overflow=0, pool_timeout=0.1
    )
    async with engine.connect():
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await engine.connect()
    await engine.dispose()
    assert verdict(caught.value) == "infrastructure"


@asynccontextmanager
async def two(database: NotesDatabase) -> AsyncIterator[tuple[AsyncConnection, AsyncConnection]]:
    async with database.engine.connect() as first, database.engine.connect() as second:
        yield first, second
