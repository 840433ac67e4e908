"""Reads the metrics of the queue from its tables, in two queries whose cost has a limit."""

from datetime import datetime
from typing import Final

from sqlalchemy import DateTime, Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from chassis.runtime.metrics.sources import MetricsSources
from jobs.metrics import (
    JOBS_DUE,
    JOBS_EXPIRED,
    JOBS_QUEUED,
    JOBS_RUNNING,
    OLDEST_DUE,
    SCHEDULE_LAST_RUN,
    SCHEDULE_LATE,
)
from jobs.registry import JobRegistry

DEEPEST: Final = 10_000
"""How many waiting jobs of a kind are counted at most; one more stands for "more than that"."""

# The index of queued jobs is walked from the most urgent one, so that a long queue costs no more than its beginning.
_WAITING: Final = text(
    f"""
    select item.kind, first.queued, first.due, first.oldest from unnest(:kinds) as item (kind)
    cross join lateral (
      select count(*) as queued, count(*) filter (where run_at <= :now) as due,
        min(run_at) filter (where run_at <= :now) as oldest
      from (
        select run_at from jobs where status = 'queued' and jobs.kind = item.kind
        order by priority, run_at limit {DEEPEST + 1}
      ) as head
    ) as first
    """  # noqa: S608 - a constant
).bindparams(bindparam("kinds", type_=ARRAY(Text)), bindparam("now", type_=DateTime(timezone=True)))
_RUNNING: Final = text(
    "select kind, count(*) as running, count(*) filter (where leased_until < :now) as expired from jobs"
    " where status = 'processing' group by kind"
).bindparams(bindparam("now", type_=DateTime(timezone=True)))
_SCHEDULES: Final = text("select name, enabled, last_run_at, next_run_at from schedules")


class QueueMeasures:
    """Sets the metrics of a service's queue."""

    def __init__(self, transactions: Transactions, registry: JobRegistry, clock: Clock) -> None:
        self._transactions = transactions
        self._kinds = sorted(registry.limits)
        self._clock = clock

    def register(self, sources: MetricsSources) -> None:
        """Have the metrics read when the process is scraped."""
        gauges = (JOBS_QUEUED, JOBS_DUE, OLDEST_DUE, JOBS_RUNNING, JOBS_EXPIRED, SCHEDULE_LATE, SCHEDULE_LAST_RUN)
        sources.add("jobs", self, *gauges)

    async def __call__(self) -> None:
        """Read the tables and set the metrics."""
        now = self._clock.now()
        async with self._transactions.read() as connection:
            await self._measure_waiting(connection, now)
            await self._measure_running(connection, now)
            await _measure_schedules(connection, now)

    async def _measure_waiting(self, connection: AsyncConnection, now: datetime) -> None:
        for row in await connection.execute(_WAITING, {"kinds": self._kinds, "now": now}):
            JOBS_QUEUED.labels(row.kind).set(row.queued)
            JOBS_DUE.labels(row.kind).set(row.due)
            OLDEST_DUE.labels(row.kind).set(0 if row.oldest is None else (now - row.oldest).total_seconds())

    async def _measure_running(self, connection: AsyncConnection, now: datetime) -> None:
        rows = {row.kind: row for row in await connection.execute(_RUNNING, {"now": now})}
        for kind in self._kinds:
            JOBS_RUNNING.labels(kind).set(rows[kind].running if kind in rows else 0)
        JOBS_EXPIRED.set(sum(row.expired for row in rows.values()))


async def _measure_schedules(connection: AsyncConnection, now: datetime) -> None:
    for row in await connection.execute(_SCHEDULES):
        late = row.enabled and row.next_run_at is not None and row.next_run_at < now
        SCHEDULE_LATE.labels(row.name).set((now - row.next_run_at).total_seconds() if late else 0)
        if row.last_run_at is not None:
            SCHEDULE_LAST_RUN.labels(row.name).set(row.last_run_at.timestamp())
