"""The service as a process: despite faults of every kind and kill -9, every import ends and is published once."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient

from contracts.ingestion import (
    ImportProgressedV1,
    ListRefreshedV1,
    MediaImportedV1,
    SeasonSyncedV1,
    SignalsCollectedV1,
)
from contracts.library import LibraryEntryChangedV1
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status
from provider_simulator.titles.demo import demo_titles

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService, StartSimulator

    from devstack.testing.pytest_plugin import CreateDatabase, MakeTopics

pytestmark = [pytest.mark.integration, pytest.mark.slow]

OURS = (MediaImportedV1.topic, SeasonSyncedV1.topic, LibraryEntryChangedV1.topic, ImportProgressedV1.topic)
KINDS: tuple[dict[str, Any], ...] = (
    {"status": 500},
    {"status": 503, "retryAfter": 1},
    {"status": 429, "retryAfter": 1},
    {"truncate": True},
    {"garbage": True},
    {"wrongType": True},
    {"hang": True},
    {"latencyMs": 1500},
)
EVERY_KIND = tuple({**fault, "probability": 0.2 / len(KINDS), "seed": seed} for seed, fault in enumerate(KINDS))


async def _start(simulator: Simulator, database: str, kafka: str, *, port: int = 0) -> Process:
    environment = {
        **os.environ,
        "INGESTION_DATABASE_URL": database,
        "INGESTION_KAFKA_BOOTSTRAP": kafka,
        "INGESTION_HTTP_PORT": str(port),
        "INGESTION_EGRESS_NETWORKS": "127.0.0.0/8",
        "INGESTION_EGRESS_HTTP": "true",
        "INGESTION_TMDB_BASE_URL": f"{simulator.url}/tmdb/3",
        "INGESTION_TMDB_API_KEY": "key",
        "INGESTION_TRAKT_BASE_URL": f"{simulator.url}/trakt",
        "INGESTION_TRAKT_CLIENT_ID": "key",
        "INGESTION_OMDB_BASE_URL": f"{simulator.url}/omdb",
        "INGESTION_OMDB_API_KEY": "key",
        "INGESTION_TVMAZE_BASE_URL": f"{simulator.url}/tvmaze",
        "INGESTION_LEASE_SECONDS": "2",
        "INGESTION_CALL_SECONDS": "1",
        "INGESTION_LOG_LEVEL": "WARNING",
        # A schedule that came due in the middle would import titles of its own.
        "INGESTION_SCHEDULER_ENABLED": "false",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ingestion", env=environment, stdout=asyncio.subprocess.DEVNULL
    )


async def _kill(process: Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def _reach(service: Service, ready: int) -> None:
    async with asyncio.timeout(90):
        while True:
            if await service.scalar("select count(*) from jobs where status = 'ready'") >= ready:
                return
            await asyncio.sleep(0.05)


async def _everything_published(service: Service) -> None:
    async with asyncio.timeout(30):
        while True:
            if await service.scalar("select count(*) from outbox") == 0:
                return
            await asyncio.sleep(0.1)


async def _read(kafka: str, topic: str) -> list[tuple[str, dict[str, Any]]]:
    """Return id and body of every record of a topic."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest", group_id=None)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        read: list[tuple[str, dict[str, Any]]] = []
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                read += [(dict(record.headers)["ce_id"].decode(), json.loads(record.value)) for record in records]
        return read
    finally:
        await consumer.stop()


async def _topics(kafka: str, make: MakeTopics) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        there = set(await admin.list_topics())
    finally:
        await admin.close()
    missing = [topic for topic in (*OURS, SignalsCollectedV1.topic, ListRefreshedV1.topic) if topic not in there]
    if missing:
        await make(*missing)


