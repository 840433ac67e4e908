"""A Postgres of the benchmark's own with a filled catalog, the real catalog process, and the floor's process."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from copies import copy_titles
from databases import ServiceDatabase, migrated
from processes import Server, serving
from titles import events

from catalog.bootstrap import build
from catalog.settings import Settings
from chassis.testing.records import feed
from contracts.event import encode
from devstack.ports import free_ports
from devstack.servers.schemas import connected

HERE = Path(__file__).parent
APPLIED = 1_000
"""How many titles are applied as events; the others are copies of them."""
TITLES_AT_A_TIME = 200
START_SECONDS = 120.0
NO_KAFKA = "127.0.0.1:1"
CHANGE = "update catalog.media set stats_at = now() where media_id = $1"
PAGES = "create table pages (target text, place int, body bytea, primary key (target, place))"


@dataclass(frozen=True, slots=True)
class Database(ServiceDatabase):
    """The server with catalog's schema, and with the pages of the floor in another one."""

    async def fill(self, count: int) -> None:
        """Apply the events of generated titles, as catalog's consumer does, and copy them until there are `count`."""
        applied = min(count, APPLIED)
        await self._apply(applied)
        async with connected(self.admin_url) as connection:
            await _set_autovacuum(connection, "off")
            await copy_titles(lambda: connected(self.admin_url), applied, count // applied - 1)
            await connection.execute("vacuum analyze", timeout=None)
            await _set_autovacuum(connection, "on")

    async def size(self) -> float:
        """Return the size of the database in gigabytes."""
        async with connected(self.admin_url) as connection:
            return float(await connection.fetchval("select pg_database_size(current_database())")) / 1e9

    @asynccontextmanager
    async def changing(self, per_second: float) -> AsyncIterator[None]:
        """Write a title in each of so many transactions per second, during the context."""

        async def change() -> None:
            async with connected(self.admin_url) as connection:
                ids = await connection.fetch("select media_id from catalog.media order by media_id limit $1", APPLIED)
                for [media_id] in itertools.cycle(ids):
                    await connection.execute(CHANGE, media_id)
                    await asyncio.sleep(1 / per_second)

        changes = asyncio.create_task(change()) if per_second else None
        try:
            yield
        finally:
            if changes is not None:
                changes.cancel()
                await asyncio.gather(changes, return_exceptions=True)

    async def _apply(self, count: int) -> None:
        container = build(Settings(database_url=self.url(), kafka_bootstrap=NO_KAFKA))
        routes, transactions = container.routes(), container.runtime.transactions
        batches = iter(events(count, datetime.now(UTC)))
        while batch := list(itertools.islice(batches, TITLES_AT_A_TIME)):
            messages = [encode(event, "benchmark") for title in batch for event in title]
            letters = await feed(routes, transactions, *messages)
            assert not letters, letters[0]
        await container.runtime.engine.dispose()

    async def store_pages(self, catalog: Server, targets: Mapping[str, Sequence[str]]) -> None:
        """Store the bodies of catalog's responses for the floor: a row per item of a list, one per other page."""
        rows = [
            (f"{target}?" if "?" not in target else target, place, part)
            for target in dict.fromkeys(itertools.chain.from_iterable(targets.values()))
            for place, part in enumerate(_parts(await asyncio.to_thread(catalog.get, target)))
        ]
        async with connected(self.admin_url) as connection:
            await connection.execute(PAGES)
            await connection.copy_records_to_table("pages", records=rows)
            await connection.execute("vacuum analyze pages")


async def _set_autovacuum(connection: asyncpg.Connection, state: str) -> None:
    """Switch the automatic vacuum, which would read each copied table once more while others are copied."""
    await connection.execute(f"alter system set autovacuum = {state}")
    await connection.execute("select pg_reload_conf()")


def _parts(body: bytes) -> list[bytes]:
    """Return the parts of a body, whose join has its length: items of a list, days of a calendar, or the whole."""
    data = json.loads(body)["data"]
    items = data if isinstance(data, list) else data.get("days")
    if not items:
        return [body]
    parts = [json.dumps(item, separators=(",", ":"), ensure_ascii=False).encode() for item in items]
    return [*parts, b" " * (len(body) - sum(map(len, parts)))]


@asynccontextmanager
async def database(titles: int) -> AsyncIterator[Database]:
    """Yield a server with a filled catalog, whose data is in a temporary folder."""
    async with migrated("catalog", Database) as result:
        await result.fill(titles)
        yield result


@asynccontextmanager
async def catalog(database: Database, *, shared_seconds: float = 0.0) -> AsyncIterator[Server]:
    """Yield catalog's own process with its default settings, except for how long clients share a response."""
    [port] = free_ports(1)
    environment = {
        "CATALOG_DATABASE_URL": database.url(),
        "CATALOG_KAFKA_BOOTSTRAP": NO_KAFKA,
        "CATALOG_HTTP_PORT": str(port),
        "CATALOG_SHARED_RESPONSE_SECONDS": str(shared_seconds),
    }
    arguments = ["-m", "catalog", "api"]
    async with serving(
        "catalog", port, arguments, environment, folder=database.folder, seconds=START_SECONDS
    ) as server:
        yield server


@asynccontextmanager
async def floor(database: Database) -> AsyncIterator[Server]:
    """Yield the floor's process."""
    [port] = free_ports(1)
    arguments = [str(HERE / "floor.py"), str(port), database.admin_url]
    async with serving("floor", port, arguments, {}, folder=database.folder, seconds=START_SECONDS) as server:
        yield server
