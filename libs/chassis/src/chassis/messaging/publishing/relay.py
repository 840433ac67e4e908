"""The relay: publishes committed outbox rows, in order per key, at least once.

One relay at a time publishes the rows of a lane: each batch is a transaction that holds the row of its lanes in
`outbox_lanes`. The lock lives in the service's own schema, where no other role can take it, and ends with the
transaction or the connection. It never lasts longer than a round of the producer, since a transaction that stays
open keeps Postgres from reclaiming deleted rows. If the session is lost in mid-batch another relay may publish
the same rows again; consumers' inbox and version guard make that harmless.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import asyncpg
from opentelemetry.trace import Span

from chassis.core.backoff import backoff
from chassis.messaging.gathering import Gathering
from chassis.messaging.outbox import channel
from chassis.messaging.publishing.producer import REFUSED_RECORD, REFUSED_TOPIC, Outgoing, Producer, encode_headers
from chassis.messaging.publishing.relay_backoff import RelayBackoff
from chassis.messaging.publishing.spans import end_published, published
from chassis.runtime.background import wait_for
from chassis.runtime.metrics.events import OUTBOX_FAILURES, OUTBOX_PUBLISH_SECONDS, OUTBOX_PUBLISHED

logger = logging.getLogger(__name__)

BATCH: Final = 500
POLL_SECONDS: Final = 0.05
IDLE_SECONDS: Final = 1.0
BUSY_SECONDS: Final = 1.0
"""How long a relay waits when others hold every lane: they publish what there is, and it takes over if they die."""
LAST_ROUNDS: Final = 10
GATHER_SECONDS: Final = 0.04

_SELECT: Final = """
select waiting.* from unnest($1::smallint[]) as held (lane) cross join lateral (
  select id, topic, key, headers, body from outbox
  where outbox.lane = held.lane and topic <> all($2)
    and (topic, key) not in (select * from unnest($3::text[], $4::bytea[]))
  order by id limit $5
) as waiting order by id limit $5
"""
_OPEN_LANES: Final = (
    "insert into outbox_lanes (lane) select lane from generate_series(0, $1::int - 1) as lane on conflict do nothing"
)
# A round is three round trips to Postgres, as the transaction begins with the lock and ends with the delete. Both texts
# hold numbers of the own schema only, since several statements in one request take no parameters.
_HOLD: Final = "select lane from outbox_lanes where lane = any('{{{}}}') order by lane for update skip locked"
_BEGIN: Final = f"begin; {_HOLD}"
_DELETE_AND_COMMIT: Final = "delete from outbox where id = any('{{{}}}'); commit"
_WAITS: Final = "select exists (select from outbox)"
# The server must notice soon that a relay's machine is gone, or its lanes would stay locked for hours.
_KEEPALIVES: Final = {"tcp_keepalives_idle": "15", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
# The table fills and empties faster than its statistics follow: only the walk along its index stays cheap.
_PLANNER: Final = {"enable_seqscan": "off", "enable_bitmapscan": "off"}


class _Round(NamedTuple):
    """What one batch came to: how many lanes were free, how many rows they held, how many Kafka confirmed."""

    lanes: int
    rows: int = 0
    confirmed: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to publish that was committed before the round."""
        return self.lanes > 0 and self.confirmed == self.rows < BATCH


_NOTHING: Final = _Round(lanes=1)


