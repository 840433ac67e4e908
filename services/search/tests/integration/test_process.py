"""The service as a process on a real Kafka: killed in the middle of a rebuild and of bulk indexing."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer
from services.search.tests.dumps import dump
from services.search.tests.integration.conftest import imported

from chassis.messaging.replay import partitions_of
from chassis.testing.events import media_published, stats_updated
from chassis.testing.kafka import produce, wait_until
from contracts.event import Event, encode
from contracts.ingestion import CastMember, Credits
from devstack.ports import free_ports
from search.infrastructure.index.schema import open_index
from search.infrastructure.indexing.folder import IndexFolder
from search.infrastructure.indexing.generation import read_positions
from search.presentation.updates import TOPICS

pytestmark = [pytest.mark.integration, pytest.mark.slow]

FIRST, MANY, CHANGED = 985_000_001, 1_500, 100
KILLS = 2


def events(first: int, count: int, version: int = 1) -> list[Event]:
    """Return the events of titles that share a hundred people."""
    published: list[Event] = []
    for number in range(first, first + count):
        cast = tuple(
            CastMember(tmdb_id=number % 100 + order, name=f"Person {order}", order=order) for order in range(3)
        )
        published += [
            imported(
                number,
                f"Crash Title {number} {version}",
                version=version,
                credits=Credits(cast=cast[:version]),
                keywords=(f"keyword {number % 7}",),
                popularity=number % 50,
            ),
            stats_updated(number, version=version, score=number % 100),
            media_published(number, f"crash-{number}", version=version),
        ]
    return published


class Running:
    """`python -m search` with an index folder of its own."""

    def __init__(self, kafka: str, folder: Path) -> None:
        self.folder = IndexFolder(folder)
        (self._port,) = free_ports(1)
        self._environment = {
            **os.environ,
            "SEARCH_INDEX_FOLDER": str(folder),
            "SEARCH_INGESTION_URL": "http://127.0.0.1:1",
            "SEARCH_KAFKA_BOOTSTRAP": kafka,
            "SEARCH_HTTP_PORT": str(self._port),
            "SEARCH_LOG_LEVEL": "WARNING",
            "SEARCH_COMMIT_SECONDS": "0.2",
        }
        self._process: Process | None = None

    async def start(self) -> None:
        """Start the process, and do not wait for it."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "search", env=self._environment, stdout=DEVNULL, stderr=DEVNULL
        )

    async def ready(self) -> None:
        """Wait until the service is ready."""
        await wait_until(self.is_ready, seconds=180, every=0.3, what="readiness of the service")

    async def is_ready(self) -> bool:
        """Return whether the service is ready."""
        try:
            async with httpx2.AsyncClient(trust_env=False) as client:
                return (await client.get(f"http://127.0.0.1:{self._port}/health/ready")).status_code == 200
        except httpx2.HTTPError:
            return False

    async def kill(self) -> None:
        """Kill the process, as a crash would."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> None:
        """Terminate the process and wait for its end."""
        assert self._process is not None
        self._process.terminate()
        await self._process.wait()

    def positions(self) -> dict[tuple[str, int], int]:
        """Return the offsets of the current generation as it is on disk."""
        name = self.folder.current()
        if name is None:
            return {}
        return dict(read_positions(open_index(self.folder.folder_of(name)).searcher()))

    def content(self) -> dict[str, dict[str, bytes | int | None]]:
        """Return what the current generation holds."""
        name = self.folder.current()
        assert name is not None
        return dump(open_index(self.folder.folder_of(name)))

    async def has_committed(self, before: dict[tuple[str, int], int]) -> None:
        """Wait until the process has committed other offsets than `before`."""
        await wait_until(lambda: self.positions() != before, seconds=120, every=0.05, what="a commit")

    async def level(self, ends: dict[tuple[str, int], int]) -> None:
        """Wait until everything up to `ends` is committed."""
        await wait_until(lambda: self.positions() == ends, seconds=180, every=0.2, what="the end of the log")


async def publish(bootstrap: str, published: list[Event]) -> None:
    await produce(bootstrap, [encode(event, "test") for event in published])


async def ends_of(bootstrap: str) -> dict[tuple[str, int], int]:
    """Return where the topics end."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(await partitions_of(bootstrap, TOPICS))
    finally:
        await consumer.stop()
    return {(place.topic, place.partition): end for place, end in ends.items()}


async def test_a_kill_in_a_rebuild_or_in_bulk_indexing_loses_and_repeats_nothing(
    kafka_bootstrap: str, tmp_path: Path
) -> None:
    chance = random.Random(7)
    await publish(kafka_bootstrap, events(FIRST, MANY))
    service = Running(kafka_bootstrap, tmp_path / "index")
    try:
        # Killed while it builds its first index.
        await service.start()
        staging = tmp_path / "index"
        await wait_until(lambda: any(staging.glob("staging-*")), seconds=120, every=0.005, what="a build")
        await service.kill()

        # Killed while it follows a bulk import.
        await service.start()
        await service.ready()
        bulk = [*events(FIRST, CHANGED, version=2), *events(FIRST + MANY, CHANGED)]
        for share in range(KILLS):
            before = service.positions()
            await publish(kafka_bootstrap, bulk[share::KILLS])
            await service.has_committed(before)
            await asyncio.sleep(chance.uniform(0, 0.3))
            await service.kill()
            await service.start()
        await service.level(await ends_of(kafka_bootstrap))
        await service.ready()

        # Killed in the middle of a replay, which the next start begins again.
        service.folder.request_replay()
        await wait_until(lambda: any(staging.glob("staging-*")), seconds=120, every=0.005, what="a rebuild")
        await service.kill()
        content = service.content()
        await service.start()
        await wait_until(
            lambda: service.folder.replay_requested_at() is None, seconds=180, what="the end of the replay"
        )

        await service.stop()
    finally:
        await service.kill()

    assert [title for title in content if title.startswith("movie:")] != []
    assert service.content() == content, "what the killed process had committed differs from what a rebuild made"
