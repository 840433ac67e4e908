"""The relay: publishes committed outbox rows, in order per key, at least once.

One relay is active per lane, held by an advisory lock on a session of its own. Nothing is locked and no
transaction is open while Kafka is awaited. If the session is lost in mid-batch another relay may publish the
same rows again; consumers' inbox and version guard make that harmless.
"""

import asyncio
import logging
import zlib
from collections.abc import Sequence
from typing import Final

import asyncpg
import orjson

from chassis.background import backoff, wait_for
from chassis.holds import Holds
from chassis.kafka import REFUSED_RECORD, REFUSED_TOPIC, Outgoing, Producer, encode_headers
from chassis.metrics import OUTBOX_AGE, OUTBOX_DEPTH, OUTBOX_FAILURES, OUTBOX_PUBLISHED
from chassis.outbox import channel

logger = logging.getLogger(__name__)

BATCH: Final = 500
POLL_SECONDS: Final = 0.05
IDLE_SECONDS: Final = 1.0
LOCK_RETRY_SECONDS: Final = 2.0
MEASURE_SECONDS: Final = 5.0
LAST_ROUNDS: Final = 10

_SELECT: Final = """
select waiting.* from unnest($1::smallint[]) as held (lane) cross join lateral (
  select id, topic, key, headers, body from outbox
  where outbox.lane = held.lane and topic <> all($2)
    and (topic, key) not in (select * from unnest($3::text[], $4::bytea[]))
  order by id limit $5
) as waiting order by id limit $5
"""
_DELETE: Final = "delete from outbox where id = any($1)"
_MEASURE: Final = (
    "select count(*), coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 from outbox"
)
# The server must notice soon that a relay's machine is gone, or its lanes would stay locked for hours.
_KEEPALIVES: Final = {"tcp_keepalives_idle": "15", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
# The table fills and empties faster than its statistics follow: only the walk along its index stays cheap.
_PLANNER: Final = {"enable_seqscan": "off", "enable_bitmapscan": "off"}


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
        self._holds = Holds()
        self._lost_sessions = 0
        self._measured_at = float("-inf")

    async def run(self) -> None:
        """Publish until stopped; outages of Postgres and Kafka are waited out."""
        try:
            while not self._stopping.is_set():
                try:
                    await self._session()
                except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as failure:
                    logger.warning("relay lost its database session", extra={"reason": repr(failure)})
                    await wait_for(self._stopping, backoff(self._lost_sessions, cap=5))
                    self._lost_sessions += 1
        finally:
            await self._producer.close()

    async def stop(self) -> None:
        """Finish the batch in hand, publish what is committed already, and return."""
        self._stopping.set()
        self._wake.set()

    async def _session(self) -> None:
        connection = await asyncpg.connect(
            self._url,
            timeout=5,
            command_timeout=30,
            server_settings={
                "application_name": f"{self._schema}-relay",
                "search_path": self._schema,
                **_KEEPALIVES,
                **_PLANNER,
            },
        )
        try:
            if self._notify:
                await connection.add_listener(channel(self._schema), lambda *_: self._wake.set())
            self._lost_sessions = 0
            await self._work(connection)
        finally:
            await connection.close(timeout=2)

    async def _work(self, connection: asyncpg.Connection) -> None:
        held: list[int] = []
        asked_at = float("-inf")
        failures = 0
        while not self._stopping.is_set():
            if len(held) < len(self._lanes) and _now() - asked_at >= LOCK_RETRY_SECONDS:
                held += await self._acquire(connection, held)
                asked_at = _now()
            await self._measure(connection)
            if not held:
                await wait_for(self._stopping, LOCK_RETRY_SECONDS)
                continue
            self._wake.clear()
            found, confirmed = await self._round(connection, held)
            if confirmed:
                failures = 0
            elif found:
                await wait_for(self._stopping, backoff(failures, cap=5))
                failures += 1
            elif not self._stopping.is_set():
                await wait_for(self._wake, IDLE_SECONDS if self._notify else POLL_SECONDS)
        if held and not failures:
            await self._drain(connection, held)

    async def _drain(self, connection: asyncpg.Connection, held: list[int]) -> None:
        """Publish what the consumer's last batch left, so that it need not wait for the next start."""
        for _ in range(LAST_ROUNDS):
            _, confirmed = await self._round(connection, held)
            if not confirmed:
                return

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
        rows = await connection.fetch(_SELECT, lanes, *self._holds.waiting(_now()), BATCH)
        if not rows:
            return 0, 0
        records = [
            Outgoing(row["topic"], row["key"], row["body"], encode_headers(orjson.loads(row["headers"])))
            for row in rows
        ]
        try:
            failures = await self._producer.publish(records)
        except Exception as failure:  # noqa: BLE001 - whatever Kafka's client raises, the rows stay and are tried again
            logger.warning("relay could not publish", extra={"reason": repr(failure), "rows": len(rows)})
            OUTBOX_FAILURES.inc()
            return len(rows), 0
        done = self._sort_out(rows, failures)
        if done:
            await connection.execute(_DELETE, done)
        return len(rows), len(done)

    def _sort_out(self, rows: Sequence[asyncpg.Record], failures: Sequence[BaseException | None]) -> list[int]:
        """Give the rows to delete: those confirmed, and not behind one of their key that was not."""
        blocked: dict[tuple[str, bytes], BaseException] = {}
        done: list[int] = []
        for row, failure in zip(rows, failures, strict=True):
            order = (row["topic"], row["key"])
            if order in blocked:
                continue
            if failure is not None:
                blocked[order] = failure
                continue
            done.append(row["id"])
            self._holds.release(order)
            OUTBOX_PUBLISHED.labels(row["topic"]).inc()
        if blocked:
            OUTBOX_FAILURES.inc()
            self._hold(blocked)
        return done

    def _hold(self, blocked: dict[tuple[str, bytes], BaseException]) -> None:
        refused_topics = {topic for (topic, _), failure in blocked.items() if isinstance(failure, REFUSED_TOPIC)}
        refused_keys = {order for order, failure in blocked.items() if isinstance(failure, REFUSED_RECORD)}
        for topic in refused_topics:
            self._holds.refuse((topic, None), _now())
        for order in refused_keys:
            self._holds.refuse(order, _now())
        for topic, reason in {(topic, repr(failure)) for (topic, _), failure in blocked.items()}:
            logger.warning("events not confirmed", extra={"topic": topic, "reason": reason})

    async def _measure(self, connection: asyncpg.Connection) -> None:
        if _now() - self._measured_at < MEASURE_SECONDS:
            return
        self._measured_at = _now()
        depth, age = await connection.fetchrow(_MEASURE)
        OUTBOX_DEPTH.set(depth)
        OUTBOX_AGE.set(age)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _lock_class(schema: str) -> int:
    """Give the first half of the advisory lock's key: a signed 32-bit number of the schema."""
    return zlib.crc32(f"outbox:{schema}".encode()) - 2**31
