"""Reads and writes of every table of a schema, by the service's role, while something else goes on."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

READERS = 4
WRITERS = 2
# A table or a column that an older schema does not have: the requests of a release match its own schema.
_OF_ANOTHER_SCHEMA = (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError, asyncpg.UndefinedFunctionError)


@dataclass(slots=True)
class Load:
    """What the requests came to: the duration of each, in seconds, and errors by their class."""

    durations: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    missing: int = 0

    def percentile(self, share: float) -> float:
        """Return the duration that this share of the requests did not exceed."""
        ordered = sorted(self.durations)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@asynccontextmanager
async def under_load(url: str, schema: str, tables: Sequence[str]) -> AsyncIterator[Load]:
    """Send requests as long as the context lasts."""
    load, over = Load(), asyncio.Event()
    reads = [f"select * from {schema}.{table} limit 20" for table in tables]
    # The place of a row as it is: a write that changes nothing takes the locks of one that does.
    writes = [
        f"with chosen as (select ctid from {schema}.{table} limit 3 for update skip locked) "
        f"delete from {schema}.{table} using chosen where {table}.ctid = chosen.ctid and false"
        for table in tables
    ]
    statements = [reads] * READERS + [writes] * WRITERS
    tasks = [asyncio.create_task(_send(url, mine, load, over, first)) for first, mine in enumerate(statements)]
    try:
        yield load
    finally:
        over.set()
        await asyncio.gather(*tasks)


async def _send(url: str, statements: Sequence[str], load: Load, over: asyncio.Event, first: int) -> None:
    connection = await asyncpg.connect(url)
    number = first
    try:
        while not over.is_set():
            number += 1
            began = time.monotonic()
            try:
                await connection.execute(statements[number % len(statements)])
            except _OF_ANOTHER_SCHEMA:
                load.missing += 1
            except asyncpg.PostgresError as error:
                load.errors[type(error).__name__] += 1
            load.durations.append(time.monotonic() - began)
    finally:
        await connection.close()
