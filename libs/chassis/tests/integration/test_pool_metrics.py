"""Both pools of a service are measured: connections in use, who waits for one, and how long."""

import asyncio
from collections.abc import Callable

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from chassis.storage.database import create_engine
from chassis.storage.reads import CompiledRead, ReadPool
from chassis.testing.harness import NotesDatabase
from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration


def value(name: str, pool: str) -> float:
    return REGISTRY.get_sample_value(name, {"pool": pool}) or 0.0


async def test_an_exhausted_pool_of_transactions_shows_who_waits(
    database: NotesDatabase, unique_name: Callable[[str], str]
) -> None:
    pool = unique_name("pool")
    engine = create_engine(database.url, schema="notes", application_name=pool, pool_size=1, max_overflow=1)
    assert value("database_pool_connections", pool) == 2
    first, second = await engine.connect(), await engine.connect()
    assert value("database_pool_in_use_connections", pool) == 2
    waits = asyncio.create_task(engine.connect().__aenter__())
    await wait_until(lambda: value("database_pool_waiting", pool) == 1, what="a waiter")
    await first.close()
    third = await waits
    assert value("database_pool_waiting", pool) == 0
    assert value("database_pool_wait_seconds_count", pool) == 1
    await second.close()
    await third.close()
    assert value("database_pool_in_use_connections", pool) == 0
    await engine.dispose()
    assert value("database_pool_connections", pool) == 2, "the pool that replaces it is measured too"
    async with engine.connect():
        assert value("database_pool_in_use_connections", pool) == 1
    await engine.dispose()


async def test_an_exhausted_pool_of_reads_shows_who_waits(
    database: NotesDatabase, unique_name: Callable[[str], str]
) -> None:
    name = unique_name("pool")
    pool = f"{name}-reads"
    reads = ReadPool(database.url, schema="notes", application_name=name, size=1)
    slow, fast = CompiledRead(text("select pg_sleep(0.2)")), CompiledRead(text("select 1"))
    running = asyncio.create_task(reads.fetch(slow))
    await wait_until(lambda: value("database_pool_in_use_connections", pool) == 1, what="a read")
    waiting = asyncio.create_task(reads.fetch(fast))
    await wait_until(lambda: value("database_pool_waiting", pool) == 1, what="a waiter")
    await asyncio.gather(running, waiting)
    assert value("database_pool_wait_seconds_count", pool) == 1
    assert value("database_pool_in_use_connections", pool) == 0
    assert value("database_pool_waiting", pool) == 0
    await reads.close()
    assert value("database_pool_connections", pool) == 1
