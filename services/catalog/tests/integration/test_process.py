"""The service as a process on a real Kafka: killed while it consumes, and rebuilt from the log."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import TYPE_CHECKING
from uuid import UUID

import httpx2
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from sqlalchemy import select

from catalog.infrastructure.tables import (
    READ_MODEL,
    changed_titles,
    erased_users,
    inbox,
    media,
    season_parts,
    slugs,
)
from catalog.presentation.consumers import TOPICS
from chassis.testing.kafka import produce, wait_until
from contracts.event import Event, encode
from devstack.ports import free_ports

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

    from devstack.testing.pytest_plugin import MakeTopics

pytestmark = [pytest.mark.integration, pytest.mark.slow]

FIRST, MANY = 970_000_001, 400
"""Numbers of titles that no other test publishes, because topics are shared."""
LIST = "test.catalog.process"
USER = UUID(int=0xCA7)


def the_log(make: Make) -> list[Event]:
    """Return two versions of movies with scores, of shows with a season, of a list and of a user's entries."""
    numbers = range(FIRST, FIRST + MANY)
    events: list[Event] = []
    for version in (1, 2):
        events += [make.movie(number, version=version, title=f"Movie {number % 50} {version}") for number in numbers]
        events += [make.scores(number, version=version, ratingo=number % 100) for number in numbers]
        events += [make.show(number, version=version) for number in numbers[:20]]
        events += [make.season(number, 1, [None] * version, version=version) for number in numbers[:20]]
        events.append(make.ranking(LIST, numbers[version : version + 40], version))
        events += [make.entry(USER, number, version=version, state="planned") for number in numbers[:30]]
    return events


class Running:
    """`python -m catalog`, with what it needs from the environment."""

    def __init__(self, database: str, kafka: str, port: int) -> None:
        self.port = port
        self._environment = {
            **os.environ,
            "CATALOG_DATABASE_URL": database,
            "CATALOG_KAFKA_BOOTSTRAP": kafka,
            "CATALOG_HTTP_PORT": str(port),
            "CATALOG_LOG_LEVEL": "WARNING",
            "CATALOG_CONSUMER_BATCH_RECORDS": "40",
        }
        self._process: Process | None = None

    async def command(self, *arguments: str) -> tuple[int | None, str]:
        """Run a command to its end and give its exit code and errors."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "catalog", *arguments, env=self._environment, stdout=DEVNULL, stderr=PIPE
        )
        _, errors = await process.communicate()
        return process.returncode, errors.decode()

    async def start(self) -> None:
        """Start the service; it is up when it responds."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "catalog", env=self._environment, stdout=DEVNULL
        )
        await wait_until(self._is_ready, seconds=60, what="readiness of the service")

    async def kill(self) -> None:
        """Kill it, as a crash would."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> None:
        """Terminate it and wait until it has ended."""
        assert self._process is not None
        self._process.terminate()
        await self._process.wait()

    async def _is_ready(self) -> bool:
        try:
            async with httpx2.AsyncClient(trust_env=False) as client:
                return (await client.get(f"http://127.0.0.1:{self.port}/health/ready")).status_code == 200
        except httpx2.HTTPError:
            return False


async def applied(catalog: Catalog) -> int:
    """Return the number of movies to which every event was applied."""
    async with catalog.container.runtime.engine.connect() as connection:
        done = (media.c.imported_version == 2) & (media.c.stats_version == 2) & (media.c.tmdb_id >= FIRST)
        return len((await connection.execute(select(media.c.tmdb_id).where(done))).all())


async def ours(catalog: Catalog) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the titles of this test.

    A title may be published again in a replay, in ways in which it appears between two events.
    """
    tables = {}
    async with catalog.container.runtime.engine.connect() as connection:
        is_ours = select(media.c.media_id).where(media.c.tmdb_id >= FIRST)
        for table in (*READ_MODEL, slugs):
            # The users of the log are not erased.
            if table in (inbox, season_parts, erased_users):
                continue
            mine = table.c.list_id == LIST if "list_id" in table.c else table.c.media_id.in_(is_ours)
            columns = [column for column in table.c if column.name != "published_version"]
            rows = await connection.execute(select(*columns).where(mine).order_by(*table.primary_key))
            tables[table.name] = [tuple(row) for row in rows]
    return tables


async def test_crash_and_replay_neither_lose_nor_duplicate_events(
    catalog: Catalog, make: Make, kafka_bootstrap: str, make_topics: MakeTopics
) -> None:
    await create_missing(kafka_bootstrap, make_topics)
    log = the_log(make)
    await produce(kafka_bootstrap, [encode(event, "test") for event in log])
    service = Running(catalog.urls.app, kafka_bootstrap, free_ports(1)[0])
    try:
        await service.start()
        await wait_until(lambda: reached(catalog, MANY // 5), seconds=60, what="the first movies")
        await service.kill()
        assert await applied(catalog) < MANY, "the crash interrupts the log"
        await service.start()
        await wait_until(lambda: reached(catalog, MANY), seconds=60, what="every movie")
        await wait_until(lambda: settled(catalog), seconds=60, what="every other event")
        expected = await ours(catalog)

        code, errors = await service.command("replay")
        assert code != 0
        assert "is the service stopped?" in errors
        await service.stop()
        assert await service.command("replay") == (0, "")
        assert await applied(catalog) == 0
        await service.start()
        await wait_until(lambda: reached(catalog, MANY), seconds=60, what="every movie again")
        await wait_until(lambda: settled(catalog), seconds=60, what="every other event again")
        assert await ours(catalog) == expected
        await service.stop()
    finally:
        await service.kill()


async def reached(catalog: Catalog, share: int) -> bool:
    return await applied(catalog) >= share


async def settled(catalog: Catalog) -> bool:
    """Return whether all rows of the end of the log exist, and every change is published."""
    async with catalog.container.runtime.engine.connect() as connection:
        if (await connection.execute(select(changed_titles))).first() is not None:
            return False
    counts = {name: len(rows) for name, rows in (await ours(catalog)).items()}
    expected = {"documents": MANY + 20, "episodes": 40, "list_items": 40, "lists": 1, "user_states": 30}
    return all(counts[name] == rows for name, rows in expected.items())


async def create_missing(kafka: str, make: MakeTopics) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        there = set(await admin.list_topics())
    finally:
        await admin.close()
    if missing := [topic for topic in TOPICS if topic not in there]:
        await make(*missing)
