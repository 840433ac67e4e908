"""The floor: the calls of an import by a bare client, and one row per title, written when its calls have ended."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg
import httpx2
from bare import with_httpx2
from calls import Call, Recorder
from figures import Cost
from processors import difference, spent
from stack import RunningStack

TABLE: Final = "public.floor_titles"
_CREATE: Final = f"create table if not exists {TABLE} (id bigint generated always as identity primary key, body jsonb)"
_INSERT: Final = f"insert into {TABLE} (body) values ($1)"
BODY: Final = '{"title": "a title", "facts": "' + "x" * 4000 + '"}'


async def import_bare(
    stack: RunningStack, recorded: Recorder, numbers: Sequence[int], titles: int, concurrency: int
) -> Cost:
    """Make the calls of `titles` titles, those of `numbers` over and over, and write a row after each."""
    plays = [recorded.calls(numbers[place % len(numbers)]) for place in range(titles)]
    pool = await asyncpg.create_pool(stack.database_url, min_size=4, max_size=4)
    try:
        await pool.execute(_CREATE)
        before, begun, own = spent(stack.pids()), time.perf_counter(), time.process_time()
        await _play(stack.simulator, recorded.headers, plays, pool, concurrency)
        seconds = time.perf_counter() - begun
        shared = difference(before, spent(stack.pids()))
        cpu = {
            "client": time.process_time() - own,
            **{name: shared[name] for name in ("postgres", "provider_simulator")},
        }
        return Cost(titles, seconds, cpu)
    finally:
        await pool.close()


async def _play(
    simulator: str,
    headers: Mapping[str, Mapping[str, str]],
    plays: Sequence[Sequence[Call]],
    pool: asyncpg.Pool,
    concurrency: int,
) -> None:
    waiting = iter(plays)
    async with with_httpx2(simulator, headers) as get:

        async def work() -> None:
            for calls in waiting:
                tasks: list[asyncio.Task[None]] = []
                for call in calls:
                    tasks.append(asyncio.create_task(_after([tasks[place] for place in call.after], call)))
                await asyncio.gather(*tasks)
                await pool.execute(_INSERT, BODY)

        async def _after(earlier: Sequence[asyncio.Task[None]], call: Call) -> None:
            for task in earlier:
                await task
            try:
                await get(call)
            except httpx2.RemoteProtocolError:
                await get(call)  # the simulator had just closed this idle connection

        await asyncio.gather(*(work() for _ in range(concurrency)))
