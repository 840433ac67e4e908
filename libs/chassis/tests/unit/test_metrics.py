"""What the process exposes: values from tables that never fail a scrape, exemplars, the event loop, freshness."""

import asyncio
import gc
import math
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import create_autospec

import httpx2
import pytest
import pytest_asyncio
from aiokafka import ConsumerRecord
from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from prometheus_client import REGISTRY, Gauge

from chassis.http import middleware
from chassis.http.app import create_app
from chassis.messaging.consuming.progress import Progress
from chassis.runtime.health import Health
from chassis.runtime.metrics import process, sources
from chassis.runtime.metrics.events import REPLAYED_SECONDS, note_applied
from chassis.runtime.metrics.process import GarbageCollections, LoopMonitor, MemoryLimit, describe_process
from chassis.runtime.metrics.sources import MetricsSources
from chassis.testing.clients import client_for
from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.unit

OPENMETRICS = {"Accept": "application/openmetrics-text; version=1.0.0"}
QUEUE = Gauge("test_queue", "A queue.", ("kind",))
DEPTH = Gauge("test_depth", "A depth.")


class Table:
    """A table that is read, fails, or never responds."""

    def __init__(self) -> None:
        self.reads = 0
        self.failure: Exception | None = None
        self.is_silent = False

    async def __call__(self) -> None:
        self.reads += 1
        if self.is_silent:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure
        QUEUE.labels("import").set(7)
        DEPTH.set(3)


@pytest.fixture
def table() -> Table:
    return Table()


