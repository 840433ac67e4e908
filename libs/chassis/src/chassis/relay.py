"""The relay: publishes committed outbox rows, in order per key, at least once.

One relay is active per lane, held by an advisory lock on a session of its own. Nothing is locked and no
transaction is open while Kafka is awaited. If the session is lost in mid-batch another relay may publish the
same rows again; consumers' inbox and version guard make that harmless.
"""

import asyncio
import logging
import zlib
from typing import Final

import asyncpg
import orjson

from chassis.background import backoff
from chassis.kafka import Outgoing, Producer, encode_headers
from chassis.metrics import OUTBOX_AGE, OUTBOX_DEPTH, OUTBOX_FAILURES, OUTBOX_PUBLISHED
from chassis.outbox import channel

logger = logging.getLogger(__name__)

BATCH: Final = 500
POLL_SECONDS: Final = 0.05
IDLE_SECONDS: Final = 1.0
LOCK_RETRY_SECONDS: Final = 2.0
MEASURE_SECONDS: Final = 5.0

_SELECT: Final = "select id, topic, key, headers, body from outbox where lane = any($1) order by id limit $2"
_DELETE: Final = "delete from outbox where id = any($1)"
_MEASURE: Final = (
    "select count(*), coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 from outbox"
)


class Relay:
    """Moves outbox rows of one schema to Kafka."""

    name = "relay"

    def __init__(
        self, database_url: str, *, schema: str, producer: Producer, lanes: int = 1, notify: bool = True
    ) -> None:
        self._url = database_url
        self._schema = schema
        self._producer = producer
        self._lanes = range(lanes)
        self._notify = notify
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._measured_at = 0.0

    async def run(self) -> None:
        """Publish until stopped; outages of Postgres and Kafka are waited out."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                await self._session()
                attempt = 0
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as failure:
                logger.warning("relay lost its database session", extra={"reason": repr(failure)})
                await self._pause(backoff(attempt, cap=5))
                attempt += 1
        await self._producer.close()

    async def stop(self) -> None:
        """Finish the batch in hand and return."""
        self._stopping.set()
        self._wake.set()

    async def _session(self) -> None:
        connection = await asyncpg.connect(
            self._url,
            timeout=5,
            command_timeout=30,
            server_settings={"application_name": f"{self._schema}-relay", "search_path": self._schema},
        )
        try:
            if self._notify:
                await connection.add_listener(channel(self._schema), lambda *_: self._wake.set())
            held: list[int] = []
            failures = 0
            while not self._stopping.is_set():
                held += await self._acquire(connection, held)
                await self._measure(connection)
                if not held:
                    await self._pause(LOCK_RETRY_SECONDS)
                    continue
                self._wake.clear()
                found, confirmed = await self._round(connection, held)
                if confirmed < found:
                    OUTBOX_FAILURES.inc()
                    await self._pause(backoff(failures, cap=5))
                    failures += 1
                    continue
                failures = 0
                if found == 0:
                    await self._idle()
        finally:
            await connection.close(timeout=2)

    async def _acquire(self, connection: asyncpg.Connection, held: list[int]) -> list[int]:
        gained = []
        for lane in self._lanes:
            if lane not in held and await connection.fetchval(
                "select pg_try_advisory_lock($1, $2)", _lock_class(self._schema), lane
            ):
                gained.append(lane)
        return gained

    async def _round(self, connection: asyncpg.Connection, lanes: list[int]) -> tuple[int, int]:
        """Publish one batch; give how many rows were found and how many Kafka confirmed."""
        rows = await connection.fetch(_SELECT, lanes, BATCH)
        if not rows:
            return 0, 0
        records = [
            Outgoing(row["topic"], row["key"], row["body"], encode_headers(_headers(row["headers"]))) for row in rows
        ]
        try:
            failures = await self._producer.publish(records)
        except Exception as failure:  # noqa: BLE001 - whatever Kafka's client raises, the rows stay and are tried again
            logger.warning("relay could not publish", extra={"reason": repr(failure), "rows": len(rows)})
            return len(rows), 0
        blocked: set[tuple[str, bytes]] = set()
        done: list[int] = []
        for row, refusal in zip(rows, failures, strict=True):
            order = (row["topic"], row["key"])
            if refusal is not None:
                logger.warning("event not confirmed", extra={"topic": row["topic"], "reason": repr(refusal)})
                blocked.add(order)
            elif order not in blocked:
                done.append(row["id"])
                OUTBOX_PUBLISHED.labels(row["topic"]).inc()
        await connection.execute(_DELETE, done)
        return len(rows), len(done)

    async def _idle(self) -> None:
        await self._pause(IDLE_SECONDS if self._notify else POLL_SECONDS)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _measure(self, connection: asyncpg.Connection) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._measured_at < MEASURE_SECONDS:
            return
        self._measured_at = now
        depth, age = await connection.fetchrow(_MEASURE)
        OUTBOX_DEPTH.set(depth)
        OUTBOX_AGE.set(age)


def _lock_class(schema: str) -> int:
    """Give the first half of the advisory lock's key: a signed 32-bit number of the schema."""
    return zlib.crc32(f"outbox:{schema}".encode()) - 2**31


def _headers(stored: str) -> dict[str, str]:
    decoded: dict[str, str] = orjson.loads(stored)
    return decoded
