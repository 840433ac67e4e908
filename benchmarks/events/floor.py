"""The floor: the same path with bare asyncpg and aiokafka, and nothing else.

State and outbox row in one transaction; a relay woken by NOTIFY; a batch consumer that claims the inbox and
upserts by version with unnest. No validation, no tracing, no metrics, no error handling.
"""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from workload import Document

CHANNEL = "floor"


class Floor:
    """Writer, relay and consumer in one process."""

    def __init__(self, url: str, bootstrap: str, topic: str, on_applied: Callable[[Sequence[UUID]], None]) -> None:
        self._url = url
        self._bootstrap = bootstrap
        self._topic = topic
        self._on_applied = on_applied
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect and start relay and consumer."""
        self._pool = await asyncpg.create_pool(self._url, min_size=3, max_size=6)
        self._listener = await asyncpg.connect(self._url)
        await self._listener.add_listener(CHANNEL, lambda *_: self._wake.set())
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            enable_idempotence=True,
            compression_type="zstd",
            linger_ms=5,
            max_batch_size=262_144,
        )
        await self._producer.start()
        self._consumer = AIOKafkaConsumer(
            self._topic,
            bootstrap_servers=self._bootstrap,
            group_id="floor",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=2 * 1024 * 1024,
        )
        await self._consumer.start()
        self._tasks = [asyncio.create_task(self._relay()), asyncio.create_task(self._consume())]

    async def stop(self) -> None:
        """Stop everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._consumer.stop()
        await self._producer.stop()
        await self._listener.close()
        await self._pool.close()

    async def write(self, documents: Sequence[Document]) -> None:
        """Commit documents and their events."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.executemany(
                "insert into documents values ($1, $2, $3) on conflict (id) do update "
                "set version = excluded.version, body = excluded.body",
                [(document.id, document.version, document.body.decode()) for document in documents],
            )
            await connection.executemany(
                "insert into outbox (event_id, topic, key, headers, body, lane) values ($1, $2, $3, $4, $5, 0)",
                [
                    (
                        document.event_id,
                        self._topic,
                        document.id.bytes,
                        orjson.dumps(document.headers).decode(),
                        document.body,
                    )
                    for document in documents
                ],
            )
            await connection.execute(f"notify {CHANNEL}")

    async def _relay(self) -> None:
        while True:
            self._wake.clear()
            rows = await self._pool.fetch("select id, topic, key, headers, body from outbox order by id limit 500")
            if not rows:
                await self._wake.wait()
                continue
            sent = [
                await self._producer.send(
                    row["topic"],
                    row["body"],
                    key=row["key"],
                    headers=[(name, text.encode()) for name, text in orjson.loads(row["headers"]).items()],
                )
                for row in rows
            ]
            await asyncio.gather(*sent)
            await self._pool.execute("delete from outbox where id = any($1)", [row["id"] for row in rows])

    async def _consume(self) -> None:
        while True:
            batches = await self._consumer.getmany(timeout_ms=20, max_records=500)
            records = [record for batch in batches.values() for record in batch]
            if not records:
                continue
            ids = [UUID(dict(record.headers)["ce_id"].decode()) for record in records]
            async with self._views_pool().acquire() as connection, connection.transaction():
                rows = await connection.fetch(
                    "insert into inbox (event_id) select unnest($1::uuid[]) on conflict do nothing returning event_id",
                    ids,
                )
                fresh = {row["event_id"] for row in rows}
                bodies = [record.value for event_id, record in zip(ids, records, strict=True) if event_id in fresh]
                if bodies:
                    await self._apply(connection, bodies)
            await self._consumer.commit()
            self._on_applied(ids)

    def _views_pool(self) -> asyncpg.Pool:
        return self._pool

    async def _apply(self, connection: asyncpg.Connection, bodies: Sequence[bytes]) -> None:
        newest = {}
        for raw in bodies:
            body = orjson.loads(raw)
            newest[body["id"]] = (UUID(body["id"]), body["version"], raw.decode())
        keys, versions, texts = zip(*sorted(newest.values()), strict=True)
        await connection.execute(
            "insert into views select * from unnest($1::uuid[], $2::bigint[], $3::jsonb[]) "
            "on conflict (id) do update set version = excluded.version, body = excluded.body "
            "where views.version < excluded.version",
            keys,
            versions,
            texts,
        )
