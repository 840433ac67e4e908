"""Events of players per second of processor time, beside a bare handler that inserts each batch as one row.

Both are one process on one Postgres that writes to disk, in turn, with the same bodies. Each session sends its batches
one after the other, as a player does. The time is that of the process and of Postgres: rates depend on what else the
machine does.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import aiohttp

# The database and the processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from databases import ServiceDatabase, migrated
from processes import Server
from quality_servers import fill, floor, service

from chassis.testing.tokens import Tokens

USERS: Final = 16
HOUR: Final = 3_600
DURATION_MS: Final = 5_400_000
STEP_MS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Figures:
    """Batches per second, and microseconds of processor time per event of the process and of Postgres."""

    rate: float
    own: float
    postgres: float

    @property
    def processor(self) -> float:
        """The time of both."""
        return self.own + self.postgres


def batches(first: int, count: int, events: int) -> Iterator[bytes]:
    """Yield bodies of a session whose numbers begin at `first`: what was watched, and a pause for each ten ranges."""
    for number in range(first, first + count * events, events):
        yield json.dumps({"events": [_event(sequence) for sequence in range(number, number + events)]}).encode()


def _event(sequence: int) -> dict[str, Any]:
    begin = sequence * STEP_MS % (DURATION_MS - STEP_MS)
    common = {"sequence": sequence, "offsetMs": 0}
    if sequence % 10 == 9:
        return {"type": "rebuffer", **common, "durationMs": 400}
    return {"type": "watched", **common, "beginMs": begin, "endMs": begin + STEP_MS, "height": 720}


async def run(
    server: Server, data: ServiceDatabase, sessions: Sequence[tuple[UUID, str]], first: int, count: int, events: int
) -> Figures:
    """Let every session send its batches, and return the figures."""
    bodies = list(batches(first, count, events))
    own, postgres, begun = server.cpu(), data.cpu(), time.perf_counter()
    connector = aiohttp.TCPConnector(limit=len(sessions))
    async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}", connector=connector) as http:
        await asyncio.gather(*(_send(http, session, token, bodies) for session, token in sessions))
    total = len(sessions) * count
    own, postgres = server.cpu() - own, data.cpu() - postgres
    per_event = 1e6 / (total * events)
    return Figures(total / (time.perf_counter() - begun), own * per_event, postgres * per_event)


async def _send(http: aiohttp.ClientSession, session: UUID, token: str, bodies: Sequence[bytes]) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for body in bodies:
        async with http.post(f"/api/v1/playback/sessions/{session}/events", data=body, headers=headers) as response:
            if response.status != 200:
                raise SystemExit(f"{response.status}: {await response.text()}")


async def main(words: Sequence[str]) -> None:
    """Measure both in turn, and print the ratio of the medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--sessions", type=int, default=32)
    parser.add_argument("--batches", type=int, default=40)
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args(words)
    tokens = Tokens()
    users = [uuid4() for _ in range(USERS)]
    owners = [users[number % USERS] for number in range(arguments.sessions)]
    size = arguments.batches * arguments.events
    async with migrated("playback", ServiceDatabase) as data:
        ids = await fill(data, owners, DURATION_MS)
        sessions = [(session, tokens.issue(owner, lifetime=HOUR)) for session, owner in zip(ids, owners, strict=True)]
        async with floor(data) as bare, service(data, tokens) as ours:
            runs: dict[str, list[Figures]] = {"floor": [], "service": []}
            for number in range(arguments.rounds + 1):
                for kind, server in (("floor", bare), ("service", ours)):
                    figures = await run(server, data, sessions, number * size, arguments.batches, arguments.events)
                    # The first round warms up.
                    if number:
                        runs[kind].append(figures)
    print(f"{arguments.sessions} sessions of {arguments.batches} batches of {arguments.events} events, ", end="")
    print(f"median of {arguments.rounds} runs")
    print(f"{'':10}{'batches per second':>20}{'process µs/event':>18}{'Postgres µs/event':>19}{'events per core':>17}")
    for kind, measured in runs.items():
        rate, own, postgres, both = (_median(measured, name) for name in ("rate", "own", "postgres", "processor"))
        print(f"{kind:10}{rate:20.0f}{own:18.1f}{postgres:19.1f}{1e6 / both:17.0f}")
    ratio = _median(runs["floor"], "processor") / _median(runs["service"], "processor")
    print(f"events per second of processor time: {ratio:.2f} of the floor")


def _median(figures: Sequence[Figures], name: str) -> float:
    return statistics.median(float(getattr(one, name)) for one in figures)
