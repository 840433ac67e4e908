"""The size of stored signals, and the time to roll them up."""

import time

import asyncpg

DAYS = 100
SERIES = 3
FILL = """
insert into daily_signals (media_id, value, observed_at, day, signal, source, backfilled, region)
select md5('title' || n)::uuid, 1000 + n % 97 + back, now(), current_date - back, signal, 2, false, 'global'
from generate_series(1, $1) n, generate_series(0, $2 - 1) back, generate_series(4, 6) signal
"""
SIZES = """
select sum(pg_relation_size(inhrelid)) as heap, sum(pg_indexes_size(inhrelid)) as indexes
from pg_inherits where inhparent = 'insights.daily_signals'::regclass
"""


async def measure_storage(url: str, rows: int) -> str:
    """Return the megabytes that a million rows take, and the seconds that writing them took."""
    connection = await asyncpg.connect(url, server_settings={"search_path": "insights"})
    try:
        for back in range(0, DAYS, 28):
            await connection.execute("select ensure_partition('daily_signals', current_date - $1::integer)", back)
        await connection.execute("select ensure_partition('daily_signals', current_date - $1::integer)", DAYS)
        begun = time.perf_counter()
        await connection.execute(FILL, rows // (DAYS * SERIES), DAYS)
        seconds = time.perf_counter() - begun
        stored = await connection.fetchval("select count(*) from daily_signals")
        sizes = await connection.fetchrow(SIZES)
    finally:
        await connection.close()
    heap, indexes = (int(sizes[name]) / stored for name in ("heap", "indexes"))
    return (
        f"storage: {stored:,} rows, {heap + indexes:.0f} MB per million ({heap:.0f} MB table, {indexes:.0f} MB index);"
        f" written in {seconds:.1f} s"
    )
