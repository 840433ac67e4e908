"""Consuming a full topic: insights as it runs, and a bare loop that writes the same values."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

import asyncpg
import orjson
import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from databases import postmaster
from series import NOW

from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.publishing.producer import encode_headers
from chassis.messaging.records import Record
from chassis.runtime.background import Tasks
from chassis.testing.clock import FixedClock
from chassis.testing.records import CollectedDeadLetters
from contracts.event import WireMessage
from insights.bootstrap import build
from insights.settings import Settings
from parts import Parts, make_topic

BATCH = 500
BARE_TABLE = """
create table public.bare (
  media_id uuid, signal smallint, source smallint, region text, day date, value double precision,
  observed_at timestamptz, primary key (media_id, signal, source, region, day)
)
"""
UPSERT = """
insert into public.bare as stored
select * from unnest(
  $1::uuid[], $2::smallint[], $3::smallint[], $4::text[], $5::date[], $6::float8[], $7::timestamptz[])
on conflict (media_id, signal, source, region, day) do update set
  value = excluded.value, observed_at = excluded.observed_at
where stored.observed_at < excluded.observed_at
"""


class Consumed(NamedTuple):
    """Events per second, and processor time per event in microseconds of the consumer and of Postgres."""

    rate: float
    client: float
    database: float


class Meter:
    """Measures from the first batch to the last."""

    def __init__(self, server_pid: int, count: int) -> None:
        self._server = psutil.Process(server_pid)
        self._count = count
        self._seen = self._first = 0
        self._started = (0.0, 0.0, 0.0)
        self._ended = asyncio.Event()
        self.consumed = Consumed(0, 0, 0)

    def _now(self) -> tuple[float, float, float]:
        times = [process.cpu_times() for process in self._server.children()]
        return time.perf_counter(), time.process_time(), sum(item.user + item.system for item in times)

    def __call__(self, count: int) -> None:
        """Note a batch that is committed."""
        self._seen += count
        if self._first == 0:
            self._first, self._started = self._seen, self._now()
        elif self._seen >= self._count:
            seconds, client, database = (
                ended - started for ended, started in zip(self._now(), self._started, strict=True)
            )
            measured = self._seen - self._first
            self.consumed = Consumed(measured / seconds, client / measured * 1e6, database / measured * 1e6)
            self._ended.set()

    async def wait(self) -> Consumed:
        """Return the figures when all events are consumed."""
        async with asyncio.timeout(600):
            await self._ended.wait()
        return self.consumed


async def fill(parts: Parts, topic: str, records: Sequence[WireMessage]) -> None:
    """Publish events and wait until all are confirmed."""
    await make_topic(parts, topic)
    producer = AIOKafkaProducer(bootstrap_servers=parts.bootstrap, enable_idempotence=True, compression_type="zstd")
    await producer.start()
    try:
        pending = [
            await producer.send(topic, record.body, key=record.key, headers=encode_headers(record.headers))
            for record in records
        ]
        await asyncio.gather(*pending)
    finally:
        await producer.stop()


async def insights(parts: Parts, url: str, topic: str, count: int) -> Consumed:
    """Consume with the routes of insights."""
    meter = Meter(await postmaster(f"{parts.server_url}/postgres"), count)
    container = build(Settings(database_url=url, kafka_bootstrap=parts.bootstrap), clock=FixedClock(NOW))
    letters = CollectedDeadLetters()
    processor = BatchProcessor(container.routes(), container.runtime.transactions, letters)

    async def process(records: Sequence[Record]) -> None:
        await processor.process(records)
        meter(len(records))

    return await _run(process, parts, topic, meter, container.runtime.engine.dispose)


async def _run(
    process: Callable[[Sequence[Record]], Awaitable[None]],
    parts: Parts,
    topic: str,
    meter: Meter,
    close: Callable[[], Awaitable[None]],
) -> Consumed:
    tasks = Tasks([Subscription(parts.bootstrap, group=uuid4().hex, topics=[topic], process=process)])
    tasks.start()
    try:
        return await meter.wait()
    finally:
        await tasks.stop(1)
        await close()


async def bare(parts: Parts, url: str, topic: str, count: int) -> Consumed:
    """Consume with aiokafka and asyncpg alone."""
    meter = Meter(await postmaster(f"{parts.server_url}/postgres"), count)
    connection = await asyncpg.connect(url.replace(url.rsplit("/", 1)[0], parts.server_url))
    await connection.execute(BARE_TABLE)
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=parts.bootstrap,
        group_id=uuid4().hex,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=2 * 1024 * 1024,
    )
    await consumer.start()
    consumed = 0
    try:
        while consumed < count:
            batches = await consumer.getmany(timeout_ms=1_000, max_records=BATCH)
            bodies = [record.value for batch in batches.values() for record in batch]
            if bodies:
                await connection.execute(UPSERT, *_columns(bodies))
                await consumer.commit()
                consumed += len(bodies)
                meter(len(bodies))
        return await meter.wait()
    finally:
        await consumer.stop()
        await connection.close()


def _columns(bodies: Sequence[bytes]) -> list[Sequence[object]]:
    newest: dict[tuple[UUID, int, int, str, date], tuple[float, datetime]] = {}
    for raw in bodies:
        body = orjson.loads(raw)
        media_id, day = UUID(body["mediaId"]), date.fromisoformat(body["day"])
        observed_at, tmdb = datetime.fromisoformat(body["observedAt"]), body["ratings"]["tmdb"]
        for signal, value in ((4, body["popularity"]), (5, tmdb["votes"]), (6, tmdb["rating"])):
            key = (media_id, signal, 2, body["region"], day)
            if key not in newest or newest[key][1] < observed_at:
                newest[key] = (value, observed_at)
    return [*zip(*((*key, *newest[key]) for key in sorted(newest)), strict=True)]