async def test_faults_of_every_kind_and_three_kills_lose_and_double_nothing(
    simulator_process: StartSimulator,
    start_service: StartService,
    create_database: CreateDatabase,
    kafka_bootstrap: str,
    make_topics: MakeTopics,
) -> None:
    await _topics(kafka_bootstrap, make_topics)
    strict = simulator_process()
    database = (await create_database("ingestion")).app
    titles = [TitleKey(kind, number) for kind, number in random.Random(7).sample(demo_titles(), 60)]
    unknown = TitleKey("movie", 999_999_999)
    for provider in ("tmdb", "trakt", "omdb", "tvmaze"):
        strict.faults(provider, *EVERY_KIND)
    async with start_service(strict, database=database, worker=False) as service:
        jobs = await service.sync(*titles, unknown)
        process = await _start(strict, database, kafka_bootstrap)
        try:
            for share in (5, 20, 40):
                await _reach(service, share)
                await _kill(process)
                process = await _start(strict, database, kafka_bootstrap)
            ended = await service.settle(*(job.id for job in jobs), seconds=180)
            await _everything_published(service)
        finally:
            await _kill(process)
        lost = await service.scalar("select sum(lost) from jobs")
        stored = int(await service.scalar("select count(*) from titles"))
        seasons = int(await service.scalar("select count(*) from seasons where version > 0"))
    reasons = {job.title: job.reason for job in ended if job.status is not Status.READY}
    assert reasons == {unknown: "tmdb: not_found: status 404"}
    assert stored == len(titles)
    assert lost >= 1
    records = await _read(kafka_bootstrap, MediaImportedV1.topic)
    imported_titles = {(key.kind, key.tmdb_id) for key in titles}
    imports = Counter(
        (event["kind"], event["tmdbId"])
        for _, event in {event_id: (event_id, event) for event_id, event in records}.values()
        if (event["kind"], event["tmdbId"]) in imported_titles
    )
    assert set(imports) == imported_titles
    further_looks = {key for key, count in imports.items() if count > 1}
    assert {kind for kind, _ in further_looks} <= {"show"}  # air times that came later
    shows = {key.tmdb_id for key in titles if key.kind == "show"}
    synced = {
        event["seasonId"]
        for _, event in await _read(kafka_bootstrap, SeasonSyncedV1.topic)
        if event["showTmdbId"] in shows
    }
    assert len(synced) == seasons
    print(f"\n3 kills, {lost} jobs taken up again: {stored} of {len(titles)} titles, {seasons} seasons, {reasons}")
    for name, counted in strict.requests().items():
        print(f"{name:8} {counted['total']:5} calls, faults {counted['byFault']}, window {counted['window']}")
        assert counted["window"]["overBudget"] == 0, name
        assert counted["byFault"], name


async def test_the_process_is_ready_within_seconds_and_stops_within_seconds(
    simulator: Simulator, create_database: CreateDatabase, kafka_bootstrap: str, make_topics: MakeTopics
) -> None:
    await _topics(kafka_bootstrap, make_topics)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = await _start(simulator, (await create_database("ingestion")).app, kafka_bootstrap, port=port)
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            checks = await _checks(client)
            assert set(checks) >= {"database", "outbox", "consumer"}
            paths = (await client.get("/openapi.json")).json()["paths"]
            assert "/api/v1/ingestion/sync" in paths
            assert (await client.post("/api/v1/ingestion/snapshots")).status_code == 401
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) in (0, -signal.SIGTERM)
    finally:
        if process.returncode is None:
            await _kill(process)


async def _checks(client: httpx2.AsyncClient) -> dict[str, Any]:
    """Wait until the process is ready with its consumer in the group, and give its checks."""
    async with asyncio.timeout(30):
        while True:
            try:
                response = await client.get("/health/ready")
            except httpx2.HTTPError:
                await asyncio.sleep(0.1)
                continue
            checks: dict[str, Any] = response.json()["checks"]
            if response.status_code == 200 and checks["consumer"]["status"] == "up":
                return checks
            await asyncio.sleep(0.1)
