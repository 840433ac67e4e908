"""What the read models have: read from Postgres, since no service knows of all others."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

import asyncpg
from stack import RunningStack

from devstack.processes import http_probe
from devstack.services import BACKENDS

POLL_SECONDS: Final = 0.1

_OPEN_JOBS: Final = "select exists (select from ingestion.jobs where status in ('queued', 'processing'))"
_FAILED_JOBS: Final = "select title_kind, tmdb_id, reason from ingestion.jobs where status <> 'ready' limit 3"
# Complete: each read model has the newest version that its source published.
_COMPLETE: Final = """
select count(*) from stats.titles s
join ingestion.titles t using (kind, tmdb_id)
join catalog.media c using (media_id)
join catalog.documents d using (media_id)
join insights.titles i using (media_id)
join library.titles l using (media_id)
join catalog.slugs a on a.media_id = s.media_id and a.current
where s.ratingo_score is not null and s.facts_version = t.version
  and c.imported_version = t.version and d.version = t.version and i.facts_version = t.version
  and l.facts_version = t.version and c.stats_version = s.version and i.standing_version = s.version
  and l.standing_version = s.version and i.slug_version = a.published_version and l.slug_version = a.published_version
  and s.tmdb_id = any($1::int[])
"""
_SEASONS_COMPLETE: Final = """
select (select count(*) from ingestion.seasons where synced_at is not null) = all (array[
  (select count(*) from catalog.seasons), (select count(distinct season_id) from library.season_parts)])
"""


class NotComplete(RuntimeError):
    """An import ended otherwise than well, or not in time."""


async def until_complete(connection: asyncpg.Connection, numbers: Sequence[int], seconds: float) -> None:
    """Wait until every read model has the newest version of these titles; raise NotComplete."""
    deadline = time.monotonic() + seconds
    while await connection.fetchval(_OPEN_JOBS):
        await _pause(deadline, "jobs are open")
    if bad := await connection.fetch(_FAILED_JOBS):
        raise NotComplete(f"jobs failed: {[tuple(row) for row in bad]}")
    while (complete := await connection.fetchval(_COMPLETE, numbers)) < len(numbers):
        await _pause(deadline, f"{complete} of {len(numbers)} titles are complete")
    while not await connection.fetchval(_SEASONS_COMPLETE):
        await _pause(deadline, "seasons are incomplete")


async def until_idle(stack: RunningStack, seconds: float) -> None:
    """Wait until no consumer has lag and every outbox is empty; raise NotComplete."""
    deadline = time.monotonic() + seconds
    while waiting := await _waiting(stack):
        await _pause(deadline, f"events wait at {', '.join(waiting)}")


async def _waiting(stack: RunningStack) -> list[str]:
    started = [name for name in BACKENDS if stack.plan.starts(name)]
    responses = await asyncio.gather(*(http_probe.get(stack.plan.ports[name], "/health/ready") for name in started))
    return [
        name
        for name, response in zip(started, responses, strict=True)
        if response is None or response.check("consumer", "lag") or response.check("outbox", "depth")
    ]


async def _pause(deadline: float, reason: str) -> None:
    if time.monotonic() > deadline:
        raise NotComplete(reason)
    await asyncio.sleep(POLL_SECONDS)
