"""Reads through the pool of the driver's connections: their failures, and what becomes of the connection."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import BindParameter, bindparam, text
from sqlalchemy.types import BigInteger, Text

from chassis.storage import reads
from chassis.storage.database import is_infrastructure_failure, is_refused_value, is_schema_mismatch
from chassis.storage.reads import CompiledRead, ReadPool
from chassis.testing.harness import NotesDatabase
from chassis.testing.sample_service import SCHEMA

pytestmark = pytest.mark.integration

PID = CompiledRead(
    text("""
    select pg_backend_pid(), current_setting('search_path'), current_setting('jit'), current_setting('plan_cache_mode'),
           current_setting('max_parallel_workers_per_gather'), current_setting('enable_mergejoin')
    """)
)
SLEEP = CompiledRead(text("select pg_sleep(25)"))
ALL = CompiledRead(text("select * from notes"))


@pytest_asyncio.fixture
async def pool(database: NotesDatabase) -> AsyncIterator[ReadPool]:
    """Create a pool of one connection."""
    pool = ReadPool(database.url, schema=SCHEMA, application_name=SCHEMA, size=1)
    yield pool
    await pool.close()


async def pid_of(pool: ReadPool) -> int:
    """Return the server process id of the next connection."""
    [row] = await pool.fetch(PID)
    return int(row[0])


async def failure_of(pool: ReadPool, statement: str, **values: object) -> BaseException:
    """Return the exception that a statement raises."""
    types: dict[str, type[Text | BigInteger]] = {"short": Text, "long": BigInteger}
    binds: list[BindParameter[object]] = [bindparam(name, type_=types[name]) for name in values]
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is the question
        await pool.fetch(CompiledRead(text(statement).bindparams(*binds)), values)
    return caught.value


async def test_connections_have_the_schema_and_the_options_of_the_engine(pool: ReadPool) -> None:
    [row] = await pool.fetch(PID)
    assert tuple(row[1:]) == (f"{SCHEMA},public", "off", "force_generic_plan", "0", "off")
    assert await pid_of(pool) == row[0]


@pytest.mark.parametrize(
    ("kind", "statement", "values"),
    [
        (is_schema_mismatch, "select * from nothing", {}),
        (is_schema_mismatch, "select nothing(1)", {}),
        (is_refused_value, "select :short", {"short": "a\0b"}),
        (is_refused_value, "select :short", {"short": "\ud800"}),
        (is_refused_value, "select :long", {"long": 2**80}),
        (None, "select 1 / 0", {}),
    ],
)
async def test_a_refused_statement_keeps_its_connection(
    pool: ReadPool, kind: object, statement: str, values: dict[str, object]
) -> None:
    before = await pid_of(pool)
    failure = await failure_of(pool, statement, **values)
    kinds = (is_infrastructure_failure, is_schema_mismatch, is_refused_value)
    assert [candidate for candidate in kinds if candidate(failure)] == ([kind] if kind else [])
    assert await pid_of(pool) == before


async def test_a_session_ended_by_the_server_is_an_outage_and_is_replaced(
    database: NotesDatabase, pool: ReadPool
) -> None:
    before = await pid_of(pool)
    working = asyncio.create_task(pool.fetch(SLEEP))
    await asyncio.sleep(0.1)
    await database.terminate(SCHEMA)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        await working
    assert is_infrastructure_failure(caught.value)
    assert await pid_of(pool) != before


async def test_a_connection_that_the_server_closed_is_replaced_at_once(database: NotesDatabase, pool: ReadPool) -> None:
    before = await pid_of(pool)
    await database.terminate(SCHEMA)
    await asyncio.sleep(0.1)
    assert await pid_of(pool) != before


async def test_a_cancelled_read_does_not_delay_the_next_one(pool: ReadPool) -> None:
    await pid_of(pool)
    working = asyncio.create_task(pool.fetch(SLEEP))
    await asyncio.sleep(0.1)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    async with asyncio.timeout(20):
        await pid_of(pool)


async def test_waiting_for_a_connection_is_bounded(pool: ReadPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "WAIT_SECONDS", 0.1)
    await pid_of(pool)
    working = asyncio.create_task(pool.fetch(SLEEP))
    await asyncio.sleep(0.05)
    with pytest.raises(TimeoutError) as caught:
        await pool.fetch(PID)
    assert is_infrastructure_failure(caught.value)
    working.cancel()


async def test_more_reads_than_connections_take_turns(database: NotesDatabase, pool: ReadPool) -> None:
    pids = await asyncio.gather(*(pid_of(pool) for _ in range(20)))
    assert len(set(pids)) == 1


async def test_a_read_survives_a_migration_of_its_table(database: NotesDatabase, pool: ReadPool) -> None:
    await pool.fetch(ALL)
    owner = await asyncpg.connect(database.superuser_url)
    await owner.execute("alter table notes.notes alter column applied type bigint, add column remark text")
    await owner.close()
    await pool.fetch(ALL)


@pytest.mark.parametrize("url", ["postgresql://notes:wrong@127.0.0.1:1/none", "postgresql://notes:x@host.invalid/none"])
async def test_a_server_that_is_unavailable_is_an_outage(url: str) -> None:
    pool = ReadPool(url, schema=SCHEMA, application_name=SCHEMA, size=1)
    for _ in range(2):
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await pool.fetch(PID)
        assert is_infrastructure_failure(caught.value)


async def test_a_service_without_a_read_pool_is_an_error(database: NotesDatabase) -> None:
    pool = ReadPool(database.url, schema=SCHEMA, application_name=SCHEMA, size=0)
    with pytest.raises(RuntimeError, match="database_read_pool_size"):
        await pool.fetch(PID)


async def test_a_closed_pool_keeps_no_connection(database: NotesDatabase) -> None:
    pool = ReadPool(database.url, schema=SCHEMA, application_name="closing", size=2)
    working = asyncio.create_task(pool.fetch(CompiledRead(text("select pg_sleep(0.3)"))))
    await pid_of(pool)
    await asyncio.sleep(0.1)
    await pool.close()
    await working
    await asyncio.sleep(0.1)
    own = await asyncpg.connect(database.superuser_url)
    open_sessions = await own.fetchval("select count(*) from pg_stat_activity where application_name = 'closing'")
    await own.close()
    assert open_sessions == 0
