"""Lists of movements over HTTP beside bare indexed queries, with any number of stored values."""

import math
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from processes import Load, Server, put_load, serving

from devstack.folders import temporary_data_folder
from devstack.ports import free_ports
from insights.bootstrap import build
from insights.settings import Settings

HERE = Path(__file__).parent
TITLES = 6_000
SIGNALS = 2
"""Total watchers and popularity."""
TARGETS = ("/api/v1/insights/movements?window=30d&limit=5", "/api/v1/insights/movers?window=7d&limit=5")
NOWHERE = "127.0.0.1:1"
FILL_TITLES = """
insert into titles (media_id, kind, tmdb_id, facts_version, name, slug, slug_version, stale)
select md5('title' || n)::uuid, case when n % 3 = 0 then 'show' else 'movie' end, n, 1, 'Title ' || n, 'title-' || n,
  1, true
from generate_series(1, $1) n
"""
FILL_SIGNALS = """
insert into daily_signals (media_id, value, observed_at, day, signal, source, backfilled, region)
select md5('title' || n)::uuid,
  case signal when 2 then 1000000 - back * (n % 97) - case when back > 30 then (back - 30) * (n % 53 - 26) else 0 end
  else 10 + (n * 7 + back * 13) % 89 end,
  now(), current_date - back, signal, signal / 2, false, 'global'
from generate_series(1, $1) n, generate_series(0, $2 - 1) back, unnest(array[2, 4]::smallint[]) signal
"""
FILL_CHANGES = """
insert into signal_changes (media_id, "current", expected, strength, magnitude, day, signal, window_days,
  days_observed, kind, direction)
select media_id, 10 + tmdb_id % 977, 10 + tmdb_id % 89, 9, abs(tmdb_id % 977 - tmdb_id % 89), current_date, 4,
  window_days, least(window_days, 60), kind,
  case sign(tmdb_id % 977 - tmdb_id % 89) when 1 then 'riser' when -1 then 'faller' end
from titles, unnest(array[1, 7, 30, 90, 365]) window_days
"""


async def fill(url: str, rows: int) -> tuple[int, float]:
    """Store values of as many days as `rows` take, and compute the movements; return the days and the seconds."""
    days = max(math.ceil(rows / (TITLES * SIGNALS)), 61)
    connection = await asyncpg.connect(url, server_settings={"search_path": "insights"})
    try:
        await connection.execute(
            "select ensure_partition('daily_signals', (current_date - back)) from generate_series(0, $1) back", days
        )
        await connection.execute(FILL_TITLES, TITLES)
        await connection.execute(FILL_SIGNALS, TITLES, days)
        await connection.execute("analyze")
        container = build(Settings(database_url=url, kafka_bootstrap=NOWHERE))
        begun = time.perf_counter()
        await container.application.refresh_movements()
        seconds = time.perf_counter() - begun
        await container.runtime.engine.dispose()
        await connection.execute(FILL_CHANGES)
        await connection.execute("vacuum analyze movements")
        await connection.execute("vacuum analyze signal_changes")
    finally:
        await connection.close()
    return days, seconds


@asynccontextmanager
async def _servers(url: str) -> AsyncIterator[dict[str, Server]]:
    """Yield the floor, and the service that renders each response and as it is deployed."""
    data = temporary_data_folder()
    floor_port, port, shared_port = free_ports(3)
    environment = {
        "INSIGHTS_DATABASE_URL": url,
        "INSIGHTS_KAFKA_BOOTSTRAP": NOWHERE,
        "INSIGHTS_ACCESS_LOG": "errors",
    }
    rendered = {**environment, "INSIGHTS_HTTP_PORT": str(port), "INSIGHTS_SHARED_RESPONSE_SECONDS": "0"}
    shared = {**environment, "INSIGHTS_HTTP_PORT": str(shared_port)}
    arguments = ["-m", "insights", "api"]
    floor_arguments = [str(HERE / "movements_floor.py"), str(floor_port), url]
    try:
        async with (
            serving("floor", floor_port, floor_arguments, {}, folder=data, seconds=60) as floor,
            serving("rendered", port, arguments, rendered, folder=data, seconds=60) as renderer,
            serving("insights", shared_port, arguments, shared, folder=data, seconds=60) as service,
        ):
            yield {"bare": floor, "rendered": renderer, "insights": service}
    finally:
        shutil.rmtree(data, ignore_errors=True)


async def measure_movements(url: str, rows: int, rounds: int, seconds: float) -> str:
    """Return, per list, a table of responses per second, milliseconds and processor time per response."""
    days, refreshed = await fill(url, rows)
    count = TITLES * SIGNALS * days
    lines = [f"lists: {TITLES:,} titles, {days} days, {count:,} rows; movements computed in {refreshed:.1f} s"]
    async with _servers(url) as servers:
        for target in TARGETS:
            lines += await _measured(servers, target, rounds, seconds)
    return "\n".join(lines)


async def _measured(servers: dict[str, Server], target: str, rounds: int, seconds: float) -> list[str]:
    runs: dict[str, list[tuple[Load, float]]] = {name: [] for name in servers}
    alone: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(rounds):
        for name, server in servers.items():
            alone[name].append((await put_load(server, [target], 1, seconds)).median)
            cpu = server.cpu()
            load = await put_load(server, [target], 16, seconds)
            runs[name].append((load, (server.cpu() - cpu) / load.responses * 1e6))
    rates = {name: _median([load.responses / seconds for load, _ in run]) for name, run in runs.items()}
    costs = {name: _median([cost for _, cost in run]) for name, run in runs.items()}
    return [
        target,
        f"{'':<10}{'responses/s':>13}{'alone p50 ms':>14}{'process us':>12}",
        *(f"{name:<10}{rates[name]:>13,.0f}{_median(alone[name]):>14.2f}{costs[name]:>12.0f}" for name in rates),
        *(
            f"{name} / bare: rate {rates[name] / rates['bare']:.2f}, by processor time of the process"
            f" {costs['bare'] / costs[name]:.2f} (goals 0.6; p50 below 5 ms)"
            for name in ("rendered", "insights")
        ),
    ]


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
