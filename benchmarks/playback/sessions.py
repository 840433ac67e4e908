"""Starts of sessions and heartbeats over HTTP: milliseconds beside bare handlers on the same Postgres.

Clients play in turn: each starts a session, sends heartbeats, of which every second one publishes a position, and ends
it. Both servers are one process each and are measured in turn.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid4

# The database and the processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.parent.joinpath("catalog")))

import aiohttp
from databases import ServiceDatabase, migrated
from processes import Server, serving

from chassis.testing.tokens import Tokens
from devstack.ports import free_ports
from devstack.servers.schemas import connected

HERE: Final = Path(__file__).resolve().parent
MEDIA: Final = UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9")
HEARTBEATS: Final = 6
GOAL_MS: Final = 50.0
TABLES: Final = """
create table playback.floor_sessions (id uuid primary key, user_id uuid not null, position_ms bigint not null);
create index on playback.floor_sessions (user_id);
create table playback.floor_events (id uuid primary key, body bytea not null);
grant select, insert, update on playback.floor_sessions, playback.floor_events to playback;
"""
ASSETS: Final = """
with added as (
  insert into playback.assets (id, media_id, season, episode, trailer, access, current_version, revision, created_by,
    updated_at)
  select gen_random_uuid(), $1, 1, n, false, 'plan', 1, 1, $1, now() from generate_series(1, 50) as n returning id
)
insert into playback.asset_versions (asset_id, number, source, source_bytes, encryption, status, prefix, media,
  duration_ms, created_by, ready_at)
select id, 1, 'uploads/1/source', 1, 'cbcs', 'ready', 'vod/' || id || '/1/', '{}', 2880000, $1, now() from added
"""
PLANS: Final = """
insert into playback.entitlements (user_id, version, plan, concurrent_streams, changed_at)
select u, 1, 'standard', 2, now() from unnest($1::uuid[]) as u
"""

Play: TypeAlias = Callable[[aiohttp.ClientSession, UUID, int, "Times"], Awaitable[None]]
"""Plays one session of a user, and adds its times."""


@dataclass(slots=True)
class Times:
    """Milliseconds of each request."""

    starts: list[float] = field(default_factory=list)
    beats: list[float] = field(default_factory=list)
    processor: float = 0.0
    """Seconds of processor time of the server."""


async def timed(into: list[float], request: Any, status: int) -> Any:
    """Send a request, add its time, and return its body; fail at another status."""
    begun = time.perf_counter()
    async with request as response:
        body = await response.read()
    into.append((time.perf_counter() - begun) * 1e3)
    if response.status != status:
        raise SystemExit(f"{response.url}: {response.status} {body!r}")
    return json.loads(body) if body else None


def of_service(tokens: Tokens, users: Sequence[UUID]) -> Play:
    """Return how a session is played at the service."""
    headers = {user: {"Authorization": f"Bearer {tokens.issue(user, lifetime=7200)}"} for user in users}

    async def play(http: aiohttp.ClientSession, user: UUID, number: int, times: Times) -> None:
        own, api = headers[user], "/api/v1/playback"
        subject = f"{MEDIA}:1x{number % 50 + 1:02}"
        body = {"deviceName": "Living Room"}
        started = await timed(times.starts, http.post(f"{api}/{subject}/session", json=body, headers=own), 201)
        path = f"{api}/sessions/{started['data']['sessionId']}"
        for beat in range(HEARTBEATS):
            report = {"positionMs": beat * 10_000, "state": "paused" if beat % 2 else "playing"}
            await timed(times.beats, http.post(f"{path}/heartbeats", json=report, headers=own), 200)
        await timed([], http.delete(path, headers=own), 204)

    return play


async def of_floor(http: aiohttp.ClientSession, user: UUID, _: int, times: Times) -> None:
    """Play a session at the floor."""
    started = await timed(times.starts, http.post(f"/start/{user}", json={"deviceName": "Living Room"}), 200)
    for beat in range(HEARTBEATS):
        report = {"positionMs": beat * 10_000, "state": "playing"}
        await timed(times.beats, http.post(f"/beat/{started['data']['sessionId']}", json=report), 200)


async def run(server: Server, play: Play, users: Sequence[UUID], clients: int, sessions: int) -> Times:
    """Return the times of sessions that clients play side by side."""
    times, left, before = Times(), iter(range(sessions)), server.cpu()

    async def client(http: aiohttp.ClientSession) -> None:
        for number in left:
            await play(http, users[number % len(users)], number, times)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}", connector=connector) as http:
        await asyncio.gather(*(client(http) for _ in range(clients)))
    times.processor = server.cpu() - before
    return times


@asynccontextmanager
async def started(data: ServiceDatabase, kind: str, keys: Path) -> AsyncIterator[Server]:
    """Yield a server of one kind."""
    [port] = free_ports(1)
    command = (str(HERE / "session_servers.py"), kind, str(port), data.url(), str(keys))
    async with serving(kind, port, command, {}, folder=data.folder, seconds=120) as server:
        yield server


async def main(words: Sequence[str]) -> None:
    """Measure both in turn, and print the times beside each other."""
    parser = argparse.ArgumentParser(prog="sessions", description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--sessions", type=int, default=600)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args(words)
    tokens, users = Tokens(), [uuid4() for _ in range(200)]
    async with migrated("playback", ServiceDatabase) as data:
        keys = data.folder / "keys.json"
        keys.write_text(json.dumps(tokens.jwks))
        async with connected(data.admin_url) as connection:
            await connection.execute(TABLES)
            await connection.execute(ASSETS, MEDIA)
            await connection.execute(PLANS, users)
        async with started(data, "floor", keys) as floor, started(data, "service", keys) as service:
            contestants: tuple[tuple[str, Server, Play], ...] = (
                ("floor", floor, of_floor),
                ("service", service, of_service(tokens, users)),
            )
            totals: dict[str, Times] = {name: Times() for name, _, _ in contestants}
            for _, server, play in contestants:
                await run(server, play, users, arguments.clients, 100)
            for _ in range(arguments.rounds):
                for name, server, play in contestants:
                    times = await run(server, play, users, arguments.clients, arguments.sessions)
                    totals[name].starts += times.starts
                    totals[name].beats += times.beats
                    totals[name].processor += times.processor
    print(f"{arguments.clients} clients, {arguments.rounds} rounds of {arguments.sessions} sessions; milliseconds")
    print(f"{'':12}{'floor p50':>10}{'p99':>8}{'service p50':>13}{'p99':>8}{'ratio p50':>11}{'p99':>7}")
    for name, part in (("start", "starts"), ("heartbeat", "beats")):
        bare, own = (_percentiles(getattr(totals[kind], part)) for kind in ("floor", "service"))
        ratios = [one / other for one, other in zip(own, bare, strict=True)]
        print(f"{name:12}{bare[0]:10.2f}{bare[1]:8.2f}{own[0]:13.2f}{own[1]:8.2f}{ratios[0]:11.2f}{ratios[1]:7.2f}")
    floor_ms, own_ms = (totals[kind].processor / len(totals[kind].starts) * 1e3 for kind in ("floor", "service"))
    print(f"processor of a whole session: {floor_ms:.1f} ms and {own_ms:.1f} ms, ratio {own_ms / floor_ms:.2f}")
    print(f"p99 of a start: {_percentiles(totals['service'].starts)[1]:.1f} ms, goal {GOAL_MS:.0f} ms")


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=100)[98]
