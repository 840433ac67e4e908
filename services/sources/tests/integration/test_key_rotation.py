"""The master key is replaced while credentials are read and written: no read fails, and no plaintext is stored."""

import asyncio
import base64
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from services.sources.tests.integration.test_stores import SOURCE
from services.sources.tests.library import MemoryAdapters
from sqlalchemy import text

from chassis.storage.encryption import CannotOpen, Keyring
from devstack.testing.pytest_plugin import CreateDatabase
from sources.bootstrap import Container, build
from sources.infrastructure.media_sources.repository import CREDENTIALS, credentials_cell
from sources.settings import Settings

pytestmark = pytest.mark.integration

OLD, NEW = bytes([1] * 32), bytes([2] * 32)
SOURCES = [UUID(int=number) for number in range(1, 301)]
MARK = "marked-secret"


class Load:
    """Two replicas that serve, and clients that read and write credentials through them all the time."""

    def __init__(self, replicas: list[Container], source_ids: Sequence[UUID]) -> None:
        self.replicas = replicas
        self._source_ids = source_ids
        self._counted = asyncio.Event()
        self.counts: Counter[str] = Counter()
        self._over = asyncio.Event()
        self._random = random.Random(7)

    async def served(self, number: int) -> None:
        """Wait until clients have read and written so many times again: every step meets traffic."""
        reads, writes = (self.counts[name] + number for name in ("read", "written"))
        await self.until(lambda: self.counts["read"] >= reads and self.counts["written"] >= writes)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until a condition of the counts holds."""
        async with asyncio.timeout(60):
            while not holds():
                self._counted.clear()
                await self._counted.wait()

    def _count(self, what: str) -> None:
        self.counts[what] += 1
        self._counted.set()

    async def read(self) -> None:
        """Read the credentials of sources until the end; a value of another source or form counts as failed."""
        while not self._over.is_set():
            source_id = self._random.choice(self._source_ids)
            try:
                async with self._random.choice(self.replicas).units.begin() as work:
                    values = await work.media_sources.credentials(source_id)
            except CannotOpen:
                self._count("failed")
                continue
            right = values["password"].startswith(f"{MARK} {source_id} ")
            self._count("read" if right else "failed")

    async def write(self) -> None:
        """Replace credentials until the end."""
        while not self._over.is_set():
            source_id = self._random.choice(self._source_ids)
            async with self._random.choice(self.replicas).units.begin() as work:
                await work.media_sources.save_credentials(source_id, secret(source_id, self.counts["written"]))
            self._count("written")

    def end(self) -> None:
        """End the clients."""
        self._over.set()


def secret(source_id: UUID, number: int) -> dict[str, str]:
    """Return credentials that can be found in a table if they are not encrypted."""
    return {"password": f"{MARK} {source_id} {number}"}


async def sealed_values(container: Container) -> dict[UUID, bytes]:
    async with container.runtime.engine.connect() as connection:
        rows = await connection.execute(text("select source_id, sealed from credentials"))
        return {row.source_id: row.sealed for row in rows}


@pytest.fixture
def replica(tmp_path: Path) -> Callable[[str, Sequence[bytes]], Container]:
    """Return a function that starts a replica with master keys, of which the first encrypts."""

    def start(url: str, keys: Sequence[bytes]) -> Container:
        files = []
        for key in keys:
            files.append(tmp_path / key.hex()[:4])
            files[-1].write_bytes(base64.b64encode(key))
        settings = Settings(
            database_url=url, kafka_bootstrap="127.0.0.1:1", encryption_key_files=tuple(files), database_pool_size=4
        )
        return build(settings, adapters=MemoryAdapters())

    return start


async def test_master_key_is_replaced_under_load(
    create_database: CreateDatabase, replica: Callable[[str, Sequence[bytes]], Container]
) -> None:
    url = (await create_database("sources")).app
    started = [replica(url, (OLD,)), replica(url, (OLD,))]
    async with started[0].units.begin() as work:
        for source_id in SOURCES:
            await work.media_sources.save(replace(SOURCE, id=source_id, outage=None))
            await work.media_sources.save_credentials(source_id, secret(source_id, 0))
    load = Load(list(started), SOURCES)
    clients = [asyncio.create_task(load.read()) for _ in range(3)] + [asyncio.create_task(load.write())]
    try:
        await load.served(50)
        # Every replica knows the new key before one of them encrypts with it.
        for keys in ((OLD, NEW), (NEW, OLD)):
            for number in range(2):
                started.append(replica(url, keys))
                load.replicas[number] = started[-1]
                await load.served(30)
        results = await asyncio.gather(*(container.reencrypt() for container in load.replicas))
        await load.served(30)
        assert {result["credentials.sealed"].unreadable for result in results} == {0}
        assert sum(result["credentials.sealed"].resealed for result in results) >= 1
        for number in range(2):
            started.append(replica(url, (NEW,)))
            load.replicas[number] = started[-1]
            await load.served(30)
    finally:
        load.end()
        await asyncio.gather(*clients)
    values = await sealed_values(started[0])
    new, old = (Keyring([key]).for_purpose(CREDENTIALS) for key in (NEW, OLD))
    assert load.counts["failed"] == 0
    assert len(values) == len(SOURCES)
    assert all(new.is_current(value) for value in values.values())
    assert not any(MARK.encode() in value for value in values.values())
    with pytest.raises(CannotOpen):
        old.open(values[SOURCES[0]], context=credentials_cell(SOURCES[0]))
    sys.stdout.write(f"{dict(load.counts)} {[result['credentials.sealed'] for result in results]}\n")
    for container in started:
        await container.runtime.close()


async def test_reader_without_the_key_fails(
    create_database: CreateDatabase, replica: Callable[[str, Sequence[bytes]], Container]
) -> None:
    url = (await create_database("sources")).app
    before, after = replica(url, (OLD,)), replica(url, (NEW,))
    async with before.units.begin() as work:
        await work.media_sources.save(SOURCE)
        await work.media_sources.save_credentials(SOURCE.id, secret(SOURCE.id, 0))
    load = Load([after], [SOURCE.id])
    reader = asyncio.create_task(load.read())
    await load.until(lambda: load.counts["failed"] >= 1)
    load.end()
    await reader
    assert load.counts["read"] == 0
    for container in (before, after):
        await container.runtime.close()