class Relay:
    """Moves outbox rows of one schema to Kafka."""

    name = "relay"

    def __init__(
        self,
        database_url: str,
        *,
        schema: str,
        producer: Producer,
        lanes: int = 1,
        notify: bool = True,
        gather_seconds: float = GATHER_SECONDS,
    ) -> None:
        self._url = database_url
        self._schema = schema
        self._producer = producer
        self._lanes = range(lanes)
        self._notify = notify
        self._gathering = Gathering(gather_seconds)
        self._commits = 0
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._holds = RelayBackoff()
        self._lost_sessions = 0

    async def run(self) -> None:
        """Publish until stopped; wait out outages of Postgres and Kafka."""
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
                await connection.add_listener(channel(self._schema), self._notified)
            await connection.execute(_OPEN_LANES, len(self._lanes))
            self._lost_sessions = 0
            await self._work(connection)
        finally:
            await connection.close(timeout=2)

    def _notified(self, *_: object) -> None:
        """Note a commit; Postgres sends one notification per commit, whatever the number of its events."""
        self._commits += 1
        self._wake.set()

    async def _work(self, connection: asyncpg.Connection) -> None:
        failures = 0
        woken = True
        while not self._stopping.is_set():
            self._wake.clear()
            # A poll of an empty outbox is one statement, and takes no lock.
            done = await self._round(connection) if woken or await self._waits(connection) else _NOTHING
            woken = True
            if done.confirmed:
                failures = 0
            if done.is_complete:
                idle_since = _now()
                woken = await wait_for(self._wake, IDLE_SECONDS if self._notify else POLL_SECONDS)
                if woken:
                    await self._gather(_now() - idle_since)
            elif not done.lanes:
                await wait_for(self._stopping, BUSY_SECONDS)
            elif not done.confirmed:
                await wait_for(self._stopping, backoff(failures, cap=5))
                failures += 1
        if not failures:
            await self._drain(connection)

    async def _gather(self, waited: float) -> None:
        """Wait for more commits while commits keep coming, so that they share a round."""
        commits, self._commits = self._commits, 0
        pause = self._gathering.begin(commits, waited=waited, now=_now())
        while pause:
            await wait_for(self._stopping, pause)
            commits, self._commits = self._commits, 0
            pause = self._gathering.add(commits, now=_now())

    async def _drain(self, connection: asyncpg.Connection) -> None:
        """Publish what the consumer's last batch left, so that it need not wait for the next start."""
        for _ in range(LAST_ROUNDS):
            if not (await self._round(connection)).confirmed:
                return

    async def _waits(self, connection: asyncpg.Connection) -> bool:
        """Return whether the outbox has rows, of any lane."""
        return bool(await connection.fetchval(_WAITS))

    async def _round(self, connection: asyncpg.Connection) -> _Round:
        """Publish one batch of the lanes that no other relay holds; an exception leaves the end to the session's.

        The rows are read by a statement of its own: it must see what the lanes' last holder has deleted.
        """
        lanes = await self._begin(connection)
        rows = await self._select(connection, lanes) if lanes else []
        done = await self._publish(rows) if rows else []
        await connection.execute(_DELETE_AND_COMMIT.format(_numbers(done)) if done else "rollback")
        return _Round(len(lanes), len(rows), len(done))

    async def _begin(self, connection: asyncpg.Connection) -> Sequence[int]:
        """Begin a transaction and return the lanes that it holds."""
        status = await connection.execute(_BEGIN.format(_numbers(self._lanes)))
        held = int(status.removeprefix("SELECT "))
        if held in (0, len(self._lanes)):
            return self._lanes[:held]
        return [row["lane"] for row in await connection.fetch(_HOLD.format(_numbers(self._lanes)))]

    async def _select(self, connection: asyncpg.Connection, lanes: Sequence[int]) -> Sequence[asyncpg.Record]:
        rows: Sequence[asyncpg.Record] = await connection.fetch(
            _SELECT, list(lanes), *self._holds.waiting(_now()), BATCH
        )
        return rows

    async def _publish(self, rows: Sequence[asyncpg.Record]) -> list[int]:
        """Publish rows and return those to delete: Kafka has confirmed them."""
        spans: list[Span] = []
        records = [
            # No event has an empty body: it stands for a tombstone, a record without a value.
            Outgoing(row["topic"], row["key"], row["body"] or None, encode_headers(published(row, spans)))
            for row in rows
        ]
        try:
            with OUTBOX_PUBLISH_SECONDS.time():
                failures = await self._producer.publish(records)
            end_published(spans)
        except Exception as failure:  # noqa: BLE001 - whatever Kafka's client raises, the rows stay and are sent again
            end_published(spans, failure)
            logger.warning("relay could not publish", extra={"reason": repr(failure), "rows": len(rows)})
            OUTBOX_FAILURES.inc()
            return []
        return self._sort_out(rows, failures)

    def _sort_out(self, rows: Sequence[asyncpg.Record], failures: Sequence[BaseException | None]) -> list[int]:
        """Return the rows to delete: those confirmed, and not behind an unconfirmed row of their key."""
        blocked: dict[tuple[str, bytes], BaseException] = {}
        done: list[int] = []
        published: Counter[str] = Counter()
        for row, failure in zip(rows, failures, strict=True):
            order = (row["topic"], row["key"])
            if order in blocked:
                continue
            if failure is not None:
                blocked[order] = failure
                continue
            done.append(row["id"])
            published[row["topic"]] += 1
            self._holds.release(order)
        for topic, count in published.items():
            OUTBOX_PUBLISHED.labels(topic).inc(count)
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


def _numbers(values: Iterable[int]) -> str:
    return ",".join(map(str, values))


def _now() -> float:
    return asyncio.get_running_loop().time()