@pytest_asyncio.fixture
async def client(table: Table, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of an application that reads the table whenever it is scraped."""
    monkeypatch.setattr(sources, "FRESH_SECONDS", 0.0)
    read = MetricsSources()
    read.add("table", table, QUEUE, DEPTH)
    read.add("other", _nothing)
    app = create_app(title="Notes", description="Notes.", routers=[], errors={}, health=Health(), metrics_sources=read)
    async with client_for(app) as client:
        yield client


async def _nothing() -> None:
    """Read nothing."""


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def test_values_of_tables_are_read_when_the_process_is_scraped(client: httpx2.AsyncClient) -> None:
    text = (await client.get("/metrics")).text
    assert 'test_queue{kind="import"} 7.0' in text
    assert "test_depth 3.0" in text
    assert 'metrics_source_up{source="table"} 1.0' in text


@pytest.mark.parametrize("fails", [OSError("the database is away"), None])
async def test_a_table_that_cannot_be_read_fails_no_scrape(
    client: httpx2.AsyncClient, table: Table, monkeypatch: pytest.MonkeyPatch, fails: Exception | None
) -> None:
    assert (await client.get("/metrics")).status_code == 200
    monkeypatch.setattr(sources, "READ_SECONDS", 0.01)
    table.failure, table.is_silent = fails, fails is None
    response = await client.get("/metrics")
    assert response.status_code == 200
    assert 'metrics_source_up{source="table"} 0.0' in response.text
    assert 'metrics_source_up{source="other"} 1.0' in response.text
    assert 'test_queue{kind="import"}' not in response.text, "an old value would hide the outage"
    assert math.isnan(value("test_depth") or 0.0)
    table.failure, table.is_silent = None, False
    assert 'test_queue{kind="import"} 7.0' in (await client.get("/metrics")).text


async def test_a_table_is_read_once_for_several_scrapes(
    client: httpx2.AsyncClient, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "FRESH_SECONDS", 60.0)
    await asyncio.gather(*(client.get("/metrics") for _ in range(5)))
    assert table.reads == 1


async def test_a_request_in_progress_is_counted(client: httpx2.AsyncClient) -> None:
    assert "http_requests_in_progress 1.0" in (await client.get("/metrics")).text
    assert value("http_requests_in_progress") == 0


async def test_a_traced_request_is_the_exemplar_of_its_duration(
    client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "exports_spans", lambda: True)
    monkeypatch.setattr(middleware, "trace_ids", lambda: ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"))
    await client.get("/api/v1/unknown")
    response = await client.get("/metrics", headers=OPENMETRICS)
    assert response.headers["content-type"].startswith("application/openmetrics-text")
    assert '# {trace_id="0af7651916cd43dd8448eb211c80319c"}' in response.text
    assert "trace_id" not in (await client.get("/metrics")).text


async def test_the_duration_of_a_stream_is_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "SLOW_SECONDS", 0.0)
    router = APIRouter()

    @router.get("/follow")
    async def follow() -> StreamingResponse:
        return StreamingResponse(iter([b"data: 1\n\n"]), media_type="text/event-stream")

    @router.get("/whole")
    async def whole() -> Response:
        return Response(b"{}", media_type="application/json")

    app = create_app(title="Notes", description="Notes.", routers=[router], errors={}, health=Health())
    async with client_for(app) as client:
        for path in ("follow", "whole"):
            assert (await client.get(f"/api/v1/{path}")).status_code == 200
    labels = {"method": "GET", "status": "200"}
    assert value("http_request_seconds_count", route="/follow", served_from="stream", **labels) == 1
    assert value("http_request_seconds_count", route="/whole", served_from="application", **labels) == 1


async def test_no_series_states_when_it_was_created(client: httpx2.AsyncClient) -> None:
    await client.get("/api/v1/unknown")
    # A label of another service may end like this, and the registry is that of the process.
    names = [line.split("{")[0].split(" ")[0] for line in (await client.get("/metrics")).text.splitlines()]
    assert "http_request_seconds_count" in names
    assert [name for name in names if name.endswith("_created")] == []


async def test_unknown_methods_share_one_series(client: httpx2.AsyncClient) -> None:
    await client.request("PROPFIND", "/api/v1/unknown")
    assert 'method="other"' in (await client.get("/metrics")).text
    assert "PROPFIND" not in (await client.get("/metrics")).text


async def test_a_blocked_event_loop_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LOOP_SECONDS", 0.01)

    def late() -> float:
        count = value("event_loop_lag_seconds_count") or 0.0
        return count - (value("event_loop_lag_seconds_bucket", le="0.1") or 0.0)

    before = late()
    monitor = LoopMonitor()
    running = asyncio.create_task(monitor.run())
    await asyncio.sleep(0)
    time.sleep(0.2)  # noqa: ASYNC251 - it blocks the loop on purpose
    await wait_until(lambda: late() > before, what="a late wake-up")
    await monitor.stop()
    await running


def test_collections_of_garbage_are_measured() -> None:
    collections = GarbageCollections()
    collections.begin()
    try:
        gc.collect(1)
        gc.collect()
    finally:
        gc.callbacks.remove(collections._note)
    [family] = collections.collect()
    counts = {sample.labels["generation"]: sample.value for sample in family.samples if sample.name.endswith("_count")}
    assert counts["1"] >= 1
    assert counts["2"] >= 1
    assert sum(sample.value for sample in family.samples if sample.name.endswith("_sum")) > 0


@pytest.mark.parametrize(
    ("text", "limit"), [("268435456\n", [268_435_456]), ("max\n", []), ("9223372036854771712\n", []), (None, [])]
)
def test_the_limit_of_memory_is_that_of_the_container(tmp_path: Path, text: str | None, limit: list[int]) -> None:
    file = tmp_path / "memory.max"
    if text is not None:
        file.write_text(text, "ascii")
    [family] = MemoryLimit((str(file),)).collect()
    assert [sample.value for sample in family.samples] == limit


def test_a_process_states_what_it_is() -> None:
    describe_process("catalog", "worker")
    [sample] = [
        sample
        for family in process.BUILD_INFO.collect()
        for sample in family.samples
        if sample.labels["service"] == "catalog"
    ]
    assert (sample.labels["role"], sample.value) == ("worker", 1)
    assert sample.labels["version"][0].isdigit()


@pytest.mark.parametrize(
    ("ago", "counted"),
    [(2, (1, 1)), (9, (1, 0)), (-5, (1, 1)), (REPLAYED_SECONDS + 60, (0, 0))],
    ids=["fresh", "late", "clock ahead", "replayed"],
)
def test_freshness_is_the_age_of_an_event_when_it_is_applied(ago: float, counted: tuple[int, int]) -> None:
    topic = f"note.changed.{ago}"
    note_applied(topic, [(datetime.now(UTC) - timedelta(seconds=ago)).isoformat()])
    count = value("event_freshness_seconds_count", topic=topic)
    assert (count, value("event_freshness_seconds_bucket", topic=topic, le="5.0")) == counted


def test_an_event_without_a_time_has_no_freshness() -> None:
    note_applied("note.timeless", [None, "yesterday"])
    assert value("event_freshness_seconds_count", topic="note.timeless") == 0


def _record(offset: int, ago: float) -> ConsumerRecord:
    record = create_autospec(ConsumerRecord, instance=True)
    record.topic, record.partition, record.offset = "notes", 0, offset
    record.timestamp = int((time.time() - ago) * 1000)
    return record


def test_the_oldest_record_that_is_not_applied_has_an_age() -> None:
    progress = Progress()
    assert progress.oldest_seconds() == 0
    progress.begin([_record(0, 30), _record(1, 90)])
    assert 89 < progress.oldest_seconds() < 120
    progress.end(applied=False)
    assert 89 < progress.oldest_seconds() < 120, "it failed and will be delivered again"
    progress.begin([_record(0, 30)])
    progress.end(applied=True)
    assert progress.oldest_seconds() == 0


def test_records_that_were_not_fetched_wait_since_they_were_known(monkeypatch: pytest.MonkeyPatch) -> None:
    progress, now = Progress(), time.time()
    progress.note_lag(3)
    monkeypatch.setattr(time, "time", lambda: now + 60)
    progress.note_lag(5)
    assert 59 < progress.oldest_seconds() <= 61
    progress.note_lag(0)
    assert progress.oldest_seconds() == 0
